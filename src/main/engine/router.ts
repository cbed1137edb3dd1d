/** Implements the contract. Thin: each procedure hands over to the part that knows. */
import { implement } from '@orpc/server'
import { contract } from '../../contract/contract'
import type { JobEvent, SystemInfo } from '../../contract/shapes'
import { Failure, fail, ok, type Result } from '../../domain/failure'
import { isAtRest } from '../../domain/job'
import { providerList } from '../../domain/providers/all'
import { askBalance } from './balance'
import type { Batches } from './batch/batches'
import { mapOf, proxyOf, stripOf } from './clip-previews'
import { checkPair, preparePair, previewRequest } from './compose'
import { hostsOf } from './delivery/hosts'
import { examine } from './doctor'
import { openFile, openLink } from './inputs'
import { draftJob } from './jobs/begin'
import type { Runner } from './jobs/runner'
import type { World } from './jobs/world'
import type { Library } from './library'
import type { EngineOptions } from './options'
import { keyName } from './secrets'

interface Parts {
  options: EngineOptions
  world: World
  runner: Runner
  library: Library
  inbox: string
}

export type EngineRouter = ReturnType<typeof createRouter>

export function createRouter({ options, world, runner, library, inbox }: Parts) {
  const { store, bus, project, tools, previews, secrets, settings } = world
  // What a provider or a link said stands in failures, and may repeat what must not be shown.
  const os = implement(contract).use(async ({ next }) => {
    const answer = await next()
    const failure = failureIn(answer.output)
    return failure ? { ...answer, output: { ok: false, failure: secrets.redactFailure(failure) } } : answer
  })
  // Few sessions run a batch, so its code is loaded only then.
  let batches: Promise<Batches> | null = null
  const loadBatches = () => {
    batches ??= import('./batch/batches').then(({ createBatches }) => createBatches(world, runner, library))
    return batches
  }
  const inputContext = (signal?: AbortSignal) => ({
    library,
    tools,
    transport: world.transport,
    inbox,
    paceScale: settings.paceScale,
    signal,
  })

  return os.router({
    system: {
      info: os.system.info.handler(
        (): SystemInfo => ({
          version: options.version,
          mediaBase: options.mediaBase,
          project: { dir: project.dir, name: project.name },
          ffmpeg: tools.ffmpeg,
          ffprobe: tools.ffprobe,
          providers: providerList.map((provider) => ({
            id: provider.id,
            name: provider.name,
            hasKey: secrets.key(provider.id) !== null,
            keyName: keyName(provider.id),
            keyPage: provider.keyPage,
            perSecond: provider.price.perSecond,
            priceRule: provider.price.rule,
            notes: [...provider.notes],
          })),
          hosts: hostsOf(world),
          host: settings.host,
          rehearsalOnly: providerList.every((provider) => secrets.key(provider.id) === null),
          canReveal: options.reveal !== undefined,
        }),
      ),
      doctor: os.system.doctor.handler(() =>
        examine({ tools, project, secrets, electron: options.electron ?? null, version: options.version }),
      ),
    },
    media: {
      open: os.media.open.handler(async ({ input, signal }) => {
        if ('link' in input) return openLink(input.link, inputContext(signal), input.as)
        const path = library.redeem(input.ticket)
        return path.ok ? openFile(path.value, inputContext(signal), input.as) : path
      }),
      strip: os.media.strip.handler(({ input, signal }) => stripOf(input.id, { library, previews, signal })),
      map: os.media.map.handler(({ input, signal }) => mapOf(input.id, { library, previews, signal })),
      proxy: os.media.proxy.handler(({ input, signal }) => proxyOf(input.id, { library, previews, signal })),
    },
    compose: {
      check: os.compose.check.handler(({ input }) => checkPair(input, input.providers, library, previews, tools)),
      prepare: os.compose.prepare.handler(async function* ({ input, signal }) {
        // Only the shell may name a folder to write to; a window never names a path.
        if (input.outDir !== undefined && options.face !== 'cli')
          return yield { event: 'done', result: fail('usage', 'A window cannot name a folder.', 'Use the folder of the project.') }
        // Artifacts are content-addressed and put in place whole, so preparing needs no lock.
        const there = await project.ensure()
        if (!there.ok) return yield { event: 'done', result: there }
        yield* preparePair(input, input.providers, input.outDir, { library, tools, previews, preparedDir: project.preparedDir, signal })
      }),
      request: os.compose.request.handler(({ input }) => {
        const preview = previewRequest(input, input.provider, library, settings)
        // A link of the person's own may be presigned.
        return preview.ok ? ok({ ...preview.value, curl: secrets.redact(preview.value.curl) }) : preview
      }),
    },
    jobs: {
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
        const queue: JobEvent[] = []
        const events = bus.subscribe((event) => ids === undefined || ids.includes(event.job), signal, queue)
        const known = await Promise.all((ids ?? []).map((id) => store.read(id)))
        const current = known.flatMap((job): JobEvent[] =>
          job.ok
            ? [{ event: 'state', job: job.value.id, state: job.value.state, at: job.value.updatedAt, view: world.view(job.value) }]
            : [],
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
      resume: os.jobs.resume.handler(async () => {
        const locked = await project.lock()
        if (!locked.ok) return locked
        const jobs = await runner.resume()
        return jobs.ok ? ok(jobs.value.map((job) => world.view(job))) : jobs
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
    },
    batch: {
      open: os.batch.open.handler(async ({ input, signal }) => {
        // A table names paths of this computer, and only the shell may.
        if (options.face !== 'cli') return fail('usage', 'A window cannot open a batch.', 'Use “choreo batch”.')
        const path = library.redeem(input.ticket)
        return path.ok ? (await loadBatches()).open(path.value, input, inputContext(signal)) : path
      }),
      run: os.batch.run.handler(async function* ({ input, signal }) {
        yield* (await loadBatches()).run(input.id, input.parallel, signal)
      }),
    },
    keys: {
      list: os.keys.list.handler(() => secrets.list()),
      set: os.keys.set.handler(({ input }) => secrets.set(input.id, input.key)),
      remove: os.keys.remove.handler(({ input }) => secrets.remove(input.id)),
    },
    balance: os.balance.handler(({ input, signal }) =>
      askBalance(input.provider, { transport: world.transport, secrets, settings }, signal),
    ),
  })
}

/** The failure an answer of the contract is, or null. */
function failureIn(output: unknown): Failure | null {
  if (typeof output !== 'object' || output === null || !('ok' in output) || output.ok !== false || !('failure' in output)) return null
  return Failure.safeParse(output.failure).data ?? null
}
