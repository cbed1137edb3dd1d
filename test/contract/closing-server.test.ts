/**
 * Servers that end the connection with the answer (HTTP/1.0, `Connection: close`). undici 7 killed the process there when the
 * reader was slow, so the download runs in a process of its own that may die.
 */
import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root, temporaryFolder } from '../support/cli'

const run = promisify(execFile)
const BYTES = 24 * 1024 * 1024
let server: Server
let bundle: string

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${BYTES}\r\nConnection: close\r\n\r\n`)
      socket.end(Buffer.alloc(BYTES, 7))
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  bundle = join(root, '.cache', 'closing-server', 'download.mjs')
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: join(root, 'test/support/slow-download.ts'),
      outDir: join(bundle, '..'),
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'download.mjs' } },
    },
  })
})

afterAll(() => {
  server.close()
})

it('survives a server that hangs up while the disk is slow, and keeps the whole file', async () => {
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('not listening')
  for (let round = 0; round < 4; round++) {
    const target = join(await temporaryFolder('target'), 'clip')
    const { stdout } = await run(process.execPath, [bundle, `http://127.0.0.1:${address.port}/clip`, target], { cwd: root })
    expect(JSON.parse(stdout)).toEqual({ ok: true, value: { bytes: BYTES } })
  }
})
