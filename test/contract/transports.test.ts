import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Engine, openEngine } from '../../src/main/engine/engine'
import { packagedFfprobe } from '../support/packaged-ffprobe'
import { eventually } from '../support/raw-http'
import { type Seen, smallRouter } from '../support/served-app'
import { type Reached, reach, transportNames } from '../support/transports'

type EngineClient = Reached<Engine['router']>['client']

let home: string
let engine: Engine

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'choreo-transports-'))
  const opened = await openEngine({
    projectDir: join(home, 'project'),
    environment: { ...packagedFfprobe, PATH: process.env.PATH, CHOREO_HOME: join(home, 'home') },
    version: '1.2.3',
    face: 'serve',
    mediaBase: 'http://127.0.0.1:1/',
  })
  if (!opened.ok) throw new Error(opened.failure.message)
  engine = opened.value
})

afterAll(async () => {
  await engine.close()
  await rm(home, { recursive: true, force: true })
})

/** What a face can tell about an outcome: the value, or the error with all that crosses a wire of it. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return { value: JSON.parse(JSON.stringify(await call)) }
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error
    return JSON.parse(JSON.stringify({ code: error.code, status: error.status, message: error.message, data: error.data }))
  }
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = []
  for await (const event of stream) events.push(event)
  return events
}

const composition = {
  image: 'unknown',
  video: 'unknown',
  request: { tier: 'standard', orientation: 'video', keepAudio: true },
  edits: {},
}

/** One question each for a plain answer, a failure as a value, a refused input, and a stream that ends. */
const questions: Record<string, (client: EngineClient) => Promise<unknown>> = {
  'system.info': (client) => client.system.info(),
  'jobs.list': (client) => client.jobs.list(),
  'jobs.get of an unknown job': (client) => client.jobs.get({ id: 'nothing' }),
  'media.open of an unknown ticket': (client) => client.media.open({ ticket: '0'.repeat(32) }),
  'media.open of what is no ticket': (client) => client.media.open({ ticket: '../../etc/passwd' }),
  'jobs.get without an id': (client) => client.jobs.get(JSON.parse('{}')),
  'compose.prepare of unknown inputs': async (client) =>
    all(await client.compose.prepare({ ...JSON.parse(JSON.stringify(composition)), providers: ['evolink'] })),
}

const expected: Record<string, object> = {
  'system.info': { value: { version: '1.2.3', mediaBase: 'http://127.0.0.1:1/', rehearsalOnly: true } },
  'jobs.list': { value: { ok: true, value: { jobs: [], unreadable: [] } } },
  'jobs.get of an unknown job': { value: { ok: false, failure: { code: 'job.unknown' } } },
  'media.open of an unknown ticket': { value: { ok: false, failure: { code: 'input.unknown-id' } } },
  'media.open of what is no ticket': { code: 'BAD_REQUEST', status: 400 },
  'jobs.get without an id': { code: 'BAD_REQUEST', status: 400, data: { issues: [{ path: ['id'] }] } },
  'compose.prepare of unknown inputs': { value: [{ event: 'done', result: { ok: false, failure: { code: 'input.unknown-id' } } }] },
}

describe('the engine answers the same over every transport:', () => {
  test.each(Object.keys(questions))('%s', async (name) => {
    const outcomes = new Map<string, unknown>()
    for (const transport of transportNames) {
      const { client, close } = await reach(transport, engine.router)
      outcomes.set(transport, await outcome(questions[name]!(client)))
      await close()
    }
    expect(outcomes.get('direct')).toMatchObject(expected[name]!)
    expect(outcomes.get('port')).toEqual(outcomes.get('direct'))
    expect(outcomes.get('http')).toEqual(outcomes.get('direct'))
  })
})

describe.each(transportNames)('over %s', (transport) => {
  test('watching jobs goes on until the watcher leaves', async () => {
    const { client, close } = await reach(transport, engine.router)
    const leaving = new AbortController()
    const stream = await client.jobs.watch({}, { signal: leaving.signal })
    let ended = false
    // A direct call ends the stream, a wire ends it with an error; what counts is that nobody waits on.
    const waiting = stream.next().then(
      (step) => {
        ended = true
        return step.done
      },
      () => {
        ended = true
        return true
      },
    )
    await client.jobs.list()
    expect(ended).toBe(false)
    leaving.abort()
    expect(await waiting).toBe(true)
    expect(await client.jobs.list()).toMatchObject({ ok: true })
    await close()
  })

  test('a stream stops in the engine when its reader leaves', async () => {
    const seen: Seen = { running: 0, aborted: 0, admitted: [], log: [] }
    const { client, close } = await reach(transport, smallRouter(seen))
    const leaving = new AbortController()
    const stream = await client.wait(undefined, { signal: leaving.signal })
    expect((await stream.next()).value).toBe('waiting')
    expect(seen.running).toBe(1)
    const waiting = stream.next().catch(() => null)
    leaving.abort()
    await waiting
    await eventually('the generator ended', () => seen.running === 0)
    expect(seen.aborted).toBe(1)
    await close()
  })

  test('a stream brings its values in order and its return value at the end', async () => {
    const { client, close } = await reach(transport, smallRouter({ running: 0, aborted: 0, admitted: [], log: [] }))
    const stream = await client.count({ to: 3 })
    const steps = [await stream.next(), await stream.next(), await stream.next(), await stream.next()]
    expect(steps.map((step) => [step.done, step.value])).toEqual([
      [false, 1],
      [false, 2],
      [false, 3],
      [true, 'counted'],
    ])
    await close()
  })
})
