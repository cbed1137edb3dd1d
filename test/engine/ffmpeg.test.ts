import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { progressReader, run } from '../../src/main/engine/media/ffmpeg'
import { fixture } from '../support/media-fixtures'
import { diaryFfmpeg, failureOf, isAlive, realPaths, scratchFolder, until, valueIn } from '../support/media-tools'

const QUICK = ['-c:v', 'libx264', '-preset', 'ultrafast', '-an', '-f', 'mp4']
/** Slow enough that an abort always comes in the middle. */
const SLOW = ['-vf', 'scale=2560:1440', '-c:v', 'libx264', '-preset', 'veryslow', '-an', '-f', 'mp4']

describe('running ffmpeg', () => {
  it('measures progress against what is made, not against the whole source, and never falls', async () => {
    const { ffmpeg } = await realPaths()
    const folder = await scratchFolder()
    const seen: number[] = []
    const done = await run({
      ffmpeg,
      inputs: [{ path: await fixture('plain.mp4'), options: ['-ss', '2', '-t', '3'] }],
      output: {
        path: join(folder, 'out.mp4'),
        options: ['-vf', 'scale=1280:720', '-c:v', 'libx264', '-preset', 'slow', '-an', '-f', 'mp4'],
      },
      seconds: 3,
      onProgress: (fraction) => seen.push(fraction),
    })
    valueIn(done)
    expect(seen.at(-1)).toBe(1)
    expect(seen.length).toBeGreaterThan(1)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(existsSync(join(folder, 'out.mp4'))).toBe(true)
  })

  it('answers a command line that can be pasted into a shell', async () => {
    const { ffmpeg } = await realPaths()
    const folder = join(await scratchFolder(), "a folder, it's odd")
    await mkdir(folder)
    const target = join(folder, 'out.mp4')
    const { commandLine } = valueIn(
      await run({ ffmpeg, inputs: [{ path: await fixture('short.mp4') }], output: { path: target, options: QUICK }, seconds: 2 }),
    )
    execFileSync('/bin/sh', ['-c', commandLine.replaceAll('out.mp4', 'again.mp4')], { stdio: 'ignore' })
    expect((await readdir(folder)).sort()).toEqual(['again.mp4', 'out.mp4'])
  })

  it('ends the child at lower priority and leaves nothing when it is aborted in the middle', async () => {
    const folder = await scratchFolder()
    const diary = await diaryFfmpeg(folder)
    const target = join(folder, 'out.mp4')
    const abort = new AbortController()
    const running = run({
      ffmpeg: diary.path,
      inputs: [{ path: await fixture('plain.mp4') }],
      output: { path: target, options: SLOW },
      seconds: 12,
      signal: abort.signal,
    })
    await until(() => existsSync(target))
    const [encode] = await diary.encodes()
    expect(isAlive(encode!.pid)).toBe(true)
    expect(getPriority(encode!.pid)).toBeGreaterThan(getPriority(process.pid))
    abort.abort()
    expect(failureOf(await running).code).toBe('cancelled')
    expect(isAlive(encode!.pid)).toBe(false)
    expect(existsSync(target)).toBe(false)
  })

  it('never starts the child when it was aborted before', async () => {
    const folder = await scratchFolder()
    const diary = await diaryFfmpeg(folder)
    const job = {
      ffmpeg: diary.path,
      inputs: [{ path: await fixture('plain.mp4') }] as const,
      output: { path: join(folder, 'out.mp4'), options: QUICK },
      seconds: 12,
    }
    expect(failureOf(await run({ ...job, signal: AbortSignal.abort() })).code).toBe('cancelled')
    // Aborted while the first run of this process still asks ffmpeg what it can do.
    const abort = new AbortController()
    const running = run({ ...job, signal: abort.signal })
    abort.abort()
    expect(failureOf(await running).code).toBe('cancelled')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await diary.encodes()).toEqual([])
    expect(existsSync(job.output.path)).toBe(false)
  })

  it('gives up a run that stands still, with SIGKILL when SIGTERM is not heard', async () => {
    const folder = await scratchFolder()
    const diary = await diaryFfmpeg(folder)
    const pipe = join(folder, 'nothing-comes')
    execFileSync('mkfifo', [pipe])
    const done = run({
      ffmpeg: diary.path,
      inputs: [{ path: pipe }],
      output: { path: join(folder, 'out.mp4'), options: QUICK },
      seconds: 1,
      stallSeconds: 1,
    })
    const failure = failureOf(await done)
    expect(failure.code).toBe('encode.stalled')
    const [encode] = await diary.encodes()
    expect(isAlive(encode!.pid)).toBe(false)
  })

  it('keeps the line of stderr that says what was wrong', async () => {
    const { ffmpeg } = await realPaths()
    const folder = await scratchFolder()
    const options = ['-c:v', 'libx264', '-profile:v', 'nonsense', '-an', '-f', 'mp4']
    const failure = failureOf(
      await run({ ffmpeg, inputs: [{ path: await fixture('short.mp4') }], output: { path: join(folder, 'out.mp4'), options }, seconds: 2 }),
    )
    expect(failure.code).toBe('encode.failed')
    expect(failure.message).toContain('nonsense')
    expect(failure.detail).toContain('Error setting profile')
    expect(await readdir(folder)).toEqual([])
  })

  it('tells failures from what ffmpeg and its encoders say in passing, words of the clip among them', async () => {
    const { ffmpeg } = await realPaths()
    const folder = await scratchFolder()
    const named = join(folder, 'named.mp4')
    const plain = ['-nostdin', '-v', 'error', '-i', await fixture('short.mp4'), '-c', 'copy', '-metadata', 'title=Error: no such dance']
    execFileSync(ffmpeg, [...plain, named])
    const told: string[] = []
    const making = async (...options: string[]) =>
      run({
        ffmpeg,
        inputs: [{ path: named }],
        output: { path: join(folder, 'out.mp4'), options: ['-c:v', 'libx264', ...options, '-an', '-f', 'mp4'] },
        seconds: 2,
        onInfo: (line) => told.push(line),
      })
    expect((await making('-preset', 'ultrafast', '-ssim', '1', '-x264-params', 'psy=0')).ok).toBe(true)
    expect(told.join('\n')).toMatch(/^\[libx264 @ \w+\] SSIM Mean Y:0\.\d+/m)
    expect(told.join('\n')).toContain('no such dance')
    const failure = failureOf(await making('-profile:v', 'nonsense'))
    expect(failure.message).toContain('nonsense')
    expect(failure.detail).not.toMatch(/no such dance|^\[(info|error)\] |\] \[(info|error)\] /m)
  })

  it.runIf(existsSync('/dev/full'))('tells a full disk from other failures', async () => {
    const { ffmpeg } = await realPaths()
    const folder = await scratchFolder()
    const target = join(folder, 'out.mp4')
    await symlink('/dev/full', target)
    const failure = failureOf(
      await run({ ffmpeg, inputs: [{ path: await fixture('plain.mp4') }], output: { path: target, options: QUICK }, seconds: 12 }),
    )
    expect(failure.code).toBe('disk.full')
    expect(await readdir(folder)).toEqual([])
  })

  it('tells a folder that cannot be written to', async () => {
    const { ffmpeg } = await realPaths()
    // Rights do not stop root; the kernel's own folder does.
    const folder = process.getuid?.() === 0 && existsSync('/sys') ? '/sys' : await scratchFolder()
    if (folder !== '/sys') await chmod(folder, 0o500)
    const failure = failureOf(
      await run({
        ffmpeg,
        inputs: [{ path: await fixture('short.mp4') }],
        output: { path: join(folder, 'out.mp4'), options: QUICK },
        seconds: 2,
      }),
    )
    expect(failure.code).toBe('disk.read-only')
  })

  it('opens no playlist, so that a clip cannot name other files', async () => {
    const { ffmpeg } = await realPaths()
    const folder = await scratchFolder()
    for (const name of ['playlist.mp4', 'concat.mp4'])
      expect(
        failureOf(
          await run({
            ffmpeg,
            inputs: [{ path: await fixture(name) }],
            output: { path: join(folder, 'out.mp4'), options: QUICK },
            seconds: 2,
          }),
        ).code,
      ).toBe('encode.failed')
  })

  it('leaves no encoder behind when the process ends', async () => {
    const folder = await scratchFolder()
    const source = await readFile(new URL('../../src/main/engine/media/child.ts', import.meta.url), 'utf8')
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
    const childModule = join(folder, 'child.mjs')
    await writeFile(childModule, outputText)
    const script = `
      const { track } = await import(${JSON.stringify(childModule)})
      const { spawn } = await import('node:child_process')
      const child = spawn('sleep', ['60'])
      track(child)
      console.log(child.pid)
      setTimeout(() => process.exit(0), 50)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    parent.stdout.on('data', (data) => {
      output += String(data)
    })
    await new Promise((resolve) => parent.once('close', resolve))
    const pid = Number(output)
    expect(pid).toBeGreaterThan(0)
    await until(() => !isAlive(pid))
  })
})

describe('reading -progress', () => {
  it('ignores what is not a time, clamps at the end and never goes back', () => {
    const seen: number[] = []
    const read = progressReader(10, (fraction) => seen.push(fraction))
    for (const line of ['out_time_us=N/A', 'out_time_us=-4000', 'out_time_us=5000000', 'out_time_us=2500000', 'out_time_us=99000000'])
      read(line)
    expect(seen).toEqual([0.5, 1])
  })

  it('tells movement from standing still', () => {
    const read = progressReader(10, () => {})
    expect(read('frame=3')).toBe(true)
    expect(read('frame=3')).toBe(false)
    expect(read('speed=1.1x')).toBe(false)
    expect(read('total_size=900')).toBe(true)
  })
})
