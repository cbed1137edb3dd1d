/** A filmstrip by Choreo, by ten seeks, and by the bare keyframes, by turns. Argument: the clip. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { makeFilmstrip } from '../../../src/main/engine/media/filmstrip'
import { probe } from '../../../src/main/engine/media/probe'
import { findTools, requireTools } from '../../../src/main/engine/media/tools'
import { costOf, median } from '../parts/measure'

export interface Strips {
  rows: { rival: string; ours: number; theirs: number; target: string; note: string }[]
}

const REPETITIONS = 3
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
let cells = 0

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
await strip()
const [ours, bySeeks, byKeyframes]: [number[], number[], number[]] = [[], [], []]
for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
  ours.push((await costOf(strip)).wall)
  bySeeks.push((await costOf(seeks)).wall)
  byKeyframes.push((await costOf(keyframes)).wall)
}
const answer: Strips = {
  rows: [
    { rival: 'ten seeks, one after the other', ours: median(ours), theirs: median(bySeeks), target: '', note: `${cells} pictures : 10` },
    {
      rival: 'bare -skip_frame nokey',
      ours: median(ours),
      theirs: median(byKeyframes),
      target: '≤ 1.2',
      note: `${cells} pictures on one sheet : keyframes as they come`,
    },
  ],
}
process.stdout.write(`${JSON.stringify(answer)}\n`)
