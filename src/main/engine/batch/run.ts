/** Carries out a planned batch: at most so many of its jobs at once, each noted for its row before it is made. */
import PQueue from 'p-queue'
import type { BatchEvent, BatchRowResult } from '../../../contract/batch-shapes'
import type { JobView } from '../../../contract/shapes'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { draftJob } from '../jobs/begin'
import type { Runner } from '../jobs/runner'
import { newJobId } from '../jobs/store'
import type { World } from '../jobs/world'
import type { Library } from '../library'
import { type Book, jobsByRow, keepBook } from './book'
import { batchesIn, type Plan, type PlannedRow } from './plan'
import { meetsAll, type Standing, standingOf } from './standing'

export interface RunContext {
  world: World
  runner: Runner
  library: Library
  signal?: AbortSignal
}

/** Ends when every row is at rest, or soon after it was aborted; the last event says how far each row came. */
export async function* runBatch(plan: Plan, parallel: number, context: RunContext): AsyncGenerator<BatchEvent, void> {
  const { world, signal } = context
  const locked = await world.project.lock()
  if (!locked.ok) return yield { event: 'done', result: locked }
  const found = await openBook(plan, world)
  if (!found.ok) return yield { event: 'done', result: found }
  const { book, standings } = found.value

  const mine = new Set<string>()
  const views = new Map<string, JobView>()
  const events = world.bus.subscribe((event) => event.event !== 'project' && mine.has(event.job), signal)
  const queue = new PQueue({ concurrency: parallel })
  // A failure that meets every other job as well; nothing more is begun after it.
  let halt: Failure | null = null

  async function carryOut(row: PlannedRow, standing: Standing): Promise<End> {
    const { kind } = standing
    const job = standing.job?.id ?? null
    if (kind === 'open' && job) {
      if (signal?.aborted) return { job, failure: null }
      mine.add(job)
      await context.runner.resumeOne(job)
      await quiet(job, context)
      return { job, failure: null }
    }
    if (kind === 'saved' || (kind === 'failed' && row.step !== 'begin')) return { job, failure: null }
    if (signal?.aborted || halt) return { job, failure: halt ?? notBegun() }
    const end = await beginRow(row, book, mine, context)
    if (end.failure && meetsAll(end.failure)) halt = end.failure
    return end
  }

  // What was accepted already comes first: results do not wait for ever.
  const order = [...plan.rows].sort((a, b) => rank(standings.get(a.key)) - rank(standings.get(b.key)))
  const ends = new Map<string, End>()
  const work = Promise.all(
    order.map((row) =>
      queue.add(async () => {
        ends.set(row.key, await carryOut(row, standings.get(row.key)!))
      }),
    ),
  ).finally(() => events.return?.())
  // Awaited below, after the events; until then a fault must not end the process.
  work.catch(() => {})
  try {
    for await (const event of events) {
      if (event.event === 'project') continue
      if (event.event === 'state') views.set(event.job, event.view)
      yield event
    }
    await work
    const rows: BatchRowResult[] = []
    for (const row of plan.rows) rows.push(await tellRow(row, ends.get(row.key)!, views, world))
    yield { event: 'done', result: ok(rows) }
  } finally {
    queue.clear()
  }
}

/** A row's job, and a failure where there is none or where the job cannot tell it itself. */
interface End {
  job: string | null
  failure: Failure | null
}

/** Read again now that nobody else writes: another Choreo may have run some of the rows since they were planned. */
async function openBook(plan: Plan, world: World): Promise<Result<{ book: Book; standings: Map<string, Standing> }>> {
  const folder = batchesIn(world.project.dir)
  const known = await jobsByRow(folder)
  if (!known.ok) return known
  const standings = new Map<string, Standing>()
  for (const { key } of plan.rows) {
    const standing = await standingOf(known.value.get(key) ?? [], world.store)
    if (!standing.ok) return standing
    standings.set(key, standing.value)
  }
  const book = await keepBook(folder, {
    id: plan.id,
    source: plan.source,
    provider: plan.input.provider,
    rehearsal: plan.input.rehearse,
    rows: plan.rows.map(({ key, line, image, video }) => ({ key, line, image, video, jobs: known.value.get(key) ?? [] })),
  })
  return book.ok ? ok({ book: book.value, standings }) : book
}

async function beginRow(row: PlannedRow, book: Book, mine: Set<string>, context: RunContext): Promise<End> {
  const { world, runner, library, signal } = context
  const job = newJobId(new Date().toISOString(), row.video)
  const noted = await book.assign(row.key, job)
  if (!noted.ok) return { job: null, failure: noted.failure }
  mine.add(job)
  const drafted = await draftJob(row.run, library, world, job)
  if (!drafted.ok) return { job, failure: drafted.failure }
  if (!signal?.aborted) {
    runner.begin(drafted.value)
    await quiet(job, context)
  }
  const made = await world.store.read(job)
  return { job, failure: made.ok ? made.value.failure : made.failure }
}

/** Resolves when nothing is being done for the job any more, or nobody waits for it. */
function quiet(job: string, { runner, signal }: RunContext): Promise<void> {
  const finished = runner.finished(job)
  if (!signal) return finished
  return new Promise((resolve, reject) => {
    const leave = () => resolve()
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    finished.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

function rank(standing: Standing | undefined): number {
  return standing?.kind === 'open' ? 0 : 1
}

/** The last that was told of a job goes before the disk, which may be what failed. */
async function tellRow({ line, image, video }: PlannedRow, end: End, views: Map<string, JobView>, world: World): Promise<BatchRowResult> {
  const name = { line, image, video }
  const failure = end.failure && world.secrets.redactFailure(end.failure)
  if (end.job === null) return { ...name, job: null, failure }
  const told = views.get(end.job)
  if (told) return { ...name, job: told, failure: told.failure ?? failure }
  const read = await world.store.read(end.job)
  if (!read.ok) return { ...name, job: null, failure: failure ?? read.failure }
  return { ...name, job: world.view(read.value), failure: read.value.failure ?? failure }
}

function notBegun(): Failure {
  return fail('cancelled', 'The batch was stopped before this job was begun.', 'The same command goes on with it.').failure
}
