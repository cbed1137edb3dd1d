/** Takes in whatever is sent, keeps none of it, and answers as AI/ML API does to an accepted job. Says its origin; ends with stdin. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ id: `job-of-${bytes}`, status: 'queued' }))
  })
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })}\n`),
)
process.stdin.on('end', () => server.close()).resume()
