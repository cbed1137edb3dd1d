/**
 * What the runs of a day may cost together. A run's quote is reserved before anything is uploaded and given back when
 * it definitely was not accepted. The ledger is one file for all projects, appended to, never rewritten.
 */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { fail, ok, type Result } from '../../../domain/failure'
import type { Quote } from '../../../domain/quote'
import { formatUsd } from '../../../domain/wording'
import { appendDurably, diskFailure, readIfThere } from '../disk'

const Entry = z.object({ at: z.string(), job: z.string(), usd: z.number() })

export interface Spending {
  /** Whether so much more fits under the day's limit, with the same failures as `reserve`; null for a price that is not known. */
  allows(usd: number | null): Promise<Result<void>>
  /** Reserves a quote, once for each job, or says why not: `money.daily-limit`, or `money.price-unknown` when a limit is set that cannot be kept. */
  reserve(job: string, quote: Pick<Quote, 'usd'> | null): Promise<Result<void>>
  /** Gives a reservation back. */
  release(job: string): Promise<void>
  /** What today's runs come to, in USD, all projects together. */
  spentToday(): Promise<Result<number>>
}

/** @param limit the most that a day's runs may cost, in USD, asked for each time; null for none, and then the ledger is kept all the same */
export function createSpending(path: string, limit: () => Promise<Result<number | null>>): Spending {
  // One after the other: two runs that begin at once must not both fit under the same rest.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work)
    turn = next.catch(() => {})
    return next
  }

  async function entries() {
    const text = (await readIfThere(path)) ?? ''
    return text.split('\n').flatMap((line) => {
      try {
        return line.trim() === '' ? [] : [Entry.parse(JSON.parse(line))]
      } catch {
        return []
      }
    })
  }

  async function write(job: string, usd: number): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    await appendDurably(path, `${JSON.stringify({ at: new Date().toISOString(), job, usd })}\n`)
  }

  /** Errors of the disk as failures. */
  const orDiskFailure =
    <T>(work: () => Promise<Result<T>>) =>
    async (): Promise<Result<T>> => {
      try {
        return await work()
      } catch (error) {
        const failure = diskFailure(error)
        if (!failure) throw error
        return { ok: false, failure }
      }
    }

  async function fits(usd: number | null): Promise<Result<void>> {
    const set = await limit()
    // A limit that cannot be read is not known to be kept.
    if (!set.ok) return set
    const dailyLimitUsd = set.value
    if (dailyLimitUsd === null) return ok(undefined)
    if (usd === null)
      return fail(
        'money.price-unknown',
        'The price is not published, so the daily limit cannot be kept.',
        'Choose a provider that publishes its price, or take the daily limit out of the settings.',
      )
    const spent = await spentToday()
    if (spent + usd > dailyLimitUsd + 1e-9)
      return fail(
        'money.daily-limit',
        `Today’s runs come to ${formatUsd(spent)}; with this (${formatUsd(usd)}) they pass the daily limit of ${formatUsd(dailyLimitUsd)}.`,
        'Run it tomorrow, or raise the daily limit in the settings.',
      )
    return ok(undefined)
  }

  async function spentToday(): Promise<number> {
    const today = localDay(new Date())
    return (await entries()).reduce((sum, entry) => (localDay(new Date(entry.at)) === today ? sum + entry.usd : sum), 0)
  }

  const heldBy = async (job: string) => (await entries()).reduce((sum, entry) => (entry.job === job ? sum + entry.usd : sum), 0)

  return {
    allows: (usd) => inTurn(orDiskFailure(() => fits(usd))),
    reserve: (job, quote) =>
      inTurn(
        orDiskFailure(async () => {
          // A job that begins anew after a crash may have its place already.
          if ((await heldBy(job)) > 0) return ok(undefined)
          const allowed = await fits(quote?.usd ?? null)
          if (allowed.ok && quote?.usd) await write(job, quote.usd)
          return allowed
        }),
      ),
    spentToday: orDiskFailure(async () => ok(await spentToday())),
    release: (job) =>
      inTurn(async () => {
        try {
          const held = await heldBy(job)
          if (held > 0) await write(job, -held)
        } catch {
          // A reservation that cannot be given back only makes the limit stricter until midnight.
        }
      }),
  }
}

/** The person's own day, not Greenwich's. */
function localDay(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`
}
