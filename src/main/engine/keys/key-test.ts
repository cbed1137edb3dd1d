/**
 * Whether a key works, asked with something harmless: the balance where a provider documents it, else a job that cannot
 * exist; of a bucket a file that cannot exist. Nothing is made, nothing is uploaded, and nothing costs anything.
 */
import { randomBytes } from 'node:crypto'
import type { KeyFinding } from '../../../contract/findings'
import type { KeyId } from '../../../contract/shapes'
import type { KeyTest } from '../../../contract/window-shapes'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { NO_JOB, readKeyAnswer } from '../../../domain/providers/key-answer'
import type { Balance, Provider } from '../../../domain/providers/provider'
import type { ProviderId } from '../../../domain/request'
import { formatUsd } from '../../../domain/wording'
import { askBalance } from '../balance'
import { findObject } from '../delivery/bucket'
import { bucketOf, hostsOf } from '../delivery/hosts'
import type { Transport } from '../net/transport'
import type { Secrets } from '../secrets'
import { keyName } from '../secrets'
import type { Settings } from '../settings'

const HEADERS_TIMEOUT = 20_000

interface Asking {
  transport: Transport
  secrets: Secrets
  settings: Settings
  signal?: AbortSignal
}

/**
 * `works: false` is an answer: it was asked, and said no. Fails where nobody could say: `setup.no-key`, `network.*`,
 * `provider.*`, and `delivery.*` for a bucket.
 */
export async function testKey(id: KeyId, asking: Asking): Promise<Result<KeyTest>> {
  const test = id === 's3' ? await testBucket(asking) : await testProvider(id, asking)
  return test.ok ? ok(redacted(test.value, asking.secrets)) : test
}

/** A provider may repeat the key in its answer. */
function redacted({ works, sentence, finding }: KeyTest, secrets: Secrets): KeyTest {
  const clean = 'failure' in finding ? { ...finding, failure: secrets.redactFailure(finding.failure) } : finding
  return { works, sentence: secrets.redact(sentence), finding: clean }
}

async function testProvider(id: ProviderId, asking: Asking): Promise<Result<KeyTest>> {
  const provider = providers[id]
  if (!provider.balance) return askForNoJob(provider, asking)
  const left = await askBalance(id, asking, asking.signal)
  if (left.ok)
    return ok({
      works: true,
      sentence: `${provider.name} accepts the key; ${inWords(left.value)}`,
      finding: { code: 'accepted', ...left.value },
    })
  switch (left.failure.code) {
    case 'provider.bad-key':
    case 'provider.forbidden':
      return ok(refused(left.failure))
    case 'provider.no-balance':
      return ok(empty(provider))
    // The address for the balance may have moved without the key being at fault.
    case 'provider.not-found':
    case 'provider.rejected':
    case 'provider.nonsense':
      return askForNoJob(provider, asking)
    default:
      return left
  }
}

async function askForNoJob(provider: Provider, { transport, secrets, settings, signal }: Asking): Promise<Result<KeyTest>> {
  const key = secrets.key(provider.id)
  if (!key) return fail('setup.no-key', `There is no key for ${provider.name}.`, `Set one in the settings, or as ${keyName(provider.id)}.`)
  const sent = await transport.send(provider.poll(NO_JOB), {
    origins: settings.origins[provider.id],
    key,
    headersTimeout: HEADERS_TIMEOUT,
    signal,
  })
  if (sent.kind !== 'answer') return failed(sent.failure)
  const answer = readKeyAnswer(provider, sent.response)
  switch (answer.kind) {
    case 'taken':
      return ok({
        works: true,
        sentence: `${provider.name} ${answer.sure ? lookedFor : saidNothing}`,
        finding: { code: answer.sure ? 'accepted-without-balance' : 'nothing-against-it' },
      })
    case 'empty':
      return ok(empty(provider))
    case 'refused':
      return ok(refused(answer.failure))
    case 'silent':
      return failed(answer.failure)
  }
}

const lookedFor =
  'accepts the key: asked for a job that cannot exist, it looked and found none. It tells no balance, so whether a run can be paid shows only then.'
const saidNothing = 'says nothing against the key. More than that it does not tell before a run.'

function inWords({ usd, credits }: Balance): string {
  if ((usd ?? credits ?? 0) <= 0) return 'nothing is left on the account, so a run would be refused.'
  return usd === null ? `${credits} credits are left.` : `${formatUsd(usd)} are left.`
}

function empty({ name, keyPage }: Provider): KeyTest {
  return {
    works: true,
    sentence: `${name} knows the key and says that nothing is left on the account. Top up at ${keyPage}.`,
    finding: { code: 'empty', keyPage },
  }
}

function refused(failure: Failure): KeyTest {
  return { works: false, sentence: `${failure.message} ${failure.fix}`, finding: { code: 'refused', failure } }
}

async function testBucket({ transport, secrets, settings, signal }: Asking): Promise<Result<KeyTest>> {
  const bucket = bucketOf({ settings, secrets })
  if (!bucket) {
    const why = hostsOf({ settings, secrets }).find(({ id }) => id === 's3')?.why
    return fail('delivery.no-host', 'No bucket is set up.', why ?? 'Set its endpoint, region and name, and its two keys.')
  }
  const { name, endpoint, prefix } = bucket.settings
  const file = `${prefix}choreo-key-test-${randomBytes(8).toString('hex')}`
  const found = await findObject(file, bucket, { transport, paceScale: settings.paceScale, signal })
  const host = new URL(endpoint).host
  if (found.ok)
    return ok({
      works: true,
      sentence: `${host} accepts the keys for reading from the bucket “${name}”. Whether they may write shows only at the first upload.`,
      finding: { code: 'bucket-readable', host, bucket: name },
    })
  if (found.failure.code !== 'delivery.bucket-refused') return found
  const denied = /HTTP 403 AccessDenied/.test(found.failure.detail ?? '') && /may not/.test(found.failure.message)
  // S3 itself tells a missing file from a forbidden one only to a key that may list the bucket.
  const doubt = denied
    ? ' A key that may read and write but not list (s3:ListBucket) is answered like this, too, and is enough for uploads.'
    : ''
  const finding: KeyFinding = { code: 'bucket-refused', failure: found.failure, mayStillWrite: denied }
  return ok({ works: false, sentence: `${found.failure.message} ${found.failure.fix}${doubt}`, finding })
}
