/** What fluent-ffmpeg does by itself must not reach a person: each trap that is known of it, and not covered by its own test in ffmpeg.test.ts. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/main/engine/media/ffmpeg'
import { fixture } from '../support/media-fixtures'
import { realPaths, scratchFolder, valueIn } from '../support/media-tools'

const QUICK = ['-c:v', 'libx264', '-preset', 'ultrafast', '-an', '-f', 'mp4']

/** An ffmpeg that writes down each of its arguments in a line of its own, and may answer `-formats` and `-encoders` in its own way. */
async function telling(folder: string, answers = '') {
  const { ffmpeg } = await realPaths()
  const path = join(folder, 'ffmpeg')
  const diary = join(folder, 'diary')
  await writeFile(diary, '')
  await writeFile(path, `#!/bin/sh\nprintf '%s\\n' "$@" '--' >> '${diary}'\n${answers}\nexec '${ffmpeg}' "$@"\n`, { mode: 0o755 })
  const calls = async () =>
    (await readFile(diary, 'utf8'))
      .split('--\n')
      .map((call) => call.split('\n').filter((token) => token !== ''))
      .filter((call) => call.length > 0)
  return {
    path,
    encodes: async () => (await calls()).filter((call) => call.includes('-progress')),
    questions: async () => (await calls()).filter((call) => !call.includes('-progress')),
  }
}

async function encode(ffmpeg: string, path: string, onProgress?: (fraction: number) => void) {
  return run({ ffmpeg, inputs: [{ path: await fixture('short.mp4') }], output: { path, options: QUICK }, seconds: 2, onProgress })
}

describe('a run', () => {
  it('needs no ffprobe for its progress, and starts none', async () => {
    const folder = await scratchFolder()
    const asked = join(folder, 'asked')
    const ffprobe = join(folder, 'ffprobe')
    await writeFile(ffprobe, `#!/bin/sh\ntouch '${asked}'\nexit 1\n`, { mode: 0o755 })
    const before = process.env.FFPROBE_PATH
    process.env.FFPROBE_PATH = ffprobe
    const seen: number[] = []
    const made = await encode((await realPaths()).ffmpeg, join(folder, 'out.mp4'), (fraction) => seen.push(fraction))
    if (before === undefined) delete process.env.FFPROBE_PATH
    else process.env.FFPROBE_PATH = before
    valueIn(made)
    expect(seen.at(-1)).toBe(1)
    await expect(readFile(asked)).rejects.toThrow()
  })

  it('uses the ffmpeg it was given, also when another was used before in this process', async () => {
    const folders = [await scratchFolder(), await scratchFolder()]
    const programs = [await telling(folders[0]!), await telling(folders[1]!)]
    for (const [number, program] of programs.entries()) valueIn(await encode(program.path, join(folders[number]!, 'out.mp4')))
    for (const program of programs) expect(await program.encodes()).toHaveLength(1)
  })

  it('does not ask ffmpeg what it can do before it works', async () => {
    const folder = await scratchFolder()
    const program = await telling(folder)
    for (const name of ['one.mp4', 'two.mp4', 'three.mp4']) valueIn(await encode(program.path, join(folder, name)))
    expect(await program.encodes()).toHaveLength(3)
    expect(await program.questions()).toEqual([])
  })

  it('does not depend on how an ffmpeg lists its formats', async () => {
    // From version 7 on a third column marks devices; the names then stand where fluent-ffmpeg does not look.
    const list =
      'case "$*" in *-formats*) printf \'Formats:\\n D.. = Demuxing supported\\n ---\\n D d lavfi  Libavfilter\\n\'; exit 0;; esac'
    const folder = await scratchFolder()
    const program = await telling(folder, list)
    valueIn(await encode(program.path, join(folder, 'out.mp4')))
  })

  it('says that there is no ffmpeg where there is none', async () => {
    const folder = await scratchFolder()
    const made = await encode(join(folder, 'no-ffmpeg-here'), join(folder, 'out.mp4'))
    expect(made.ok ? null : made.failure.code).toBe('setup.no-ffmpeg')
  })

  it('cannot be asked anything by ffmpeg, and lets nothing experimental in', async () => {
    const folder = await scratchFolder()
    const program = await telling(folder)
    valueIn(await encode(program.path, join(folder, 'out.mp4')))
    const [call] = await program.encodes()
    expect(call).toContain('-nostdin')
    expect(call).toContain('-hide_banner')
    expect(call).not.toContain('-strict')
    expect(call).not.toContain('experimental')
  })

  it('hands every option over as one argument, whatever is in a path', async () => {
    const folder = join(await scratchFolder(), "two  spaces, a: 'quote'; [x]\\y %d")
    await mkdir(folder)
    const program = await telling(await scratchFolder())
    const output = join(folder, 'out, of: place.mp4')
    const options = ['-vf', 'scale=64:64, crop=32:32', ...QUICK]
    valueIn(
      await run({ ffmpeg: program.path, inputs: [{ path: await fixture('short.mp4') }], output: { path: output, options }, seconds: 2 }),
    )
    const [call] = await program.encodes()
    expect(call).toContain('scale=64:64, crop=32:32')
    expect(call?.at(-1)).toBe(output)
  })
})
