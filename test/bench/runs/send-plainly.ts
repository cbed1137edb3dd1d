/** Sends a clip inline as anybody would write it first. Arguments: origin, picture, clip, small clip. */
import { readFile } from 'node:fs/promises'
import { measureMemory } from '../parts/memory'

const [origin, image, video, small] = process.argv.slice(2)

async function send(clip: string): Promise<string> {
  const body = JSON.stringify({
    model: 'klingai/video-v3-standard-motion-control',
    image_url: `data:image/jpeg;base64,${(await readFile(image!)).toString('base64')}`,
    video_url: `data:video/mp4;base64,${(await readFile(clip)).toString('base64')}`,
  })
  const answer = await fetch(`${origin}/v2/video/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key-of-the-bench' },
    body,
  })
  return answer.text()
}

await measureMemory(
  () => send(small!),
  () => send(video!),
)
