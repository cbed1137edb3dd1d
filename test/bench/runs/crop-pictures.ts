/** The same crop, scale and JPEG of one large picture by Choreo and by bare sharp, by turns. Arguments: source, folder; or these, who of the two, and the quality, for once. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { noEdits } from '../../../src/domain/media'
import { planImage } from '../../../src/domain/plan-image'
import { providers } from '../../../src/domain/providers/all'
import { makeImage } from '../../../src/main/engine/media/image'
import { probe } from '../../../src/main/engine/media/probe'
import { byTurns, costOf, median } from '../parts/measure'

export interface Pictures {
  /** Milliseconds, medians. */
  ours: number
  sharp: number
  bytes: number
  sharpBytes: number
  quality: number
}

const REPETITIONS = 7
const crop = { left: 300, top: 200, width: 5400, height: 3600 }
const size = { width: 3000, height: 2000 }

const [source, folder, who, wished] = process.argv.slice(2) as [string, string, string?, string?]
const facts = await probe(source, { ffmpeg: null, ffprobe: null })
if (!facts.ok || facts.value.kind !== 'image') throw new Error('the picture cannot be read')
const picture = facts.value
const edits = { ...noEdits, cropImage: { x: crop.left, y: crop.top, width: crop.width, height: crop.height } }
const planned = planImage(picture, providers.highwayapi.limits, edits)
if (!planned.ok) throw new Error(planned.failure.message)
const plan = { ...planned.value, output: { ...planned.value.output, ...size } }
const ours = join(folder, 'ours.jpg')
const theirs = join(folder, 'sharp.jpg')
let quality = Number(wished ?? 0)

const make = async () => {
  const made = await makeImage({ source, facts: picture, plan, target: ours })
  if (!made.ok) throw new Error(made.failure.message)
  quality = Number(/quality (\d+)/.exec(made.value.how)?.[1])
}
const plainly = async () => {
  await sharp(source)
    .autoOrient()
    .extract(crop)
    .resize(size.width, size.height)
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toFile(theirs)
}
if (who) {
  await (who === 'ours' ? make() : plainly())
  process.exit()
}
await make()
await plainly()
const pairs = await byTurns(
  REPETITIONS,
  () => costOf(make),
  () => costOf(plainly),
)
const answer: Pictures = {
  ours: median(pairs.ours.map(({ wall }) => wall)),
  sharp: median(pairs.rival.map(({ wall }) => wall)),
  bytes: (await stat(ours)).size,
  sharpBytes: (await stat(theirs)).size,
  quality,
}
process.stdout.write(`${JSON.stringify(answer)}\n`)
