/** MessagePortMain and MessageChannelMain. Each end delivers to the other; an end in a page is an object with the same two functions. */
import { EventEmitter } from 'node:events'
import { decode, encode } from './wire.mjs'

export class MessagePortMain extends EventEmitter {
  #queue = []
  #started = false
  #closed = false
  #moved = null
  /** The other end: `receive(data)` and `closed()`. */
  peer = null

  /** Messages only: ports inside of port messages are not carried. */
  postMessage(data, transfer = []) {
    if (transfer.length > 0) throw new Error('the double carries no ports inside of port messages')
    if (!this.#closed) this.peer?.receive(decode(encode(data)))
  }

  start() {
    this.#started = true
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] })
  }

  close() {
    if (this.#closed) return
    this.#closed = true
    this.emit('close')
    this.peer?.closed()
  }

  receive(data) {
    if (this.#moved) this.#moved.receive(data)
    else if (this.#started) this.emit('message', { data, ports: [] })
    else this.#queue.push(data)
  }

  closed() {
    if (this.#moved) this.#moved.closed()
    else if (!this.#closed) {
      this.#closed = true
      this.emit('close')
    }
  }

  /** From here on `end`, which is in a page, gets what would have come to this port. */
  move(end) {
    this.#moved = end
    for (const data of this.#queue.splice(0)) end.receive(data)
  }
}

export class MessageChannelMain {
  port1 = new MessagePortMain()
  port2 = new MessagePortMain()

  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}
