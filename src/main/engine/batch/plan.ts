/** From a folder or a table to what is to be done row by row, what it costs, and why it does not begin. Changes nothing. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { PairsInput } from '../../../contract/batch-shapes'
import { type BatchInput, type BatchPlan, type BatchQuote, type BatchRow, rowName } from '../../../contract/batch-shapes'
import type { RunInput } from '../../../contract/shapes'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { Edits } from '../../../domain/media'
import type { Quote } from '../../../domain/quote'
import { MotionRequest } from '../../../domain/request'
import { formatUsd } from '../../../domain/wording'
import { diskFailure } from '../disk'
import type { InputContext } from '../inputs'
import { judge } from '../jobs/begin'
import type { World } from '../jobs/world'
import type { Library } from '../library'
import { jobsByRow } from './book'
import { readFolder } from './folder'
import { createOpener, type Opener } from './opener'
import { createLibraryOpener, type KnownHashes, readPairs } from './pairs'
import type { Source, SourceRow } from './source'
import { type Standing, standingOf } from './standing'
import { readTable } from './table'

export interface PlannedRow extends BatchRow {
  /** Same bytes and same wishes, same key, whatever the files are called. */
  key: string
  run: RunInput
}

export interface Plan {
  id: string
  source: string
  input: BatchWishes
  rows: PlannedRow[]
}

/** What is wished of a batch, wherever its rows come from. */
export type BatchWishes = Omit<BatchInput, 'ticket'>

/** What a face is told, and what `runBatch` carries out; null where the batch does not begin. */
export interface Planned {
  told: BatchPlan
  plan: Plan | null
}

export const batchesIn = (projectDir: string) => join(projectDir, 'batches')

/** @param path a folder or a table */
export async function planBatch(path: string, input: BatchWishes, context: InputContext, world: World): Promise<Result<Planned>> {
  const opener = createOpener(context)
  const source = await readSource(path, input, opener)
  return source.ok ? planSource(source.value, input, opener, context.library, world) : source
}

/** The same for files that are opened already. @param hashes what is known of them from earlier plans, and is added to */
export async function planPairs(input: PairsInput, library: Library, hashes: KnownHashes, world: World): Promise<Result<Planned>> {
  const source = readPairs(input, library)
  return source.ok ? planSource(source.value, input, createLibraryOpener(library, hashes), library, world) : source
}

async function planSource(source: Source, input: BatchWishes, opener: Opener, library: Library, world: World): Promise<Result<Planned>> {
  const known = await jobsByRow(batchesIn(world.project.dir))
  if (!known.ok) return known

  const rows: (BatchRow | PlannedRow)[] = []
  const notes = [...source.notes]
  const seen = new Map<string, BatchRow>()
  const quotes: (Quote | null)[] = []
  let spentUsd = 0
  const everyRow = await Promise.all(source.rows.map(async (row) => ({ row, opened: await openRow(row, input, opener) })))
  for (const { row, opened } of everyRow) {
    if (!opened.ok) {
      // What is wrong with the computer is no fault of a row.
      if (isGeneral(opened.failure)) return opened
      rows.push(refused(row, opened.failure, opener))
      continue
    }
    const { key, run, names } = opened.value
    const twin = seen.get(key)
    if (twin) {
      const [twice, first] = [rowName({ ...names, line: row.line }), rowName(twin)]
      const sentence = `${twice} is the same as ${first.replace(/^Line/, 'line')}, so it runs once.`
      notes.push({ code: 'same-row', row: twice, as: first, sentence })
      continue
    }
    const standing = await standingOf(known.value.get(key) ?? [], world.store)
    if (!standing.ok) {
      rows.push(refused(row, standing.failure, opener))
      continue
    }
    spentUsd += standing.value.spentUsd
    const step = stepFor(standing.value, input.retryFailed ?? false)
    const judged = step === 'begin' ? judge(run, library, world) : null
    if (judged && !judged.ok && isGeneral(judged.failure)) return judged
    const quote = judged?.ok ? judged.value.verdict.quote : null
    if (step === 'begin') quotes.push(quote)
    const planned: PlannedRow = {
      ...names,
      line: row.line,
      key,
      // A failed row was sent before, and the person wants it again.
      run: { ...run, repeats: standing.value.kind === 'failed' ? standing.value.job?.id : undefined },
      step,
      job: standing.value.job?.id ?? null,
      quoteUsd: quote?.usd ?? null,
      failure: judged && !judged.ok ? judged.failure : null,
    }
    seen.set(key, planned)
    rows.push(planned)
  }

  const quote = sum(quotes)
  const refusal = refusalOf(rows) ?? (quotes.length > 0 ? await tooMuch(quote, spentUsd, input, world) : null)
  const id = hash([...seen.keys()].sort()).slice(0, 16)
  const begins = rows.filter((row): row is PlannedRow => 'key' in row)
  return ok({
    told: { id, rows: rows.map((row) => toldOf(row, world)), notes, quote, refusal: refusal && world.secrets.redactFailure(refusal) },
    plan: refusal ? null : { id, source: source.name, input, rows: begins },
  })
}

async function readSource(path: string, input: BatchWishes, opener: Opener): Promise<Result<Source>> {
  const name = basename(path)
  const wishes = { request: input.request, edits: input.edits }
  try {
    if ((await stat(path)).isDirectory()) return await readFolder(path, name, wishes, opener)
    return readTable(path, name, await readFile(path), wishes)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return fail('input.missing', `“${name}” is not there.`, 'Give a folder with pictures and clips, or a CSV table.')
    if (code === 'EACCES' || code === 'EPERM')
      return fail('input.no-permission', `“${name}” may not be read.`, 'Give yourself the right to read it, or copy it elsewhere.')
    const failure = diskFailure(error)
    if (!failure) throw error
    return { ok: false, failure }
  }
}

interface OpenedRow {
  key: string
  run: RunInput
  names: { image: string; video: string }
}

async function openRow(row: SourceRow, input: BatchWishes, opener: Opener): Promise<Result<OpenedRow>> {
  if (row.failure) return { ok: false, failure: row.failure }
  const [image, video] = await Promise.all([opener.open(row.image, 'image'), opener.open(row.video, 'video')])
  if (!image.ok) return image
  if (!video.ok) return video
  const { provider, rehearse, host } = input
  const { request, edits } = row
  const chosen = [differences(MotionRequest.parse(request), MotionRequest.parse({})), differences(Edits.parse(edits), Edits.parse({}))]
  return ok({
    key: hash([image.value.sha256, video.value.sha256, provider, rehearse, chosen]),
    run: { image: image.value.id, video: video.value.id, request, edits, provider, rehearse, host },
    names: { image: image.value.name, video: video.value.name },
  })
}

/** Only what differs from the defaults, in a fixed order: a wish that Choreo learns later must not make old rows new. */
function differences(value: object, defaults: object): [string, unknown][] {
  const usual = new Map<string, unknown>(Object.entries(defaults))
  return Object.entries(value)
    .filter(([name, chosen]) => chosen !== undefined && chosen !== usual.get(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

function stepFor(standing: Standing, retryFailed: boolean): BatchRow['step'] {
  switch (standing.kind) {
    case 'new':
      return 'begin'
    case 'failed':
      return retryFailed ? 'begin' : 'leave'
    case 'open':
      return 'go-on'
    case 'saved':
      return 'leave'
  }
}

function refused(row: SourceRow, failure: Failure, opener: Opener): BatchRow {
  return {
    line: row.line,
    image: opener.nameOf(row.image),
    video: opener.nameOf(row.video),
    step: 'leave',
    job: null,
    quoteUsd: null,
    failure,
  }
}

/** What a link said stands in failures, and may repeat what must not be shown. */
function toldOf({ line, image, video, step, job, quoteUsd, failure }: BatchRow, world: World): BatchRow {
  return { line, image, video, step, job, quoteUsd, failure: failure && world.secrets.redactFailure(failure) }
}

function isGeneral(failure: Failure): boolean {
  return failure.code.startsWith('setup.') || failure.code === 'cancelled'
}

function sum(quotes: (Quote | null)[]): BatchQuote {
  const known = quotes.flatMap((quote) => (quote?.usd == null ? [] : [quote.usd]))
  return {
    usd: known.length === 0 && quotes.length > 0 ? null : roundUsd(known.reduce((total, usd) => total + usd, 0)),
    certain: quotes.every((quote) => quote?.usd != null && quote.certain),
    unknown: quotes.length - known.length,
  }
}

const roundUsd = (usd: number) => Math.round(usd * 10_000) / 10_000

/** One failure for all the rows that cannot run. What was written wrong comes first: it is the person's to mend at once. */
function refusalOf(rows: BatchRow[]): Failure | null {
  const bad = rows.flatMap((row) => (row.failure ? [{ row, failure: row.failure }] : []))
  const first = bad.find(({ failure }) => failure.code === 'usage') ?? bad[0]
  if (!first) return null
  const count = bad.length === 1 ? 'One row' : `${bad.length} rows`
  return {
    ...first.failure,
    message: `${count} of ${rows.length} cannot be run, so nothing was begun. ${rowName(first.row)}: ${first.failure.message}`,
  }
}

/** A limit that cannot be checked is not kept: an unknown price refuses as well. */
async function tooMuch(quote: BatchQuote, spentUsd: number, input: BatchWishes, world: World): Promise<Failure | null> {
  const { maxCostUsd: most } = input
  const unknown = quote.unknown > 0 || quote.usd === null
  if (most !== undefined && unknown)
    return fail(
      'money.price-unknown',
      'The price of the batch is not published, so the limit cannot be kept.',
      'Run it without a limit, or choose a provider that publishes its price.',
    ).failure
  const total = roundUsd((quote.usd ?? 0) + spentUsd)
  if (most !== undefined && total > most + 1e-9) {
    const before = spentUsd > 0 ? ` with what it came to so far (${formatUsd(spentUsd)})` : ''
    return fail(
      'money.too-expensive',
      `The batch costs about ${formatUsd(total)}${before}, more than the limit of ${formatUsd(most)}.`,
      'Take rows away, trim the clips, choose another provider or tier, or raise the limit.',
    ).failure
  }
  const allowed = input.rehearse ? ok(undefined) : await world.spending.allows(unknown ? null : quote.usd)
  return allowed.ok ? null : allowed.failure
}
