/** Takes secrets out of text before it is written or shown. It never forgets one: a key that was replaced may still be valid. */

export interface Redaction {
  /** From now on this is taken out, as it is and in the forms in which programs repeat it. */
  remember(secret: string): void
  redact(text: string): string
}

/**
 * Query values that grant access in presigned links of S3, CloudFront, Google and the like; also where an answer writes
 * the `&` as JSON, HTML or a query inside a query does.
 */
const signature =
  /((?:[?&]|\\u0026|&amp;|%26|%3f)(?:x-amz-[a-z-]+|signature|sig|token|key-pair-id|policy|expires|x-goog-[a-z-]+|se|sp|sv|sr)(?:=|\\u003d|%3d))(?:(?!%26)[^&#\s"'\\])+/gi
/** Long runs of base64 are media or credentials; neither belongs in a log. */
const longBase64 = /[A-Za-z0-9+/]{512,}={0,2}/g
/** What stands after it is a key, unless it only says where the key is to be put. */
const bearer = /\bBearer\s+(?!\$CHOREO_)[^\s"',}]+/gi

/** Shorter ones, and plain words, would be found inside harmless text and garble it. */
const SHORTEST = 6
const plainWord = /^[a-z]{1,19}$/i

export function createRedaction(): Redaction {
  let forms: string[] = []
  return {
    remember(secret) {
      if (secret.length < SHORTEST || plainWord.test(secret)) return
      // The longest first: none may be taken apart by a shorter one inside it.
      forms = [...new Set([...forms, ...formsOf(secret)])].sort((a, b) => b.length - a.length)
    },
    redact(text) {
      let clean = text
      for (const form of forms) clean = clean.replaceAll(form, '<key>')
      return clean.replace(bearer, 'Bearer <key>').replace(signature, '$1<hidden>').replace(longBase64, '<base64>')
    },
  }
}

function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret)
  const base64 = [Buffer.from(secret).toString('base64'), ...insideBase64(secret)]
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...base64,
    ...base64.map((form) => encodeURIComponent(form)),
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/** The secret as it looks in the middle of something longer that was encoded whole: three ways, by where its first byte falls. */
function insideBase64(secret: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)])
    const text = bytes.toString('base64').replace(/=+$/, '')
    // The first and last characters also hold bits of the neighbours.
    const form = text.slice(before === 0 ? 0 : before + 1, bytes.length % 3 === 0 ? undefined : -1)
    return form.length >= 8 ? [form] : []
  })
}
