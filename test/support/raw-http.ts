/** Requests whose every header is ours to choose, the ones `fetch` forbids among them. */
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** @param path sent as it is, without the clean-up that a URL parser does */
export function rawRequest(
  port: number,
  path: string,
  options: Pick<RequestOptions, 'method' | 'headers'> & { body?: string | Buffer } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false })
    call.once('error', reject)
    call.once('response', (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.once('error', reject)
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) }))
    })
    call.end(options.body)
  })
}

/** Asks again until it holds; gives up loudly after ten seconds. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 15))) {
    if (await holds()) return
  }
  throw new Error(`never happened: ${what}`)
}
