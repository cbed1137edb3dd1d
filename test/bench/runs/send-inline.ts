/** Sends a clip inline as Choreo does. Arguments: origin, picture, clip, small clip. */
import { stat } from 'node:fs/promises'
import { aimlapi } from '../../../src/domain/providers/aimlapi'
import { defaultRequest } from '../../../src/domain/request'
import { createTransport } from '../../../src/main/engine/net/transport'
import { measureMemory } from '../parts/memory'

const [origin, image, video, small] = process.argv.slice(2)
const transport = createTransport('0.0.0')
const request = aimlapi.create(
  defaultRequest,
  {
    image: { kind: 'inline', hole: { $media: 'image', as: 'data-uri', mime: 'image/jpeg' } },
    video: { kind: 'inline', hole: { $media: 'video', as: 'data-uri', mime: 'video/mp4' } },
  },
  'attempt-of-the-bench',
)

async function send(clip: string): Promise<string> {
  const sent = await transport.send(request, {
    origins: { api: origin!, files: origin! },
    key: 'key-of-the-bench',
    files: {
      image: { path: image!, bytes: (await stat(image!)).size, sha256: '' },
      video: { path: clip, bytes: (await stat(clip)).size, sha256: '' },
    },
    headersTimeout: 60_000,
  })
  if (sent.kind !== 'answer') throw new Error(sent.failure.message)
  return sent.response.text
}

await measureMemory(
  () => send(small!),
  () => send(video!),
)
await transport.close()
