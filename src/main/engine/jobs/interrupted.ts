/** We died between sending and knowing, or could not find out before. What is on the disk and what the provider lists decide. */
import { ok } from '../../../domain/failure'
import type { JobRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import { readAnswer, settleUnknown } from './submit'
import type { Counterpart, World } from './world'

type Settled = Awaited<ReturnType<typeof readAnswer>>

export async function settleInterrupted(job: JobRecord, counterpart: Counterpart, world: World, signal: AbortSignal): Promise<Settled> {
  const intent = job.attempts.at(-1)
  // Without an intent on the disk nothing can have been sent.
  if (!intent) return ok({ kind: 'unconfirmed', job })
  const history = await world.store.history(job.id)
  const answer = history.findLast((entry) => entry.event === 'answer' && entry.attempt === intent.id)
  if (answer && typeof answer.status === 'number' && typeof answer.text === 'string') {
    const headers = (typeof answer.headers === 'object' && answer.headers !== null ? answer.headers : {}) as Record<string, string>
    const response = { status: answer.status, headers, text: answer.text }
    // Also when the job was laid aside as unconfirmed: the disk may have been full when the id in this answer was to be kept.
    if (job.state === 'submitting' || providers[intent.provider].readCreate(response).kind === 'accepted')
      return readAnswer(job, intent, response, counterpart, world, signal)
  }
  const name = providers[intent.provider].name
  const why =
    job.state === 'submitting'
      ? `Choreo was ended while the request to ${name} was under way.`
      : (job.failure?.message.split(' The job may exist')[0] ?? `The answer of ${name} did not arrive.`)
  return settleUnknown(job, intent, why, counterpart, world, signal)
}
