/** A part of a clip of 45 s brought under a cap, by Choreo and by another program or another way: the rows of two tables. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { clips, similarity } from './footage'
import { milliseconds, report, withFolder } from './measure'
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

/** One row for each rival: ours and theirs one after the other. */
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
    if (!rival.commands) {
      report({ row, ours: '', rival: '', ratio: '', target: rival.promise, note: 'not here' })
      continue
    }
    const ours = await weigh(
      await spentOn([[process.execPath, program, clip.path, target, String(START), String(START + SECONDS)]], notes),
      target,
    )
    let spent = await spentOn(rival.commands, notes)
    const again = rival.ifOver && (await stat(rival.target)).size > CAP ? await spentOn(rival.ifOver, notes) : null
    if (again) spent = { ...again, wall: spent.wall + again.wall, cpu: spent.cpu + again.cpu, peak: Math.max(spent.peak, again.peak) }
    const theirs = await weigh(spent, rival.target)
    const over = (bytes: number) => (bytes > CAP ? `${bytes} bytes, over` : `${bytes} bytes`)
    report({
      row,
      ours: milliseconds(ours.wall),
      rival: milliseconds(theirs.wall),
      ratio: (ours.wall / theirs.wall).toFixed(2),
      target: rival.promise,
      note: [
        costs(ours, theirs),
        `SSIM ${ours.ssim.toFixed(4)} : ${theirs.ssim.toFixed(4)} (${signed(ours.ssim - theirs.ssim)})`,
        `size ${(ours.bytes / theirs.bytes).toFixed(2)} (${over(ours.bytes)} : ${over(theirs.bytes)})`,
        ...(rival.ifOver ? [again ? 'the first pass was over and a second one followed' : 'the first pass was kept'] : []),
      ].join('; '),
    })
  }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`
}
