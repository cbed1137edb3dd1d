/**
 * Structured clone as far as IPC needs it, over JSON. Both functions are also sent into the page as text, so they use nothing
 * from outside themselves.
 */

/** Throws what Electron throws for functions, symbols and class instances without a clone. */
export function encode(value) {
  const base64 = (bytes) => {
    let text = ''
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
    return btoa(text)
  }
  const walk = (v) => {
    if (v === null || typeof v === 'boolean' || typeof v === 'string') return v
    if (v === undefined) return { t: 'undefined' }
    if (typeof v === 'number') return Number.isFinite(v) && !Object.is(v, -0) ? v : { t: 'number', v: Object.is(v, -0) ? '-0' : String(v) }
    if (typeof v === 'bigint') return { t: 'bigint', v: String(v) }
    if (typeof v === 'object') {
      if (Array.isArray(v)) return v.map(walk)
      if (v instanceof Date) return { t: 'date', v: v.getTime() }
      if (v instanceof Map) return { t: 'map', v: [...v].map(walk) }
      if (v instanceof Set) return { t: 'set', v: [...v].map(walk) }
      if (v instanceof Error) return { t: 'error', name: v.name, v: v.message }
      if (v instanceof ArrayBuffer) return { t: 'buffer', v: base64(new Uint8Array(v)) }
      if (ArrayBuffer.isView(v)) return { t: 'bytes', v: base64(new Uint8Array(v.buffer, v.byteOffset, v.byteLength)) }
      const prototype = Object.getPrototypeOf(v)
      if (prototype === null || Object.getPrototypeOf(prototype) === null)
        return { t: 'object', v: Object.fromEntries(Object.entries(v).map(([key, x]) => [key, walk(x)])) }
    }
    throw new Error('An object could not be cloned.')
  }
  return walk(value)
}

export function decode(wire) {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  if (wire === null || typeof wire !== 'object') return wire
  if (Array.isArray(wire)) return wire.map(decode)
  switch (wire.t) {
    case 'undefined':
      return undefined
    case 'number':
      return Number(wire.v)
    case 'bigint':
      return BigInt(wire.v)
    case 'date':
      return new Date(wire.v)
    case 'map':
      return new Map(wire.v.map(decode))
    case 'set':
      return new Set(wire.v.map(decode))
    case 'error':
      return Object.assign(new Error(wire.v), { name: wire.name })
    case 'buffer':
      return bytes(wire.v).buffer
    case 'bytes':
      return bytes(wire.v)
    default:
      return Object.fromEntries(Object.entries(wire.v).map(([key, x]) => [key, decode(x)]))
  }
}
