import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findTools, requireTools } from '../../src/main/engine/media/tools'
import { failureOf, realPaths, scratchFolder, valueIn } from '../support/media-tools'

describe('finding ffmpeg and ffprobe', () => {
  it('finds both on PATH and reads their versions', async () => {
    const { ffmpeg, ffprobe } = await realPaths()
    const folder = await scratchFolder()
    await symlink(ffmpeg, join(folder, 'ffmpeg'))
    await symlink(ffprobe, join(folder, 'ffprobe'))
    const tools = await findTools({ PATH: `/nowhere:${folder}` })
    expect(tools.ffmpeg).toMatchObject({ path: join(folder, 'ffmpeg'), version: expect.stringMatching(/^\S*\d/) })
    expect(tools.ffprobe).toMatchObject({ path: join(folder, 'ffprobe'), from: 'beside ffmpeg' })
    expect(valueIn(requireTools(tools)).ffmpeg).toBe(join(folder, 'ffmpeg'))
  })

  it('prefers the setting to the variable, the variable to the packaged one, and that to PATH', async () => {
    const { ffmpeg } = await realPaths()
    const [resources, path] = [await scratchFolder(), await scratchFolder()]
    for (const folder of [resources, path]) await symlink(ffmpeg, join(folder, 'ffmpeg'))
    const own = join(path, 'my-ffmpeg')
    await symlink(ffmpeg, own)
    const named = { CHOREO_FFMPEG: ffmpeg, PATH: path }
    expect((await findTools(named, { ffmpegPath: own, resourcesPath: resources })).ffmpeg).toMatchObject({ path: own, from: 'setting' })
    expect((await findTools(named, { resourcesPath: resources })).ffmpeg).toMatchObject({ path: ffmpeg, from: 'CHOREO_FFMPEG' })
    expect((await findTools({ PATH: path }, { resourcesPath: resources })).ffmpeg).toMatchObject({ from: 'packaged' })
  })

  it('skips a candidate that does not run, even when it is executable', async () => {
    const { ffmpeg } = await realPaths()
    const [broken, good] = [await scratchFolder(), await scratchFolder()]
    await writeFile(join(broken, 'ffmpeg'), '#!/bin/sh\nexit 3\n', { mode: 0o755 })
    await mkdir(join(broken, 'folder'))
    await symlink(ffmpeg, join(good, 'ffmpeg'))
    expect((await findTools({ PATH: `${broken}:${join(broken, 'folder')}:${good}` })).ffmpeg?.path).toBe(join(good, 'ffmpeg'))
  })

  it('says which variable is wrong instead of quietly taking another', async () => {
    const tools = await findTools({ ...process.env, CHOREO_FFMPEG: '/nowhere/ffmpeg' })
    expect(tools.ffmpeg).toBeNull()
    const failure = failureOf(requireTools(tools))
    expect(failure.code).toBe('setup.no-ffmpeg')
    expect(failure.message).toContain('CHOREO_FFMPEG names /nowhere/ffmpeg')
  })

  it('says so when the named ffprobe is another program', async () => {
    const folder = await scratchFolder()
    const impostor = join(folder, 'ffprobe')
    await writeFile(impostor, '#!/bin/sh\necho "something version 1"\n', { mode: 0o755 })
    const failure = failureOf(requireTools(await findTools({ ...process.env, CHOREO_FFPROBE: impostor })))
    expect(failure.code).toBe('setup.no-ffprobe')
    expect(failure.message).toContain('CHOREO_FFPROBE')
  })

  it('does not change the rights of a file that a person named', async () => {
    const folder = await scratchFolder()
    const path = join(folder, 'ffmpeg')
    await copyFile('/bin/true', path)
    await chmod(path, 0o644)
    const tools = await findTools({ CHOREO_FFMPEG: path })
    expect(tools.reasons?.ffmpeg).toContain('EACCES')
  })

  it('names what to install when there is nothing', async () => {
    const failure = failureOf(requireTools({ ffmpeg: null, ffprobe: null }))
    expect(failure).toMatchObject({ code: 'setup.no-ffmpeg', fix: expect.stringContaining('CHOREO_FFMPEG') })
    const onlyFfmpeg = { ffmpeg: { path: '/x', version: '7', from: 'PATH' }, ffprobe: null }
    expect(failureOf(requireTools(onlyFfmpeg)).code).toBe('setup.no-ffprobe')
  })
})
