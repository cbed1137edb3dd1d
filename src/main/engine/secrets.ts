/** The providers' keys and the one place that takes secrets out of text before it is written or shown. */
import type { ProviderId } from '../../domain/request'
import { providerList } from '../../domain/providers/all'

export interface Secrets {
  key(provider: ProviderId): string | null
  /** `text` without any known key, bearer token or signature of a presigned link. */
  redact(text: string): string
}

export function keyName(provider: ProviderId): string {
  return `CHOREO_${provider.toUpperCase()}_API_KEY`
}

/** Keys from the environment. White space around a key is a common paste error, never part of it. */
export function environmentSecrets(environment: NodeJS.ProcessEnv): Secrets {
  const keys = new Map<ProviderId, string>()
  for (const { id } of providerList) {
    const key = environment[keyName(id)]?.trim()
    if (key) keys.set(id, key)
  }
  return { key: (provider) => keys.get(provider) ?? null, redact: (text) => redact(text, [...keys.values()]) }
}

/** Query values that grant access in presigned links of S3, CloudFront, Google and the like. */
const signature = /([?&](?:x-amz-[a-z-]+|signature|sig|token|key-pair-id|policy|expires|x-goog-[a-z-]+|se|sp|sv|sr)=)[^&#\s"'\\]+/gi
/** Long runs of base64 are media or credentials; neither belongs in a log. */
const longBase64 = /[A-Za-z0-9+/]{512,}={0,2}/g

function redact(text: string, keys: string[]): string {
  let clean = text
  for (const key of keys) if (key.length >= 4) clean = clean.replaceAll(key, '<key>')
  return clean.replace(/\bBearer\s+[^\s"',}]+/gi, 'Bearer <key>').replace(signature, '$1<hidden>').replace(longBase64, '<base64>')
}
