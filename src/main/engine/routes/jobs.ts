/** Jobs: begun, followed, settled, shown. */
import type { InputNote } from '../../../contract/findings'
import type { WatchEvent } from '../../../contract/shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import { isAtRest } from '../../../domain/job'
import { exportSideBySide } from '../exports'
import { filmCopy, filmsOf } from '../job-films'
import { draftJob } from '../jobs/begin'
import { createElsewhere } from '../jobs/elsewhere'
import { reopenInputs } from '../jobs/reopen'
import { publish } from '../jobs/world'
import type { Secrets } from '../secrets'
import { type Contracted, inputContext, type Parts } from './parts'

export function jobRoutes(os: Contracted, parts: Parts) {
  const { options, world, runner, library } = parts
  const { store, bus, project, secrets } = world
  const elsewhere = createElsewhere(world, library)
  return {
    start: os.jobs.start.handler(async ({ input }) => {
      const locked = await project.lock()
      if (!locked.ok) return locked
      const job = await draftJob(input, library, world)
      if (!job.ok) return job
      runner.begin(job.value)
      return ok(world.view(job.value))
    }),
    watch: os.jobs.watch.handler(async ({ input, signal }) => {
      const ids = input.ids
      const queue: WatchEvent[] = []
      const wants = (event: WatchEvent) => ids === undefined || (event.event !== 'project' && ids.includes(event.job))
      const events = bus.subscribe(wants, signal, queue)
      const known = await Promise.all((ids ?? []).map((id) => store.read(id)))
      const current = known.flatMap((job): WatchEvent[] =>
        job.ok ? [{ event: 'state', job: job.value.id, state: job.value.state, at: job.value.updatedAt, view: world.view(job.value) }] : [],
      )
      queue.unshift(...current)
      return events
    }),
    list: os.jobs.list.handler(async () => {
      const { jobs, unreadable } = await store.list()
      return ok({ jobs: jobs.map((job) => world.view(job)), unreadable })
    }),
    get: os.jobs.get.handler(async ({ input }) => {
      const job = await store.read(input.id)
      return job.ok ? ok({ job: world.view(job.value), history: await store.history(input.id) }) : job
    }),
    resume: os.jobs.resume.handler(async ({ input }) => {
      const locked = await project.lock()
      if (!locked.ok) return locked
      const jobs = await runner.resume(input?.leavePaused)
      return jobs.ok ? ok(jobs.value.map((job) => world.view(job))) : jobs
    }),
    goOn: os.jobs.goOn.handler(async ({ input }) => {
      const locked = await project.lock()
      if (!locked.ok) return locked
      const job = await runner.resumeOne(input.id)
      return job.ok ? ok(world.view(job.value)) : job
    }),
    stopWaiting: os.jobs.stopWaiting.handler(async ({ input }) => {
      const locked = await project.lock()
      if (!locked.ok) return locked
      const job = await runner.stopWaiting(input.id)
      return job.ok ? ok(world.view(job.value)) : job
    }),
    settle: os.jobs.settle.handler(async ({ input }) => {
      const locked = await project.lock()
      if (!locked.ok) return locked
      const job = await runner.settle(input.id, input.decision)
      return job.ok ? ok(world.view(job.value)) : job
    }),
    reveal: os.jobs.reveal.handler(async ({ input }): Promise<Result<null>> => {
      const job = await store.read(input.id)
      if (!job.ok) return job
      if (!options.reveal)
        return fail('setup.bad-origin', 'There is no file manager to show it in.', `Open ${store.dir(input.id)} yourself.`)
      const place = isAtRest(job.value.state) && job.value.result ? `${store.dir(input.id)}/${job.value.result}` : store.dir(input.id)
      await options.reveal(place)
      return ok(null)
    }),
    inputs: os.jobs.inputs.handler(async ({ input, signal }) => {
      const job = await store.read(input.id)
      if (!job.ok) return job
      const opened = await reopenInputs(job.value, project, inputContext(parts, signal))
      // What a link or its host said stands in the notes.
      return opened.ok ? ok({ ...opened.value, notes: opened.value.notes.map((note) => redactNote(note, secrets)) }) : opened
    }),
    remark: os.jobs.remark.handler(async ({ input }) => {
      const locked = await project.lock()
      if (!locked.ok) return locked
      const job = await store.remark(input.id, input.remark)
      if (!job.ok) return job
      publish(world, job.value)
      return ok(world.view(job.value))
    }),
    pause: os.jobs.pause.handler(({ input }) => {
      world.scheduler.pause(input.paused)
      return { paused: world.scheduler.isPaused() }
    }),
    elsewhere: os.jobs.elsewhere.handler(() => elsewhere.list()),
    films: os.jobs.films.handler(({ input, signal }) => filmsOf(input.id, world, signal)),
    proxy: os.jobs.proxy.handler(({ input, signal }) => filmCopy(input, world, library, signal)),
    exportSideBySide: os.jobs.exportSideBySide.handler(async function* ({ input, signal }) {
      yield* exportSideBySide(input, world, library, signal)
    }),
  }
}

function redactNote(note: InputNote, secrets: Secrets): InputNote {
  const sentence = secrets.redact(note.sentence)
  if (!('name' in note)) return { ...note, sentence }
  const clean = { ...note, sentence, name: secrets.redact(note.name) }
  return clean.code === 'link-failed' ? { ...clean, failure: secrets.redactFailure(clean.failure) } : clean
}
