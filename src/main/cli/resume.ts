/** `choreo resume`: goes on with every open job; returns when all are at rest. */
import type { CommonOptions } from './arguments'
import { atRest, jobAnswer, reasonOf, watchJobs } from './follow-jobs'
import type { Printer } from './print'
import { type Outcome, withSession } from './session'

export async function resume(options: CommonOptions, printer: Printer): Promise<Outcome> {
  return withSession(options.project, async (session) => {
    const watch = await watchJobs(session, printer)
    try {
      const open = await session.client.jobs.resume()
      if (!open.ok) return open
      if (open.value.length === 0) printer.prose('No job is open.')
      const views = await watch.until(
        open.value.map(({ id }) => id),
        atRest,
      )
      const jobs = open.value.map((job) => views.get(job.id) ?? job)
      for (const job of jobs) printer.answer(`${job.id}: ${job.state}${job.result ? `  ${job.result}` : ''}`)
      // What cannot be read may be an open job, too: it is not passed over in silence.
      const list = await session.client.jobs.list()
      const unreadable = list.ok ? list.value.unreadable : []
      for (const { dir, failure } of unreadable) printer.prose(`${dir}: ${failure.message} ${failure.fix}`)
      const unfinished = jobs.find((job) => job.state !== 'saved')
      if (unfinished) return { ok: false, failure: reasonOf(unfinished), more: { jobs: jobs.map(jobAnswer), unreadable } }
      return { ok: true, answer: { jobs: jobs.map(jobAnswer), unreadable } }
    } finally {
      watch.close()
    }
  })
}
