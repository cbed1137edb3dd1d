/** `choreo batch`: every pair of a folder or a table, with one total and one confirmation. The same command again goes on. */
import { type BatchPlan, type BatchQuote, type BatchRowResult, MOST_PARALLEL, rowName } from '../../contract/batch-shapes'
import { Host } from '../../contract/shapes'
import { type Failure, fail, ok, type Result } from '../../domain/failure'
import { formatUsd } from '../../domain/wording'
import { type CommonOptions, readEdits, readProviders, readRequest, readUsd } from './arguments'
import { askYesNo, canAsk } from './ask'
import { jobAnswer, reasonOf } from './follow-jobs'
import type { Printer } from './print'
import { isRehearsal } from './rehearsal'
import { type Outcome, type Session, withSession } from './session'
import { sayWhoHolds } from './who-holds'

export interface BatchOptions extends CommonOptions {
  rehearse?: boolean
  via?: string
  maxCost?: string
  parallel?: string
  retryFailed?: boolean
  yes?: boolean
}

const USUAL_PARALLEL = 3

export async function batch(source: string, options: BatchOptions, printer: Printer): Promise<Outcome> {
  const ids = readProviders(options.provider, false)
  if (!ids.ok) return ids
  const [provider] = ids.value
  const request = readRequest(options)
  if (!request.ok) return request
  const edits = readEdits(options)
  if (!edits.ok) return edits
  const maxCostUsd = readUsd('--max-cost', options.maxCost)
  if (!maxCostUsd.ok) return maxCostUsd
  const parallel = readParallel(options.parallel)
  if (!parallel.ok) return parallel
  const host = options.via === undefined ? undefined : Host.safeParse(options.via)
  if (host && !host.success) return fail('usage', `--via is “${options.via}”.`, `Use one of ${Host.options.join(', ')}.`)

  return withSession(options.project, async (session) => {
    const rehearse = await isRehearsal(session, provider, options.rehearse, printer)
    const opened = await session.client.batch.open(
      {
        ticket: session.admit(source),
        provider,
        request: request.value,
        edits: edits.value,
        rehearse,
        host: host?.data,
        maxCostUsd: maxCostUsd.value,
        retryFailed: options.retryFailed,
      },
      { signal: session.signal },
    )
    if (!opened.ok) return opened
    const plan = opened.value
    for (const note of plan.notes) printer.prose(note.sentence)
    if (plan.refusal) return refuse(plan, plan.refusal, printer)
    if (!rehearse) await sayWhoHolds(session, provider, host?.data, printer)
    announce(plan, rehearse, printer)
    const agreed = await agree(plan, rehearse, options, printer, session.signal)
    return agreed.ok ? carryOut(session, plan, parallel.value, printer) : agreed
  })
}

function readParallel(text: string | undefined): Result<number> {
  const parallel = text === undefined ? USUAL_PARALLEL : Number(text)
  return Number.isInteger(parallel) && parallel >= 1 && parallel <= MOST_PARALLEL
    ? ok(parallel)
    : fail('usage', `--parallel is “${text}”.`, `Use a number from 1 to ${MOST_PARALLEL}.`)
}

function refuse(plan: BatchPlan, failure: Failure, printer: Printer): Outcome {
  const rows = plan.rows.filter((row) => row.failure !== null)
  // The last line names the first of them and what to do about it.
  for (const row of rows.length > 1 ? rows : [])
    printer.prose(`${rowName(row)}: ${row.failure?.message}${row.failure?.fix === failure.fix ? '' : ` ${row.failure?.fix}`}`)
  return {
    ok: false,
    failure,
    more: { rows: rows.map(({ line, image, video, failure }) => ({ line, image, video, failure })), quote: plan.quote },
  }
}

const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`

/** `4 jobs for about $6.80`, with what is not known about it. */
function price({ usd, certain, unknown }: BatchQuote, jobs: number): string {
  const known = usd === null ? '' : ` for ${certain ? '' : 'about '}${formatUsd(usd)}`
  if (unknown === 0) return `${count(jobs, 'job')}${known}`
  if (unknown === jobs) return `${count(jobs, 'job')} at a price that is not published`
  return `${count(jobs, 'job')}${known} and what ${unknown} of them cost, which is not published`
}

function announce(plan: BatchPlan, rehearse: boolean, printer: Printer): void {
  const steps = { begin: 0, 'go-on': 0, leave: 0 }
  for (const { step } of plan.rows) steps[step]++
  printer.event({ event: 'batch', id: plan.id, rows: plan.rows.length, begin: steps.begin, goOn: steps['go-on'], quote: plan.quote })
  const words = [
    steps.begin > 0 ? `${price(plan.quote, steps.begin)}${rehearse ? ', were it no rehearsal' : ''}` : '',
    steps['go-on'] > 0 ? `${count(steps['go-on'], 'job')} to go on with` : '',
    steps.leave > 0 ? `${steps.leave} at ${steps.leave === 1 ? 'its' : 'their'} end already` : '',
  ]
  printer.prose(`${count(plan.rows.length, 'row')}: ${words.filter(Boolean).join('; ')}.`)
}

/** New jobs that cost something are begun only when a person says so, now or on the command line. */
async function agree(
  plan: BatchPlan,
  rehearse: boolean,
  options: BatchOptions,
  printer: Printer,
  signal: AbortSignal,
): Promise<Result<null>> {
  const begun = plan.rows.filter(({ step }) => step === 'begin').length
  if (begun === 0 || rehearse || options.yes) return ok(null)
  if (printer.json || !canAsk())
    return fail(
      'usage',
      `This would run ${price(plan.quote, begun)}, and nobody is here to be asked.`,
      'Add --yes to run it, or --rehearse to try it without cost.',
    )
  const agreed = await askYesNo(`Run ${price(plan.quote, begun)}?`, signal)
  return agreed ? ok(null) : fail('cancelled', 'Nothing was begun.', 'The same command asks again.')
}

async function carryOut(session: Session, plan: BatchPlan, parallel: number, printer: Printer): Promise<Outcome> {
  for await (const event of await session.client.batch.run({ id: plan.id, parallel }, { signal: session.signal })) {
    if (event.event !== 'done') {
      // With several jobs at once one bar would jump between them.
      if (printer.json || event.event === 'state') printer.event(event)
      continue
    }
    if (!event.result.ok) return event.result
    return conclude(plan, event.result.value, session.signal.aborted, printer)
  }
  return fail('cancelled', 'The batch was stopped.', 'The same command goes on with it.')
}

function conclude(plan: BatchPlan, rows: BatchRowResult[], stopped: boolean, printer: Printer): Outcome {
  const jobs = rows.flatMap(({ job, line, image, video }) => (job ? [{ ...jobAnswer(job), line, image, video }] : []))
  const unsaved = rows.filter(({ job }) => job?.state !== 'saved')
  for (const row of rows) printer.answer(`${rowName(row)}: ${row.job?.result ?? row.job?.state ?? 'not begun'}`)
  const told = { batch: plan.id, quote: plan.quote, jobs }
  const [first] = unsaved
  if (!first) return { ok: true, answer: told }
  const notBegun = unsaved.flatMap(({ job, failure, line, image, video }) => (job ? [] : [{ line, image, video, failure }]))
  return { ok: false, failure: stopped ? stoppedWith(rows) : whyNot(first, unsaved.length, rows.length), more: { ...told, rows: notBegun } }
}

function stoppedWith(rows: BatchRowResult[]): Failure {
  const saved = rows.filter(({ job }) => job?.state === 'saved').length
  const accepted = rows.filter(({ job }) => job && job.remoteId !== null && job.state !== 'saved' && job.state !== 'failed').length
  const there =
    accepted > 0
      ? ` ${count(accepted, 'job')} ${accepted === 1 ? 'was' : 'were'} accepted and ${accepted === 1 ? 'goes' : 'go'} on at the provider.`
      : ''
  return fail(
    'cancelled',
    `The batch was stopped; ${saved} of ${rows.length} are saved.${there}`,
    'The same command goes on with all of them; nothing is sent a second time.',
  ).failure
}

function whyNot(row: BatchRowResult, unsaved: number, all: number): Failure {
  const failure =
    row.failure ?? (row.job ? reasonOf(row.job) : fail('cancelled', 'It was not begun.', 'The same command goes on with it.').failure)
  const ended = row.job?.state === 'failed' || row.job?.state === 'abandoned'
  const again = ended ? ' With --retry-failed the same command tries it again.' : ''
  return {
    ...failure,
    message: `${unsaved} of ${all} ${unsaved === 1 ? 'is' : 'are'} not saved. ${rowName(row)}: ${failure.message}`,
    fix: failure.fix + again,
  }
}
