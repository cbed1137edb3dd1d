/** Decodes HEIC, the form in which iPhones keep photos, in a thread of its own: it takes seconds, and can be stopped there. */
import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'

/** A whole picture in RGBA lies in memory, twice for a moment. Phones make up to 48 million pixels. */
export const MOST_HEIC_PIXELS = 120_000_000
/** Photos are a few megabytes; a burst or a depth map makes them some tens. */
const MOST_BYTES = 200_000_000
const TIMEOUT_MS = 60_000

/** What runs in the thread. The decoder is found by the main thread, since a thread made of text has no place to look from. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
const { all } = require(workerData.decoder)
all({ buffer: workerData.bytes }).then(async (images) => {
  const [first] = images
  if (first.width * first.height > workerData.mostPixels) return parentPort.postMessage({ tooLarge: true, width: first.width, height: first.height })
  const { data, width, height } = await first.decode()
  parentPort.postMessage({ width, height, data }, [data.buffer])
}).catch((error) => parentPort.postMessage({ error: String(error && error.message || error) }))
`

export interface HeicPicture {
  width: number
  height: number
  /** RGBA, 8 bit, upright, in the colours of the file's own profile. */
  data: Buffer
}

type Answer =
  | { error: string }
  | { tooLarge: true; width: number; height: number }
  | { width: number; height: number; data: Uint8ClampedArray }

/** Failures: `image.damaged`, `image.too-many-pixels`, `cancelled`. */
export async function decodeHeic(path: string, signal?: AbortSignal): Promise<Result<HeicPicture>> {
  if (signal?.aborted) return cancelled()
  if ((await stat(path)).size > MOST_BYTES)
    return fail('image.too-many-pixels', 'The picture is larger than any photo of a phone.', 'Save it as JPEG or PNG, then try again.')
  const bytes = new Uint8Array(await readFile(path))
  // The decoder knows fewer names of the same format than there are.
  bytes.set(Buffer.from('heic', 'latin1'), 8)
  const decoder = createRequire(import.meta.url).resolve('heic-decode')
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { decoder, bytes, mostPixels: MOST_HEIC_PIXELS },
    stdout: true,
    stderr: true,
  })
  const answer = await new Promise<Answer | Failure>((settle) => {
    const timer = setTimeout(() => settle({ error: `decoding took longer than ${TIMEOUT_MS / 1000} s` }), TIMEOUT_MS)
    const onAbort = () => settle(cancelled().failure)
    signal?.addEventListener('abort', onAbort, { once: true })
    const finish = (value: Answer) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      settle(value)
    }
    worker.once('message', finish)
    worker.once('error', (error) => finish({ error: error.message }))
    worker.once('exit', () => finish({ error: 'the decoder ended without an answer' }))
  })
  await worker.terminate()
  if ('code' in answer) return failed(answer)
  if ('tooLarge' in answer)
    return fail(
      'image.too-many-pixels',
      `The picture is ${answer.width}×${answer.height}, ${Math.round((answer.width * answer.height) / 1e6)} million pixels.`,
      `Use a HEIC picture of at most ${MOST_HEIC_PIXELS / 1e6} million pixels, or save it as JPEG.`,
    )
  if ('error' in answer)
    return fail('image.damaged', 'The picture is damaged and cannot be decoded.', 'Copy or download it again, or save it as JPEG.', {
      detail: answer.error,
    })
  const { width, height, data } = answer
  return ok({ width, height, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength) })
}

function cancelled() {
  return fail('cancelled', 'Stopped before the picture was read.', 'Start it again when you like.')
}

/**
 * Raw RGBA as an uncompressed TIFF. Raw pixels cannot say which colours they mean; a TIFF carries the profile along.
 * @param icc the profile, or null for sRGB
 */
export function asTiff({ width, height, data }: HeicPicture, icc: Buffer | null): Buffer {
  const [short, long, undefinedBytes] = [3, 4, 7]
  const tail = icc ?? Buffer.alloc(0)
  const depths = 8
  const pixels = 8 + depths + tail.length + (tail.length % 2)
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 4, 8],
    [259, short, 1, 1],
    [262, short, 1, 2],
    [273, long, 1, pixels],
    [277, short, 1, 4],
    [278, long, 1, height],
    [279, long, 1, data.length],
    [338, short, 1, 2],
    ...(icc ? [[34675, undefinedBytes, icc.length, 8 + depths] as [number, number, number, number]] : []),
  ]
  const head = Buffer.alloc(pixels)
  head.write('II*\0', 0, 'latin1')
  head.writeUInt32LE(pixels + data.length, 4)
  for (let channel = 0; channel < 4; channel += 1) head.writeUInt16LE(8, 8 + 2 * channel)
  tail.copy(head, 8 + depths)
  const directory = Buffer.alloc(2 + 12 * entries.length + 4)
  directory.writeUInt16LE(entries.length, 0)
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 2 + 12 * index
    directory.writeUInt16LE(tag, at)
    directory.writeUInt16LE(type, at + 2)
    directory.writeUInt32LE(count, at + 4)
    if (type === short && count === 1) directory.writeUInt16LE(value, at + 8)
    else directory.writeUInt32LE(value, at + 8)
  }
  return Buffer.concat([head, data, directory])
}
