/** Keys as people and programs hand them over: what is one, and what is a slip of the clipboard. */
import { z } from 'zod'
import type { KeyId } from '../../../contract/shapes'
import { fail, ok, type Result } from '../../../domain/failure'

/** What opens a bucket. */
export const BucketKeys = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() })
export type BucketKeys = z.infer<typeof BucketKeys>

/** Windows keeps 2560 bytes in UTF-16 under one name. */
const LONGEST = 1200

/**
 * A key without the white space around it; for `s3` JSON of both values, trimmed as well.
 * Fails with `usage`, and the sentence never repeats what was given.
 */
export function readKey(id: KeyId, written: string): Result<string> {
  if (id !== 's3') return readSecret(written, 'The key')
  const keys = readBucketKeys(written)
  return keys.ok ? ok(JSON.stringify(keys.value)) : keys
}

export function readBucketKeys(written: string): Result<BucketKeys> {
  const parsed = BucketKeys.safeParse(parse(written))
  if (!parsed.success) return fail('usage', 'A bucket has two keys.', 'Give the access key id and the secret access key.')
  const accessKeyId = readSecret(parsed.data.accessKeyId, 'The access key id')
  if (!accessKeyId.ok) return accessKeyId
  const secretAccessKey = readSecret(parsed.data.secretAccessKey, 'The secret access key')
  return secretAccessKey.ok ? ok({ accessKeyId: accessKeyId.value, secretAccessKey: secretAccessKey.value }) : secretAccessKey
}

function readSecret(written: string, what: string): Result<string> {
  const key = written.trim()
  const again = 'Copy it again from the provider’s page, all of it and nothing else.'
  if (key === '') return fail('usage', `${what} is empty.`, again)
  if (/\s/.test(key)) return fail('usage', `${what} has white space in it.`, again)
  // Anything else cannot stand in a header: quotes that were made curly, invisible marks, control characters.
  if (!/^[\x21-\x7e]+$/.test(key)) return fail('usage', `${what} has a character in it that no key has.`, again)
  if (key.length > LONGEST) return fail('usage', `${what} has ${key.length} characters; no key has more than ${LONGEST}.`, again)
  return ok(key)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
