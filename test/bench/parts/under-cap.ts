/** A part of a clip of 45 s brought under a cap, by Choreo and by another program or another way: the rows of two tables. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { clips, similarity } from './footage'
import { byTurns, median, medianRatio, milliseconds, type Pairs, report, withFolder } from './measure'
import { costs, ffmpegToMeasureWith, type Spent, spentOn } from './spent'

export const START = 5
export const SECONDS = 29.95
export const CAP = 10_000_000
/** What careful people ask of two passes under a cap: a little less than it, since they miss by up to 2 %. */
export const TWO_PASS_BPS = Math.floor((CAP * 8 * 0.975) / SECONDS)

export interface Rival {
  name: string
  /** Null where this machine has no such program. */
  commands: string[][] | null
  /** What they make. */
  target: string
  /** What follows, and makes the target anew, where it came out over the cap. */
  ifOver?: string[][]
  promise: string
}

interface Made extends Spent {
  bytes: number
  ssim: number
}

/** What commands are made of. */
export interface Given {
  source: string
  /** ffmpeg with the part of the source as its input. */
  input: string[]
  /** The path of a file to make. */
  at(file: string): string
}

/** All rows of a table: each clip against each rival. */
export async function compareUnderCap(rivals: (given: Given) => Rival[]): Promise<void> {
  const ffmpeg = ffmpegToMeasureWith()
  if (!ffmpeg) return
  await withFolder(async (folder) => {
    const at = (file: string) => join(folder, file)
    for (const clip of await clips(ffmpeg)) {
      const input = [ffmpeg, '-nostdin', '-v', 'error', '-y', '-ss', String(START), '-t', String(SECONDS), '-i', clip.path]
      await compareClip(clip, folder, ffmpeg, rivals({ source: clip.path, input, at }))
    }
  })
}

/** What a row with a target stands on; the others show a direction. */
const PAIRS_FOR_A_TARGET = 3

/** One row for each rival: ours and theirs by turns. */
async function compareClip(clip: { name: string; path: string }, folder: string, ffmpeg: string, rivals: Rival[]): Promise<void> {
  const notes = join(folder, 'spent')
  const weigh = async (spent: Spent, target: string): Promise<Made> => ({
    ...spent,
    bytes: (await stat(target)).size,
    ssim: await similarity(ffmpeg, clip.path, START, target),
  })
  const program = join(process.env.CHOREO_BENCH ?? '', 'runs', 'make-clip.js')
  const target = join(folder, 'ours.mp4')
  for (const rival of rivals) {
    const row = `${clip.name}: under 10 MB, against ${rival.name}`
    const { commands } = rival
    if (!commands) {
      report({ row, ours: '', rival: '', ratio: '', target: rival.promise, note: 'not here' })
      continue
    }
    let again = false
    const pairs = await byTurns(
      rival.promise ? PAIRS_FOR_A_TARGET : 1,
      async () =>
        weigh(await spentOn([[process.execPath, program, clip.path, target, String(START), String(START + SECONDS)]], notes), target),
      async () => {
        const spent = await spentOn(commands, notes)
        again = rival.ifOver !== undefined && (await stat(rival.target)).size > CAP
        return weigh(again ? sum(spent, await spentOn(rival.ifOver ?? [], notes)) : spent, rival.target)
      },
    )
    const [ours, theirs] = [middle(pairs.ours), middle(pairs.rival)]
    const over = (bytes: number) => (bytes > CAP ? `${bytes} bytes, over` : `${bytes} bytes`)
    report({
      row,
      ours: milliseconds(ours.wall),
      rival: milliseconds(theirs.wall),
      ratio: medianRatio(pairs, ({ wall }) => wall),
      target: rival.promise,
      note: [
        ...(pairs.ours.length > 1 ? [`ratios of the pairs ${ratios(pairs)}`] : []),
        costs(ours, theirs),
        `SSIM ${ours.ssim.toFixed(4)} : ${theirs.ssim.toFixed(4)} (${signed(ours.ssim - theirs.ssim)})`,
        `size ${(ours.bytes / theirs.bytes).toFixed(2)} (${over(ours.bytes)} : ${over(theirs.bytes)})`,
        ...(rival.ifOver ? [again ? 'the first pass was over and a second one followed' : 'the first pass was kept'] : []),
      ].join('; '),
    })
  }
}

function sum(first: Spent, second: Spent): Spent {
  return { ...second, wall: first.wall + second.wall, cpu: first.cpu + second.cpu, peak: Math.max(first.peak, second.peak) }
}

/** The median of what each took; size and likeness are those of one file, the one whose likeness is in the middle. */
function middle(made: Made[]): Made {
  const file = [...made].sort((a, b) => a.ssim - b.ssim)[Math.floor(made.length / 2)]!
  const of = (taken: 'wall' | 'cpu' | 'peak') => median(made.map((one) => one[taken]))
  return { ...file, wall: of('wall'), cpu: of('cpu'), peak: of('peak') }
}

function ratios({ ours, rival }: Pairs<Made>): string {
  return ours.map(({ wall }, pair) => (wall / rival[pair]!.wall).toFixed(2)).join(', ')
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`
}
