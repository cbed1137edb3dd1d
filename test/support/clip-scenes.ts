/** Clips in which the place of every cut, flash and beep is known, drawn by ffmpeg into the test's own folder. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { VideoFacts } from '../../src/domain/media'
import { probe } from '../../src/main/engine/media/probe'
import { realPaths, realTools, scratchFolder, valueIn } from './media-tools'

const run = promisify(execFile)

export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-pix_fmt', 'yuv420p', '-g', '250']

/** Runs ffmpeg with these arguments; the last one is the clip's name. */
export async function scene(...args: string[]): Promise<{ path: string; facts: VideoFacts }> {
  const path = join(await scratchFolder(), args.at(-1)!)
  await run((await realPaths()).ffmpeg, ['-nostdin', '-v', 'error', '-y', ...args.slice(0, -1), path])
  const facts = valueIn(await probe(path, await realTools()))
  if (facts.kind !== 'video') throw new Error('the scene is not a clip')
  return { path, facts }
}

/** The ffmpeg test picture, with filters after it. */
export function drawn(seconds: number, filters = '', name = 'drawn.mp4', encode = H264) {
  return scene('-f', 'lavfi', '-i', `testsrc2=s=320x180:r=25:d=${seconds}${filters && `,${filters}`}`, ...encode, name)
}

/** A wall with texture everywhere, 1280×720, filmed through these filters; the noise of a sensor comes on top. */
export function wall(seconds: number, filters: string, rate = 25) {
  const texture = `color=gray:s=80x45:r=${rate},trim=end_frame=1,geq=lum='40+random(1)*170':cb=128:cr=128,scale=1280:720:flags=bicubic`
  const filmed = `${texture},loop=loop=-1:size=1,setpts=N/(${rate}*TB),${filters},noise=alls=12:allf=t`
  return scene('-f', 'lavfi', '-i', filmed, '-t', String(seconds), ...H264, 'wall.mp4')
}
