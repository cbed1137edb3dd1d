/** A filmstrip by Choreo, by ten seeks, or by the bare keyframes. Arguments: the clip, and `ours`, `seeks` or `keyframes`. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { makeFilmstrip } from '../../../src/main/engine/media/filmstrip'
import { probe } from '../../../src/main/engine/media/probe'
import { findTools, requireTools } from '../../../src/main/engine/media/tools'
import { costOf } from '../parts/measure'

export interface Strip {
  /** Milliseconds, without starting the process. */
  wall: number
  cells: number
}

const call = promisify(execFile)
const source = process.argv[2]!
const tools = await findTools(process.env)
const paths = requireTools(tools)
if (!paths.ok) throw new Error(paths.failure.message)
const { ffmpeg } = paths.value
const probed = await probe(source, tools)
if (!probed.ok || probed.value.kind !== 'video') throw new Error('the clip cannot be read')
const facts = probed.value
const plain = ['-nostdin', '-v', 'error', '-y']
let cells = 10

const strip = async () => {
  const made = await makeFilmstrip({ path: source, facts, ffmpeg })
  if (!made.ok) throw new Error(made.failure.message)
  cells = made.value.layout.times.length
}
const seeks = async () => {
  for (let cell = 0; cell < 10; cell += 1)
    await call(
      ffmpeg,
      [...plain, '-ss', ((facts.seconds * cell) / 10).toFixed(3), '-i', source, '-frames:v', '1', '-vf', 'scale=-2:90', '-f', 'mjpeg', '-'],
      { encoding: 'buffer', maxBuffer: 8_000_000 },
    )
}
const keyframes = async () => {
  await call(
    ffmpeg,
    [
      ...plain,
      '-skip_frame',
      'nokey',
      '-i',
      source,
      '-fps_mode',
      'passthrough',
      '-vf',
      'scale=-2:90',
      '-f',
      'image2pipe',
      '-c:v',
      'mjpeg',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: 64_000_000 },
  )
}
// The engine has it loaded since the picture was read.
await import('sharp')
const ways = { ours: strip, seeks, keyframes }
const { wall } = await costOf(ways[process.argv[3] as keyof typeof ways])
const answer: Strip = { wall, cells }
process.stdout.write(`${JSON.stringify(answer)}\n`)
