/** How long a command takes to be there, against Node doing nothing. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { about, byTurns, median, medianRatio, milliseconds, report, withFolder } from './parts/measure'
import { makePair } from './parts/pair'

const REPETITIONS = 9

about(
  'Starting the command',
  'From starting the process to its end, with a settings folder of its own and no project. The rival is `node -e 0`: Node starting and ending.',
)

await withFolder(async (folder) => {
  const { image, video } = await makePair(folder)
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('CHOREO_') && name !== 'NODE_OPTIONS'),
  )
  const timed = (args: string[]) => async () => {
    const began = performance.now()
    const child = spawn(process.execPath, args, { env: { ...environment, CHOREO_HOME: join(folder, 'home') }, stdio: 'ignore' })
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
    return performance.now() - began
  }
  const command = join('out', 'main', 'cli.js')
  const nothing = timed(['-e', '0'])
  for (const [row, args, note] of [
    ['choreo --version', ['--version'], ''],
    ['choreo doctor --json', ['doctor', '--json'], 'runs ffmpeg and ffprobe for their versions'],
    ['choreo check PICTURE CLIP', ['check', image, video], 'reads both files with sharp, ffprobe and ffmpeg'],
  ] as const) {
    const run = timed([command, ...args])
    // Once for the system's cache.
    await run()
    const pairs = await byTurns(REPETITIONS, run, nothing)
    report({
      row,
      ours: milliseconds(median(pairs.ours)),
      rival: milliseconds(median(pairs.rival)),
      ratio: medianRatio(pairs, (wall) => wall),
      target: '',
      note,
    })
  }
})
