/**
 * Media over HTTP on this computer, for the one case where there is no `media:` scheme: the window is an ordinary Chromium page
 * that Electron's main process drives from Node (that is how the built app is tested where Electron's binary cannot be had).
 * Such a browser refuses to feed <video> from a scheme it does not know. In Electron this file is never loaded.
 */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { answerMedia, type MediaDoor } from '../engine/media-door'
import { mediaId } from './schemes'

export interface LoopbackMedia {
  /** `http://127.0.0.1:PORT/<random>/`: other programs on this computer can find the port, but not the path. */
  base: string
  close(): void
}

/** @param door settles when the engine is open; requests wait for it */
export async function hostMedia(door: Promise<MediaDoor>): Promise<LoopbackMedia> {
  let base = ''
  const listener = getRequestListener(
    async (request) => {
      // The address a request names includes its Host header, so a foreign name that points to 127.0.0.1 does not match.
      const id = mediaId(request.url, base)
      return id === null ? new Response(null, { status: 404 }) : answerMedia(await door, id, request)
    },
    { hostname: '127.0.0.1', overrideGlobalObjects: false },
  )
  const server = createServer(listener)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port')
  base = `http://127.0.0.1:${address.port}/${randomBytes(16).toString('hex')}/`
  return {
    base,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
