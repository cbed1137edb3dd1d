/** A picture and a clip that are legal already: what preparing them costs beyond reading them. Arguments: a folder. */
import { execFileSync } from 'node:child_process'
import { appendFile, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { planForAll } from '../../../src/domain/assess'
import { noEdits } from '../../../src/domain/media'
import { defaultRequest } from '../../../src/domain/request'
import { probe } from '../../../src/main/engine/media/probe'
import { findTools, requireTools } from '../../../src/main/engine/media/tools'
import { prepare } from '../../../src/main/engine/prepare'
import { median } from '../parts/measure'

export interface Untouched {
  /** Milliseconds, medians. */
  probe: number
  beyond: number
  slowest: number
  bytes: number
}

const REPETITIONS = 9
const [folder] = process.argv.slice(2) as [string]
const tools = await findTools(process.env)
const paths = requireTools(tools)
if (!paths.ok) throw new Error(paths.failure.message)
const image = join(folder, 'legal.jpg')
const video = join(folder, 'legal.mp4')
const source = ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30']
execFileSync(paths.value.ffmpeg, [...source, '-frames:v', '1', image])
execFileSync(paths.value.ffmpeg, [
  ...[...source, '-f', 'lavfi', '-i', 'sine=f=440', '-t', '25', '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
  ...['-c:a', 'aac', '-movflags', '+faststart', video],
])
const probing: number[] = []
const preparing: number[] = []
let bytes = 0
/** An empty box: to a player nothing, to Choreo another clip, which it has not found sound before. */
const FREE_BOX = Buffer.from('\0\0\0\u0008free', 'latin1')
for (let repetition = 0; repetition < REPETITIONS; repetition++) {
  await appendFile(video, FREE_BOX)
  const began = performance.now()
  const [picture, clip] = await Promise.all([probe(image, tools), probe(video, tools)])
  probing.push(performance.now() - began)
  if (!picture.ok || picture.value.kind !== 'image' || !clip.ok || clip.value.kind !== 'video') throw new Error('they cannot be read')
  const subject = { image: picture.value, video: clip.value, request: defaultRequest, edits: noEdits }
  const plan = planForAll(['evolink'], subject)
  if (!plan.ok || plan.value.video.change !== 'untouched') throw new Error('they are not legal')
  const directory = await mkdtemp(join(folder, 'prepared-'))
  const then = performance.now()
  const made = await prepare(
    { image: { path: image, facts: picture.value }, video: { path: video, facts: clip.value }, plan: plan.value },
    { directory, tools },
  )
  preparing.push(performance.now() - then)
  if (!made.ok) throw new Error(made.failure.message)
  bytes = made.value.video.bytes
}
const answer: Untouched = { probe: median(probing), beyond: median(preparing), slowest: Math.max(...preparing), bytes }
process.stdout.write(`${JSON.stringify(answer)}\n`)
