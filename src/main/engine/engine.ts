/** Composition root: builds the engine's parts for one project and hands out the router and the media door. */
import { ok, type Result } from '../../domain/failure'
import { type Household, openHousehold } from './household'
import { LARGEST_LINKED_FILE } from './inputs'
import { createJobBus } from './jobs/bus'
import { createKnownRows, knownRowsFile } from './jobs/known-rows'
import { createRunner } from './jobs/runner'
import { createJobStore } from './jobs/store'
import { viewOf } from './jobs/view'
import type { World } from './jobs/world'
import { createRecents } from './kept/recents'
import { createLibrary } from './library'
import type { MediaDoor } from './media-door'
import { download } from './net/download'
import type { EngineOptions } from './options'
import { openProject } from './project'
import type { Rehearsal } from './rehearsal/server'
import { createRouter, type EngineRouter } from './router'
import { readSettings, type Settings } from './settings'

export type { KeyStore, LoadedKeys, OpenedKeyStore } from './keys/key-store'
export type { EngineOptions, EngineRouter }

export interface Engine {
  router: EngineRouter
  /** Lets a face speak of this file; the ticket is redeemed with `media.open`, that of a folder with `projects.open`. */
  admit(path: string): string
  door: MediaDoor
  /** Where a host streams uploads to. */
  inbox: string
  /** Polls go on at once: the machine woke up. */
  wake(): void
  close(): Promise<void>
}

/** An engine and what its house has to know of it. */
export interface ProjectEngine extends Engine {
  project: { dir: string; name: string }
  /** Whether a job of it is under way. */
  busy(): boolean
  /** Tells whoever watches its jobs which project is shown now. */
  tell(shown: { dir: string; name: string }): void
}

/** What is there before the first project is, where several are opened one after the other. */
export interface Shared {
  settings: Settings
  /** Closed by whoever opened it. */
  household: Promise<Household>
}

export async function openEngine(options: EngineOptions, shared?: Shared): Promise<Result<ProjectEngine>> {
  const settings = shared ? ok(shared.settings) : await readSettings(options.environment)
  if (!settings.ok) return settings
  const opened = await openProject(options.projectDir ?? settings.value.defaultProject)
  if (!opened.ok) return opened
  const project = opened.value

  const known = createKnownRows(knownRowsFile(settings.value.home, project.jobsDir))
  // A window lists the jobs first thing; reading goes on while ffmpeg is asked for its version.
  if (options.face !== 'cli') void known.load()
  const household = await (shared?.household ?? openHousehold(options, settings.value))
  const { tools, secrets, transport, scheduler, inbox } = household

  const library = createLibrary(household.shelf)
  const bus = createJobBus()
  let rehearsal: Promise<Result<Rehearsal>> | null = null
  const world: World = {
    ...household,
    store: createJobStore(project.jobsDir, secrets.redact, known),
    bus,
    project,
    version: options.version,
    rehearsal() {
      const { paceScale } = settings.value
      // Only a rehearsal needs the server, so its code is loaded only then.
      rehearsal ??= import('./rehearsal/server').then(({ startRehearsal }) =>
        startRehearsal({
          directory: project.rehearsalDir,
          tools,
          paceScale,
          // A provider fetches the person's own links itself, and so does its stand-in.
          fetchLink: async (url, target) => {
            const fetched = await download({ url, target, maxBytes: LARGEST_LINKED_FILE, transport, paceScale })
            return fetched.ok ? ok(undefined) : fetched
          },
        }),
      )
      return rehearsal
    },
    view: (job) => viewOf(job, project, library),
  }
  const runner = createRunner(world)
  const recents = createRecents(settings.value.home, inbox, library)
  const router = createRouter({ options, world, runner, library, inbox, recents })

  return ok({
    router,
    admit: (path) => library.admit(path),
    door: { resolve: (id) => library.resolve(id) },
    inbox,
    project,
    busy: () => runner.busy(),
    tell: ({ dir, name }) => bus.publish({ event: 'project', dir, name }),
    wake: () => scheduler.wake(),
    async close() {
      await runner.close()
      bus.close()
      const started = await rehearsal
      if (started?.ok) await started.value.close()
      if (!shared) await household.close()
      await recents.settle()
      await known.settle()
      await project.unlock()
    },
  })
}
