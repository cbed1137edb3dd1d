/** `choreo jobs`: the list, or one job with its history. Reads only. */
import { formatUsd } from '../../domain/wording'
import type { CommonOptions } from './arguments'
import { jobAnswer } from './follow-jobs'
import type { Printer } from './print'
import { type Outcome, withSession } from './session'

export async function jobs(id: string | undefined, options: CommonOptions, printer: Printer): Promise<Outcome> {
  return withSession(options.project, async ({ client }) => {
    if (id !== undefined) {
      const found = await client.jobs.get({ id })
      if (!found.ok) return found
      const { job, history } = found.value
      printer.answer(`${job.id}: ${job.state}  ${job.dir}`)
      if (job.failure) printer.answer(`  ${job.failure.message} ${job.failure.fix}`)
      for (const entry of history)
        printer.answer(`  ${entry.at}  ${entry.event}${typeof entry.state === 'string' ? ` ${entry.state}` : ''}`)
      return { ok: true, answer: { job: { ...jobAnswer(job), failure: job.failure, request: job.request }, history } }
    }
    const list = await client.jobs.list()
    if (!list.ok) return list
    for (const job of list.value.jobs)
      printer.answer(
        `${job.id}  ${job.provider}${job.rehearsal ? ' (rehearsal)' : ''}  ${job.state}  ${job.chargeUsd === null ? '' : formatUsd(job.chargeUsd)}`,
      )
    for (const broken of list.value.unreadable) printer.prose(`${broken.dir}: ${broken.failure.message}`)
    return {
      ok: true,
      answer: { jobs: list.value.jobs.map((job) => ({ ...jobAnswer(job), failure: job.failure })), unreadable: list.value.unreadable },
    }
  })
}
