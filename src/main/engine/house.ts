/**
 * The projects that one process has open: the one that its window shows, and those it has left whose jobs still go on.
 * To a host it is an engine like any other, whose parts are always those of the project that is shown.
 */
import { resolve } from 'node:path'
import { ok, type Result } from '../../domain/failure'
import { type Engine, openEngine, type ProjectEngine } from './engine'
import { openHousehold } from './household'
import type { EngineOptions } from './options'
import { noteProject } from './projects/recent-projects'
import { readSettings } from './settings'

/** The page of the project that was left may still ask something until it has loaded itself again. */
const LEAVING_MS = 2000
const LOOK_EVERY_MS = 1000

export async function openHouse(options: EngineOptions): Promise<Result<Engine>> {
  const settings = await readSettings(options.environment)
  if (!settings.ok) return settings
  const { home } = settings.value
  const household = openHousehold(options, settings.value)
  const left = new Map<ProjectEngine, number>()
  let timer: NodeJS.Timeout | null = null
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work)
    turn = next.catch(() => {})
    return next
  }

  const open = (projectDir: string | undefined) =>
    openEngine({ ...options, projectDir, switchProject }, { settings: settings.value, household })

  const first = await open(options.projectDir)
  if (!first.ok) {
    await (await household).close()
    return first
  }
  let shown = first.value
  const noted = noteProject(home, shown.project)

  async function switchProject(wanted: string): Promise<Result<null>> {
    return inTurn(async () => {
      const dir = resolve(wanted)
      if (dir === shown.project.dir) return ok(null)
      const known = [...left.keys()].find((engine) => engine.project.dir === dir)
      const next = known ? ok(known) : await open(dir)
      if (!next.ok) return next
      left.delete(next.value)
      left.set(shown, performance.now())
      shown = next.value
      for (const engine of [shown, ...left.keys()]) engine.tell(shown.project)
      timer ??= setInterval(() => void inTurn(closeIdle), LOOK_EVERY_MS).unref()
      await noteProject(home, shown.project)
      return ok(null)
    })
  }

  /** A project whose jobs are all done is given back to whoever else wants to write there. */
  async function closeIdle(): Promise<void> {
    for (const [engine, since] of left) {
      if (engine.busy() || performance.now() - since < LEAVING_MS) continue
      left.delete(engine)
      await engine.close()
    }
    if (left.size > 0 || !timer) return
    clearInterval(timer)
    timer = null
  }

  return ok({
    get router() {
      return shown.router
    },
    admit: (path) => shown.admit(path),
    door: { resolve: (id) => shown.door.resolve(id) },
    inbox: shown.inbox,
    wake: () => shown.wake(),
    async close() {
      if (timer) clearInterval(timer)
      await turn
      await Promise.all([shown, ...left.keys()].map((engine) => engine.close()))
      await (await household).close()
      await noted
    },
  })
}
