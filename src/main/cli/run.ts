/** `choreo run`: from two files to a saved result. A rehearsal until a key is set. */
import { Host } from '../../contract/shapes'
import { fail } from '../../domain/failure'
import { type CommonOptions, readEdits, readProviders, readRequest, readUsd } from './arguments'
import { atRest, jobAnswer, reasonOf, watchJobs } from './follow-jobs'
import type { Printer } from './print'
import { isRehearsal } from './rehearsal'
import { type Outcome, openPair, withSession } from './session'
import { goesAsLink, sayWhoHolds } from './who-holds'

export interface RunOptions extends CommonOptions {
  rehearse?: boolean
  via?: string
  maxCost?: string
  failover?: boolean
  again?: boolean
  detach?: boolean
}

export async function run(image: string, video: string, options: RunOptions, printer: Printer): Promise<Outcome> {
  const ids = readProviders(options.provider, false)
  if (!ids.ok) return ids
  const [provider] = ids.value
  const request = readRequest(options)
  if (!request.ok) return request
  const edits = readEdits(options)
  if (!edits.ok) return edits
  const maxCostUsd = readUsd('--max-cost', options.maxCost)
  if (!maxCostUsd.ok) return maxCostUsd
  const host = options.via === undefined ? undefined : Host.safeParse(options.via)
  if (host && !host.success) return fail('usage', `--via is “${options.via}”.`, `Use one of ${Host.options.join(', ')}.`)

  return withSession(options.project, async (session) => {
    const pair = await openPair(session, image, video)
    if (!pair.ok) return pair
    const rehearse = await isRehearsal(session, provider, options.rehearse, printer)

    const composition = { image: pair.value.image.id, video: pair.value.video.id, request: request.value, edits: edits.value }
    if (!rehearse && !(await goesAsLink(session, provider, pair.value.video, composition)))
      await sayWhoHolds(session, provider, host?.data, printer)

    const watch = await watchJobs(session, printer)
    try {
      const started = await session.client.jobs.start({
        ...composition,
        provider,
        rehearse,
        host: host?.data,
        maxCostUsd: maxCostUsd.value,
        failover: options.failover,
        again: options.again,
      })
      if (!started.ok) return started
      const { id } = started.value
      const done = options.detach ? (view: Parameters<typeof atRest>[0]) => atRest(view) || view.remoteId !== null : atRest
      const view = (await watch.until([id], done)).get(id) ?? started.value
      const arrived = view.state === 'saved' || (options.detach === true && view.remoteId !== null && view.failure === null)
      if (!arrived) return { ok: false, failure: reasonOf(view), more: { job: jobAnswer(view) } }
      printer.answer(view.result ?? `${view.id} was accepted; “choreo resume” goes on with it.`)
      return { ok: true, answer: { job: jobAnswer(view) } }
    } finally {
      watch.close()
    }
  })
}
