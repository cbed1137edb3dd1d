/** `choreo confirm`: settles an unconfirmed job with what the person found out. Sends nothing by itself. */
import type { Decision } from '../../contract/shapes'
import { fail } from '../../domain/failure'
import type { CommonOptions } from './arguments'
import { jobAnswer } from './follow-jobs'
import type { Printer } from './print'
import { type Outcome, withSession } from './session'

export interface ConfirmOptions extends CommonOptions {
  remoteId?: string
  notSubmitted?: boolean
  abandon?: boolean
}

export async function confirm(id: string, options: ConfirmOptions, printer: Printer): Promise<Outcome> {
  const decisions: Decision[] = []
  if (options.remoteId !== undefined && options.remoteId.trim() !== '')
    decisions.push({ kind: 'remote-id', remoteId: options.remoteId.trim() })
  if (options.notSubmitted) decisions.push({ kind: 'not-submitted' })
  if (options.abandon) decisions.push({ kind: 'abandon' })
  const [decision] = decisions
  if (!decision || decisions.length > 1)
    return fail('usage', 'Say one thing about the job.', 'Use --remote-id ID, --not-submitted or --abandon.')
  return withSession(options.project, async ({ client }) => {
    const settled = await client.jobs.settle({ id, decision })
    if (!settled.ok) return settled
    const { state } = settled.value
    printer.answer(`${id}: ${state}${state === 'abandoned' ? '' : '; “choreo resume” goes on with it'}`)
    return { ok: true, answer: { job: jobAnswer(settled.value) } }
  })
}
