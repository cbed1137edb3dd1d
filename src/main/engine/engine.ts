/** Composition root: builds the engine's parts for one project and hands out the router and the media door. */
import { join } from 'node:path'
import { ok, type Result } from '../../domain/failure'
import { createUploadLedger } from './delivery/upload-ledger'
import { LARGEST_LINKED_FILE, sweepInbox } from './inputs'
import { createJobBus } from './jobs/bus'
import { createKnownRows, knownRowsFile } from './jobs/known-rows'
import { createRunner } from './jobs/runner'
import { createScheduler } from './jobs/scheduler'
import { createSpending } from './jobs/spending'
import { createJobStore } from './jobs/store'
import { viewOf } from './jobs/view'
import type { World } from './jobs/world'
import { openSystemStore } from './keys/system-store'
import { createLibrary } from './library'
import { createPreviews } from './media/previews'
import { findTools } from './media/tools'
import type { MediaDoor } from './media-door'
import { download } from './net/download'
import { createTransport } from './net/transport'
import type { EngineOptions } from './options'
import { openProject } from './project'
import type { Rehearsal } from './rehearsal/server'
import { createRouter, type EngineRouter } from './router'
import { openSecrets } from './secrets'
import { readSettings } from './settings'

export type { KeyStore, LoadedKeys, OpenedKeyStore } from './keys/key-store'
export type { EngineOptions, EngineRouter }

export interface Engine {
  router: EngineRouter
  /** Lets a face speak of this file; the ticket is redeemed with `media.open`. */
  admit(path: string): string
  door: MediaDoor
  /** Where a host streams uploads to. */
  inbox: string
  /** Polls go on at once: the machine woke up. */
  wake(): void
  close(): Promise<void>
}

export async function openEngine(options: EngineOptions): Promise<Result<Engine>> {
  const settings = await readSettings(options.environment)
  if (!settings.ok) return settings
  const project = await openProject(options.projectDir ?? settings.value.defaultProject)
  if (!project.ok) return project

  const { home } = settings.value
  const opening = openSecrets(
    options.environment,
    () => options.keyStore?.(home) ?? openSystemStore(options.environment.CHOREO_HOME ? home : null),
  )
  const known = createKnownRows(knownRowsFile(home, project.value.jobsDir))
  // A window lists the jobs first thing; reading goes on while ffmpeg is asked for its version.
  if (options.face !== 'cli') void known.load()
  const tools = await findTools(options.environment, {
    ffmpegPath: settings.value.ffmpegPath,
    ffprobePath: settings.value.ffprobePath,
    resourcesPath: options.resourcesPath,
  })
  const inbox = join(settings.value.home, 'inbox')
  // In the background: nothing waits for it, and a file that cannot be removed is tried again next time.
  void sweepInbox(inbox)
  const previews = createPreviews(join(settings.value.home, 'previews'), tools)
  void previews.sweep()

  const secrets = await opening
  const library = createLibrary()
  const transport = createTransport(options.version)
  const scheduler = createScheduler(settings.value.paceScale)
  const bus = createJobBus()
  const store = createJobStore(project.value.jobsDir, secrets.redact, known)

  let rehearsal: Promise<Result<Rehearsal>> | null = null
  const world: World = {
    store,
    bus,
    spending: createSpending(join(settings.value.home, 'spending.ndjson'), settings.value.dailyLimitUsd),
    uploads: createUploadLedger(join(settings.value.home, 'uploads.json'), (address) => secrets.redact(address) !== address),
    scheduler,
    transport,
    tools,
    previews,
    project: project.value,
    secrets,
    settings: settings.value,
    version: options.version,
    rehearsal() {
      // Only a rehearsal needs the server, so its code is loaded only then.
      rehearsal ??= import('./rehearsal/server').then(({ startRehearsal }) =>
        startRehearsal({
          directory: project.value.rehearsalDir,
          tools,
          paceScale: settings.value.paceScale,
          // A provider fetches the person's own links itself, and so does its stand-in.
          fetchLink: async (url, target) => {
            const fetched = await download({ url, target, maxBytes: LARGEST_LINKED_FILE, transport, paceScale: settings.value.paceScale })
            return fetched.ok ? ok(undefined) : fetched
          },
        }),
      )
      return rehearsal
    },
    view: (job) => viewOf(job, project.value, library),
  }
  const runner = createRunner(world)
  const router = createRouter({ options, world, runner, library, inbox })

  return ok({
    router,
    admit: (path) => library.admit(path),
    door: { resolve: (id) => library.resolve(id) },
    inbox,
    wake: () => scheduler.wake(),
    async close() {
      await runner.close()
      scheduler.close()
      const started = await rehearsal
      if (started?.ok) await started.value.close()
      await transport.close()
      await known.settle()
      await project.value.unlock()
    },
  })
}
