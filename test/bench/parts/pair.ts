/** A picture and a clip that every provider takes as they are. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export async function makePair(folder: string): Promise<{ image: string; video: string }> {
  const image = join(folder, 'character.jpg')
  const video = join(folder, 'dance.mp4')
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=640x640:r=24']
  await run('ffmpeg', ['-v', 'error', ...picture, '-frames:v', '1', image])
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', '+faststart']
  await run('ffmpeg', ['-v', 'error', ...picture, '-f', 'lavfi', '-i', 'sine=f=440', ...coding, '-t', '4', video])
  return { image, video }
}
