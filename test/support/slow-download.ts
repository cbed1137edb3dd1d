/** A download whose reader stalls every now and then, as a busy disk does. Run as a program: LINK TARGET. */
import { download } from '../../src/main/engine/net/download'
import { createTransport } from '../../src/main/engine/net/transport'

const [, , url = '', target = ''] = process.argv
const transport = createTransport('test')
let stalled = 0
const outcome = await download({
  url,
  target,
  maxBytes: 1e9,
  transport,
  paceScale: 0.01,
  onProgress() {
    // Blocks the whole process: the socket's end arrives in the same turn as the rest of its bytes.
    if (stalled++ % 40 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15)
  },
})
process.stdout.write(JSON.stringify(outcome))
await transport.close()
