/** Makes a name that a browser sent safe for every file system, and keeps it recognisable. */

const MOST_BYTES = 180
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** @returns a single path segment of at most 180 bytes, never empty, never hidden */
export function safeFileName(wanted: string): string {
  const last = wanted.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    // Control characters, halves of surrogate pairs, and marks that turn the reading direction ("gpj.exe" for "exe.jpg").
    .replace(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const named = plain === '' ? 'upload' : reserved.test(plain) ? `_${plain}` : plain
  return shorten(named)
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 16 ? name.slice(dot) : ''
  let stem = ''
  for (const character of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(stem + character + extension) > MOST_BYTES) break
    stem += character
  }
  return stem + extension
}
