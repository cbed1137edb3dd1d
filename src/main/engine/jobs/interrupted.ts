/** We died between sending and knowing, or could not find out before. What is on the disk and what the provider lists decide. */
import { ok } from '../../../domain/failure'
import type { JobRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import { readAnswer, settleUnknown } from './submit'
import type { Counterpart, World } from './world'

type Settled = Awaited<ReturnType<typeof readAnswer>>

export async function settleInterrupted(job: JobRecord, counterpart: Counterpart, world: World): Promise<Settled> {
  const intent = job.attempts.at(-1)
  // Without an intent on the disk nothing can have been sent.
  if (!intent) return ok({ kind: 'unconfirmed', job })
  const history = await world.store.history(job.id)
  const answer = history.findLast((entry) => entry.event === 'answer' && entry.attempt === intent.id)
  if (answer && typeof answer.status === 'number' && typeof answer.text === 'string' && job.state === 'submitting') {
    const headers = (typeof answer.headers === 'object' && answer.headers !== null ? answer.headers : {}) as Record<string, string>
    return readAnswer(job, intent, { status: answer.status, headers, text: answer.text }, counterpart, world)
  }
  const name = providers[intent.provider].name
  const why =
    job.state === 'submitting' ? `Choreo was ended while the request to ${name} was under way.` : (job.failure?.message.split(' The job may exist')[0] ?? `The answer of ${name} did not arrive.`)
  return settleUnknown(job, intent, why, counterpart, world)
}
