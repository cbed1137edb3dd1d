/**
 * A better wording for a prompt, from WaveSpeedAI's prompt optimizer. It costs money, so the rules of a create request
 * hold: reserved first, sent at most once, and an answer that does not say what happened is never tried again.
 */
import type { Improved } from '../../contract/window-shapes'
import { type Failure, fail, failed, ok, type Result } from '../../domain/failure'
import { noEdits } from '../../domain/media'
import { planImage } from '../../domain/plan-image'
import { providers } from '../../domain/providers/all'
import { wavespeedWording as wording } from '../../domain/providers/wavespeed-wording'
import { formatUsd } from '../../domain/wording'
import { deliver } from './delivery/deliver'
import { newAttemptId, type World } from './jobs/world'
import type { Library } from './library'
import { prepareImage } from './prepare'
import { howToSetKey } from './secrets'

const CREATE_HEADERS_TIMEOUT = 60_000
const POLL_HEADERS_TIMEOUT = 20_000
/** In a row; the model is done in seconds, so that there is little to wait for. */
const MOST_FAILED_POLLS = 5

const { name, limits } = providers.wavespeed
const KEEP = 'Your own wording stays as it is. Nothing was sent a second time; asking again is a new request with its own price.'
const price = `(${formatUsd(wording.usd)})`

/** @param input the picture by its id where the model may look at it: it then goes to WaveSpeedAI, prepared as for a job */
export async function improveWording(
  input: { prompt: string; image: string | null },
  library: Library,
  world: World,
  signal?: AbortSignal,
): Promise<Result<Improved>> {
  const key = world.secrets.key('wavespeed')
  if (!key) return fail('setup.no-key', `There is no key for ${name}.`, howToSetKey('wavespeed'))
  const text = input.prompt.trim()
  if (text === '' && input.image === null)
    return fail('usage', 'There is no wording to improve.', 'Write a few words about the result, or let the model look at the picture.')
  const id = `improve-${newAttemptId()}`
  const reserved = await world.spending.reserve(id, { usd: wording.usd })
  if (!reserved.ok) return reserved
  const picture = input.image === null ? ok(null) : await deliverPicture(input.image, library, world, signal)
  const sent = picture.ok ? await sendOnce(text, picture.value, key, world) : { kind: 'refused' as const, failure: picture.failure }
  if (sent.kind === 'refused') {
    await world.spending.release(id)
    return failed(sent.failure)
  }
  return sent.kind === 'unclear' ? failed(mayBeCharged(sent.failure)) : waitFor(sent.remoteId, key, world, signal)
}

type Sent = { kind: 'accepted'; remoteId: string } | { kind: 'refused'; failure: Failure } | { kind: 'unclear'; failure: Failure }

async function sendOnce(text: string, imageUrl: string | null, key: string, world: World): Promise<Sent> {
  // No abort signal: once it may have left, only its answer can settle it.
  const sent = await world.transport.send(wording.create(text, imageUrl), {
    origins: world.settings.origins.wavespeed,
    key,
    headersTimeout: CREATE_HEADERS_TIMEOUT,
  })
  if (sent.kind === 'not-sent') return { kind: 'refused', failure: sent.failure }
  if (sent.kind === 'unknown') return { kind: 'unclear', failure: sent.failure }
  const answer = wording.readCreate(sent.response)
  if (answer.kind === 'refused' && answer.failure.code === 'provider.rate-limited')
    return { kind: 'refused', failure: { ...answer.failure, fix: 'Ask again in a minute. Nothing was charged.' } }
  return answer
}

/** Asking costs nothing and may be repeated. Aborting ends the waiting, not the model. */
async function waitFor(remoteId: string, key: string, world: World, signal = new AbortController().signal): Promise<Result<Improved>> {
  const { firstPollSeconds, intervalSeconds, deadlineSeconds } = wording.pace
  const began = performance.now()
  let waited = 0
  let failures = 0
  for (let wait = firstPollSeconds; ; wait = intervalSeconds) {
    await world.scheduler.wait(wait, signal)
    waited += wait
    if (signal.aborted) return fail('cancelled', `Stopped waiting for ${name}’s wording; it is charged all the same ${price}.`, KEEP)
    const sent = await world.transport.send(wording.poll(remoteId), {
      origins: world.settings.origins.wavespeed,
      key,
      headersTimeout: POLL_HEADERS_TIMEOUT,
      signal,
    })
    const answer = sent.kind === 'answer' ? wording.readPoll(sent.response) : { kind: 'retry' as const, failure: sent.failure }
    if (answer.kind === 'done') return ok({ prompt: world.secrets.redact(answer.text), chargeUsd: wording.usd })
    if (answer.kind === 'failed') return failed(answer.failure)
    failures = answer.kind === 'retry' ? failures + 1 : 0
    if (answer.kind === 'retry' && failures >= MOST_FAILED_POLLS) return failed(mayBeCharged(answer.failure))
    if (Math.max(waited, (performance.now() - began) / 1000) > deadlineSeconds)
      return fail('job.deadline', `${name} has not worded it after ${deadlineSeconds} seconds. It may be charged ${price}.`, KEEP)
  }
}

function mayBeCharged(failure: Failure): Failure {
  return {
    ...failure,
    code: 'job.unconfirmed',
    message: `${name} was asked, and what came of it is not known: ${failure.message} It may be charged ${price}.`,
    fix: KEEP,
  }
}

/** The model takes a link only. What is private in the file stays here, as for a job. */
async function deliverPicture(id: string, library: Library, world: World, signal?: AbortSignal): Promise<Result<string>> {
  const entry = library.get(id)
  if (!entry.ok) return entry
  const { facts, path, link } = entry.value
  if (facts.kind !== 'image')
    return fail('image.not-an-image', `${entry.value.name} is not a picture.`, 'Choose a picture, or leave it out.')
  const plan = planImage(facts, limits, noEdits)
  if (!plan.ok) return plan
  const there = await world.project.ensure()
  if (!there.ok) return there
  const made = await prepareImage({ path, facts }, plan.value, { directory: world.project.preparedDir, tools: world.tools, signal })
  if (!made.ok) return made
  const delivered = await deliver('image', { ...made.value, absolutePath: made.value.path }, link, providers.wavespeed, {
    transport: world.transport,
    originsOf: (provider) => world.settings.origins[provider],
    keyOf: (provider) => world.secrets.key(provider),
    host: null,
    bucket: null,
    uploads: world.uploads,
    scope: { scope: world.project.dir, lasting: true },
    paceScale: world.settings.paceScale,
    signal,
  })
  if (!delivered.ok) return delivered
  const { ref } = delivered.value
  return ref.kind === 'url'
    ? ok(ref.url)
    : fail('provider.not-supported', `${name} takes a picture by link only.`, 'Leave the picture out.')
}
