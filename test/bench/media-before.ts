/** What a person waits for before anything is made: a legal pair that is only looked at, and a filmstrip. */
import { join } from 'node:path'
import { clips } from './parts/footage'
import { about, byTurns, commandOf, inFreshProcess, medianRatio, milliseconds, report, withFolder } from './parts/measure'
import { costs, ffmpegToMeasureWith, spentOn } from './parts/spent'
import type { Strip } from './runs/make-strips'
import type { Untouched } from './runs/prepare-untouched'

about(
  'Before anything is made',
  'Untouched: a picture and a clip of 25 s that every limit allows, checked and hashed, beside the probe of both, medians of one process. Filmstrip: ours and ten seeks, or a bare decode of the keyframes, by turns, each in a process of its own.',
)

const REPETITIONS = 3
const strips = [
  { rival: 'ten seeks, one after the other', way: 'seeks', target: '' },
  { rival: 'bare -skip_frame nokey', way: 'keyframes', target: '≤ 1.2' },
]
const ffmpeg = ffmpegToMeasureWith()
if (ffmpeg)
  await withFolder(async (folder) => {
    const untouched = await inFreshProcess<Untouched>('prepare-untouched', [folder])
    report({
      row: 'a legal pair of 25 s, prepared untouched, against probing it',
      ours: milliseconds(untouched.beyond),
      rival: milliseconds(untouched.probe),
      ratio: (untouched.beyond / untouched.probe).toFixed(2),
      target: '≤ 150 ms',
      note: `beyond the probe; slowest ${milliseconds(untouched.slowest)}; ${(untouched.bytes / 1e6).toFixed(1)} MB`,
    })
    const source = (await clips(ffmpeg))[0]!.path
    const make = async (way: string) => {
      const spent = await spentOn([commandOf('make-strips', [source, way])], join(folder, 'spent'))
      return { ...spent, ...(JSON.parse(spent.answer) as Strip) }
    }
    await make('ours')
    for (const { rival, way, target } of strips) {
      const pairs = await byTurns(
        REPETITIONS,
        () => make('ours'),
        () => make(way),
      )
      const [ours, theirs] = [middle(pairs.ours), middle(pairs.rival)]
      report({
        row: `filmstrip of 45 s, against ${rival}`,
        ours: milliseconds(ours.wall),
        rival: milliseconds(theirs.wall),
        ratio: medianRatio(pairs, ({ wall }) => wall),
        target,
        note: `${ours.cells} pictures on one sheet : ${way === 'seeks' ? theirs.cells : 'keyframes as they come'}; ${costs(ours, theirs)}, both with Node`,
      })
    }
  })

/** The run whose wall time is the median. */
function middle<T extends { wall: number }>(runs: T[]): T {
  return [...runs].sort((a, b) => a.wall - b.wall)[Math.floor(runs.length / 2)]!
}
