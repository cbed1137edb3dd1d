/**
 * Five providers that misbehave by script, and the real engine in front of them: paid path, HTTP, keys and all.
 * Every provider has a wire of its own to the server, which can be cut and mended as a network can.
 */
import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createRouterClient, type RouterClient } from '@orpc/server'
import { expect } from 'vitest'
import type { JobView, RunInput } from '../../src/contract/shapes'
import { faultOf } from '../../src/domain/failure'
import { isAtRest, type JobRecord, JobRecord as JobRecordShape, type JobState, mayMove } from '../../src/domain/job'
import { noEdits } from '../../src/domain/media'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest, ProviderId } from '../../src/domain/request'
import { type Engine, type EngineRouter, openEngine } from '../../src/main/engine/engine'
import { findTools, type Tools } from '../../src/main/engine/media/tools'
import type { Fault } from '../../src/main/engine/rehearsal/fault'
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../../src/main/engine/rehearsal/server'
import type { RequestNote } from '../../src/main/engine/rehearsal/stage'
import { packagedFfprobe } from '../support/packaged-ffprobe'
import { folderOfFile } from '../support/scratch'

const run = promisify(execFile)
export const ids = ProviderId.options

/** A fault without its provider: the same is done to all five. */
export type Script = Fault extends infer One ? (One extends Fault ? Omit<One, 'provider'> : never) : never

export interface Media {
  directory: string
  image: string
  clip: string
  tools: Tools
  /** What the providers of a house work with. */
  serverTools: Tools
}

/** The smallest pair that all five take as it is, so that no time goes into preparing it. */
export async function makeMedia(): Promise<Media> {
  const directory = await folderOfFile('choreo-faults-')
  const image = join(directory, 'character.jpg')
  const clip = join(directory, 'dance.mp4')
  const tools = await findTools({ ...process.env, ...packagedFfprobe })
  if (!tools.ffmpeg) throw new Error('the tests need ffmpeg')
  const picture = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=340x340:r=10']
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', '+faststart']
  await run(tools.ffmpeg.path, [...picture, '-frames:v', '1', image])
  await run(tools.ffmpeg.path, [...picture, '-f', 'lavfi', '-i', 'sine=f=440', ...coding, '-t', '3.2', clip])
  return { directory, image, clip, tools, serverTools: await withoutRendering(tools, directory, clip) }
}

/** Every result is the same clip: hundreds of jobs are not about how it is made. Where there is no shell it is rendered after all. */
async function withoutRendering(tools: Tools, directory: string, clip: string): Promise<Tools> {
  if (process.platform === 'win32' || !tools.ffmpeg) return tools
  const path = join(directory, 'copy-instead-of-rendering')
  await writeFile(path, `#!/bin/sh\nfor target; do :; done\nexec cp '${clip}' "$target"\n`, { mode: 0o755 })
  return { ...tools, ffmpeg: { ...tools.ffmpeg, path } }
}

/** A wire to a server on this computer whose address stays the same, whatever happens behind it. */
export interface Wire {
  origin: string
  /** Breaks every connection and takes no new one. */
  cut(): Promise<void>
  /** Takes connections again, to the same or another port. */
  mend(port?: number): Promise<void>
  /** Keeps back what is still to come on the connections of this moment; new ones are free. Answers how to let it go. */
  hold(): () => void
}

async function layWire(target: number): Promise<Wire> {
  let port = target
  const sockets = new Set<Socket>()
  const pairs = new Set<{ near: Socket; far: Socket }>()
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      // What is broken on one side is broken on the other: a reset must not arrive as a polite end.
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    near.pipe(far)
    far.pipe(near)
    const pair = { near, far }
    pairs.add(pair)
    near.on('close', () => pairs.delete(pair))
  })
  const listen = (on: number) => new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve))
  await listen(0)
  const own = (server.address() as AddressInfo).port
  return {
    origin: `http://127.0.0.1:${own}`,
    async cut() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    async mend(next = port) {
      port = next
      if (!server.listening) await listen(own)
    },
    hold() {
      const held = [...pairs]
      for (const { near, far } of held) {
        far.unpipe(near)
        far.pause()
      }
      return () => {
        for (const { near, far } of held) far.pipe(near)
      }
    },
  }
}

/** Somebody else's server: takes what is sent on to it and remembers what it was told. */
export interface Stranger {
  origin: string
  /** Headers of every request, by path. */
  heard: { path: string; headers: IncomingHttpHeaders }[]
  close(): Promise<void>
}

/** `/clip.mp4` is a clip, `/round` leads to itself, `/nowhere` to an address that is none. */
export async function startStranger(clip: string): Promise<Stranger> {
  const heard: Stranger['heard'] = []
  const server = createHttpServer((request, response) => {
    const path = request.url ?? ''
    heard.push({ path, headers: request.headers })
    if (path.startsWith('/clip.mp4')) {
      response.writeHead(200, { 'content-type': 'video/mp4' })
      createReadStream(clip).pipe(response)
    } else if (path.startsWith('/round')) response.writeHead(302, { location: path }).end()
    else if (path.startsWith('/nowhere')) response.writeHead(302, { location: 'http://' }).end()
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

export interface HouseOptions {
  script?: Script[]
  /** Overrides of the environment, e.g. another origin for one provider. */
  environment?: Record<string, string>
  /** Multiplies every wait of the engine. */
  pace?: number
  /** What stands in settings.json. */
  settings?: Record<string, unknown>
  /** How the providers open links that are not their own. */
  fetchLink?: RehearsalOptions['fetchLink']
}

export class House {
  private constructor(
    readonly directory: string,
    readonly media: Media,
    readonly options: HouseOptions,
    public server: Rehearsal,
    public engine: Engine,
    readonly wires: Record<ProviderId, Wire>,
    readonly filesWire: Wire,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async open(media: Media, options: HouseOptions = {}): Promise<House> {
    const directory = await mkdtemp(join(media.directory, 'house-'))
    const faults = ids.flatMap((provider) => (options.script ?? []).map((fault) => ({ ...fault, provider }) as Fault))
    const server = await serve(directory, media, faults, options.fetchLink)
    const wires = {} as Record<ProviderId, Wire>
    for (const id of ids) wires[id] = await layWire(portOf(server))
    const filesWire = await layWire(portOf(server))
    const environment = { ...environmentFor(join(directory, 'home'), wires, filesWire, options.pace ?? 0.004), ...options.environment }
    await mkdir(join(directory, 'home'))
    if (options.settings) await writeFile(join(directory, 'home', 'settings.json'), JSON.stringify(options.settings))
    return new House(directory, media, options, server, await openWith(directory, environment), wires, filesWire, environment)
  }

  get client(): RouterClient<EngineRouter> {
    return createRouterClient(this.engine.router)
  }

  private opened: Promise<{ image: string; video: string }> | null = null

  /** Opens a picture and a clip, and answers what names them in a run. */
  async openFiles(picture: string, clip: string): Promise<{ image: string; video: string }> {
    const image = await this.client.media.open({ ticket: this.engine.admit(picture) })
    const video = await this.client.media.open({ ticket: this.engine.admit(clip) })
    if (!image.ok || !video.ok) throw new Error('the media of the test cannot be opened')
    return { image: image.value.id, video: video.value.id }
  }

  /** Starts one paid job; the clip goes to EvoLink's store where a provider takes links only. */
  async start(provider: ProviderId, more: Partial<RunInput> = {}): Promise<JobView> {
    this.opened ??= this.openFiles(this.media.image, this.media.clip)
    const started = await this.client.jobs.start({
      ...(await this.opened),
      request: defaultRequest,
      edits: noEdits,
      provider,
      rehearse: false,
      host: 'evolink',
      ...more,
    })
    if (!started.ok) throw new Error(`${started.failure.code}: ${started.failure.message}`)
    return started.value
  }

  /** Waits until the job is in one of these states; at rest when none are named. */
  async until(id: string, wanted: (state: JobState) => boolean = isAtRest): Promise<JobView> {
    const abort = new AbortController()
    const events = await this.client.jobs.watch({ ids: [id] }, { signal: abort.signal })
    try {
      for await (const event of events) if (event.event === 'state' && wanted(event.state)) return event.view
    } finally {
      abort.abort()
    }
    throw new Error(`job ${id} was not followed to the end`)
  }

  async run(provider: ProviderId, more: Partial<RunInput> = {}): Promise<JobView> {
    return this.until((await this.start(provider, more)).id)
  }

  /** Goes on with every open job and waits until each is at rest again. */
  async resume(): Promise<JobView[]> {
    const abort = new AbortController()
    const events = await this.client.jobs.watch({}, { signal: abort.signal })
    const open = await this.client.jobs.resume()
    if (!open.ok) throw new Error(open.failure.message)
    const views = new Map<string, JobView>()
    const waiting = new Set(open.value.map(({ id }) => id))
    if (waiting.size > 0)
      for await (const event of events) {
        if (event.event !== 'state' || !isAtRest(event.state)) continue
        views.set(event.job, event.view)
        waiting.delete(event.job)
        if (waiting.size === 0) break
      }
    abort.abort()
    return [...views.values()]
  }

  /** The engine is closed and another one opens the same project, as after a restart of the program. */
  async reopenEngine(): Promise<void> {
    await this.engine.close()
    this.opened = null
    this.engine = await openWith(this.directory, this.environment)
  }

  /** The providers' computers restart: same memory, another port behind the same wires, no more faults. */
  async restartServer(): Promise<void> {
    for (const id of ids) {
      this.before.accepted[id] = this.accepted(id)
      this.before.requests[id] = this.createRequests(id)
    }
    await this.server.close()
    this.server = await serve(this.directory, this.media, [], this.options.fetchLink)
  }

  async cutWires(): Promise<void> {
    for (const wire of [...Object.values(this.wires), this.filesWire]) await wire.cut()
  }

  /** Leads every wire to the present server, whether it was cut or not. */
  async mendWires(): Promise<void> {
    for (const wire of [...Object.values(this.wires), this.filesWire]) await wire.mend(portOf(this.server))
  }

  async jobs(): Promise<JobView[]> {
    const list = await this.client.jobs.list()
    if (!list.ok) throw new Error(list.failure.message)
    return list.value.jobs
  }

  jobFolder(id: string): string {
    return join(this.directory, 'project', 'jobs', id)
  }

  /** What earlier servers of this house counted. */
  private readonly before = { accepted: {} as Partial<Record<ProviderId, number>>, requests: {} as Partial<Record<ProviderId, number>> }

  /** Create requests that reached the providers, accepted or not. */
  createRequests(provider: ProviderId): number {
    return (this.before.requests[provider] ?? 0) + this.asked(provider, 'create').length
  }

  accepted(provider: ProviderId): number {
    return (this.before.accepted[provider] ?? 0) + (this.server.creates.get(provider) ?? 0)
  }

  /** Requests of one kind that the present server saw. */
  asked(provider: ProviderId, point: RequestNote['point']): RequestNote[] {
    return this.server.requests.filter((request) => request.provider === provider && request.point === point)
  }

  /** The ids under which the server holds jobs of this provider. */
  remoteIds(provider: ProviderId): Promise<string[]> {
    return remoteIdsIn(join(this.directory, 'server'), provider)
  }

  async record(id: string): Promise<JobRecord> {
    return JobRecordShape.parse(JSON.parse(await readFile(join(this.jobFolder(id), 'job.json'), 'utf8')))
  }

  async history(id: string): Promise<{ at: string; event: string; state?: JobState; [detail: string]: unknown }[]> {
    const text = await readFile(join(this.jobFolder(id), 'events.ndjson'), 'utf8')
    expect(text.endsWith('\n')).toBe(true)
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { at: string; event: string; state?: JobState })
  }

  /** What must hold of every job whatever happened to it. */
  async expectSound(view: JobView, accepted = 1): Promise<void> {
    const { id, provider } = view
    const record = await this.record(id)
    const history = await this.history(id)
    // As it was told, so it is written.
    const told = JSON.parse(JSON.stringify({ id, state: view.state, remoteId: view.remoteId, failure: view.failure })) as object
    expect(record).toMatchObject(told)

    expect(this.accepted(provider), 'accepted creates').toBeLessThanOrEqual(accepted)
    expect(this.server.violations).toEqual([])
    const submissions = history.filter(({ state }) => state === 'submitting')
    expect(record.attempts.length, 'attempts on record').toBe(submissions.length)
    expect(new Set(record.attempts.map((attempt) => attempt.id)).size).toBe(record.attempts.length)
    expect(this.createRequests(provider), 'create requests').toBeLessThanOrEqual(record.attempts.length)

    let state: JobState = 'draft'
    for (const entry of history) {
      if (entry.state === undefined || entry.event !== 'state') continue
      expect(mayMove(state, entry.state), `${state} → ${entry.state}`).toBe(true)
      state = entry.state
    }
    expect(state).toBe(record.state)

    const { failure } = record
    if (record.state === 'saved') {
      expect(failure).toBeNull()
      expect(record.result).toBe('result.mp4')
      const provenance = JSON.parse(await readFile(join(this.jobFolder(id), 'result.json'), 'utf8')) as { result: { seconds: number } }
      expect(provenance.result.seconds).toBeGreaterThan(3)
      expect((await readdir(this.jobFolder(id))).sort()).toEqual(['events.ndjson', 'job.json', 'request.json', 'result.json', 'result.mp4'])
    } else {
      expect(failure, `${record.state} without a reason`).not.toBeNull()
      expect(failure!.message).toMatch(/^\S.{12,}[.”]$/s)
      expect(failure!.fix).toMatch(/^[A-Z].{12,}[.]$/s)
      if (faultOf(failure!.code) === 'provider') expect(failure!.message).toContain(providers[provider].name)
    }
    await this.expectNoKeyIn(this.directory)
  }

  private async expectNoKeyIn(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !/\.(json|ndjson)$/.test(entry.name)) continue
      const text = await readFile(join(entry.parentPath, entry.name), 'utf8')
      for (const id of ids) expect(text.includes(keyOf(id)), `${entry.name} holds a key`).toBe(false)
    }
  }

  async close(): Promise<void> {
    await this.engine.close()
    for (const wire of [...Object.values(this.wires), this.filesWire]) await wire.cut()
    await this.server.close()
    await rm(this.directory, { recursive: true, force: true })
  }
}

/** @param directory of a rehearsal */
export async function remoteIdsIn(directory: string, provider: ProviderId): Promise<string[]> {
  const folder = join(directory, 'tasks')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const tasks = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as { provider: string; remoteId: string }),
  )
  return tasks.filter((task) => task.provider === provider).map((task) => task.remoteId)
}

export function keyOf(id: ProviderId): string {
  return `secret-key-of-${id}-0123456789`
}

/** Keys, origins and short waits: what a person would have set who pays. */
export function environmentFor(
  home: string,
  wires: Record<ProviderId, { origin: string }>,
  filesWire: { origin: string },
  pace: number,
): Record<string, string> {
  const environment: Record<string, string> = { ...packagedFfprobe, CHOREO_HOME: home, CHOREO_PACE_SCALE: String(pace) }
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'CHOREO_FFMPEG', 'CHOREO_FFPROBE'])
    if (process.env[name] !== undefined) environment[name] = process.env[name]
  for (const id of ids) {
    environment[`CHOREO_${id.toUpperCase()}_API_KEY`] = keyOf(id)
    environment[`CHOREO_${id.toUpperCase()}_BASE_URL`] = `${wires[id].origin}/${id}`
  }
  environment.CHOREO_EVOLINK_FILES_URL = `${filesWire.origin}/evolink-files`
  return environment
}

/** @param directory of the house; the server keeps its memory in `server` below it */
export async function serve(
  directory: string,
  media: Media,
  faults: Fault[] = [],
  fetchLink?: RehearsalOptions['fetchLink'],
): Promise<Rehearsal> {
  const started = await startRehearsal({
    directory: join(directory, 'server'),
    tools: media.serverTools,
    faults,
    fetchLink,
    paceScale: 0.02,
  })
  if (!started.ok) throw new Error(`${started.failure.message} ${started.failure.detail ?? ''}`)
  return started.value
}

function portOf(server: Rehearsal): number {
  return Number(new URL(server.filesOrigin).port)
}

async function openWith(directory: string, environment: NodeJS.ProcessEnv): Promise<Engine> {
  const engine = await openEngine({
    projectDir: join(directory, 'project'),
    environment,
    version: '0.0.0-test',
    face: 'cli',
    mediaBase: '',
  })
  if (!engine.ok) throw new Error(engine.failure.message)
  return engine.value
}
