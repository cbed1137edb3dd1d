/** A batch as it crosses the contract: many pairs of one folder or table, planned first, then run. */
import { z } from 'zod'
import { Failure } from '../domain/failure'
import { Edits } from '../domain/media'
import { MotionRequest, ProviderId } from '../domain/request'
import { BatchNote } from './findings'
import { Host, JobEvent, JobView, resultOf, Ticket } from './shapes'

export const MOST_PARALLEL = 32

/** What is wished for all rows alike, wherever their files come from. */
const BatchWishes = z.object({
  provider: ProviderId,
  /** For every row; a cell of the table goes before it. */
  request: MotionRequest,
  edits: Edits,
  rehearse: z.boolean(),
  host: Host.optional(),
  /** Most the whole batch may cost, in USD, with what earlier runs of it came to. */
  maxCostUsd: z.number().nonnegative().optional(),
  /** Jobs of this batch that failed or were abandoned are made anew. */
  retryFailed: z.boolean().optional(),
})

/** A folder (every picture with every clip in it) or a table (CSV). */
export const BatchInput = BatchWishes.extend({ ticket: Ticket })
export type BatchInput = z.infer<typeof BatchInput>

/** Every picture with every clip, of files that are opened already. */
export const PairsInput = BatchWishes.extend({ images: z.tuple([z.string()], z.string()), videos: z.tuple([z.string()], z.string()) })
export type PairsInput = z.infer<typeof PairsInput>

/** What a run of the batch does with a row. `leave`: it is saved, or failed and nobody asked for another try. */
export const BatchStep = z.enum(['begin', 'go-on', 'leave'])
export type BatchStep = z.infer<typeof BatchStep>

const RowName = z.object({
  /** Of the table's file, from 1; null for a folder. */
  line: z.number().int().nullable(),
  image: z.string(),
  video: z.string(),
})

/** How a row is called in a sentence. */
export function rowName(row: z.infer<typeof RowName>): string {
  const files = [row.image, row.video].filter((name) => name !== '').join(' with ')
  if (row.line === null) return files
  return files === '' ? `Line ${row.line}` : `Line ${row.line} (${files})`
}

export const BatchRow = RowName.extend({
  step: BatchStep,
  job: z.string().nullable(),
  quoteUsd: z.number().nullable(),
  /** Why it can never run; a batch with such a row does not begin. */
  failure: Failure.nullable(),
})
export type BatchRow = z.infer<typeof BatchRow>

/** What the jobs that would be begun cost together. */
export const BatchQuote = z.object({
  /** Sum of the known prices; null when none is known. */
  usd: z.number().nullable(),
  certain: z.boolean(),
  /** Jobs whose price is not published. */
  unknown: z.number().int(),
})
export type BatchQuote = z.infer<typeof BatchQuote>

export const BatchPlan = z.object({
  /** The same rows and wishes give the same id; what became of them is kept under it. */
  id: z.string(),
  rows: z.array(BatchRow),
  /** What is passed over: files that are neither picture nor clip, rows that are there twice. */
  notes: z.array(BatchNote),
  quote: BatchQuote,
  /** Why the batch does not begin: a row that cannot run, or money. */
  refusal: Failure.nullable(),
})
export type BatchPlan = z.infer<typeof BatchPlan>

export const BatchRowResult = RowName.extend({
  job: JobView.nullable(),
  /** Why there is no job, or why it is not saved. */
  failure: Failure.nullable(),
})
export type BatchRowResult = z.infer<typeof BatchRowResult>

export const BatchEvent = z.discriminatedUnion('event', [
  ...JobEvent.options,
  z.object({ event: z.literal('done'), result: resultOf(z.array(BatchRowResult)) }),
])
export type BatchEvent = z.infer<typeof BatchEvent>
