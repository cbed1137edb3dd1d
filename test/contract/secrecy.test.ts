/**
 * Keys that really travel, through whole runs with every provider, and then a search for them in every byte that was written
 * or shown: the project, the home, temporary files, standard output and error, and the arguments of every child process.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../scripts/build.mjs'
import { ProviderId } from '../../src/domain/request'
import { findTools } from '../../src/main/engine/media/tools'
import type { Fault } from '../../src/main/engine/rehearsal/fault'
import { type Rehearsal, startRehearsal } from '../../src/main/engine/rehearsal/server'
import { cleanEnvironment, startCli, temporaryFolder } from '../support/cli'
import { fixture } from '../support/media-fixtures'
import { packagedFfprobe } from '../support/packaged-ffprobe'

/** Looks like a key, differs in its base64 and in a query, and is nowhere by chance. */
function keyLike(name: string, prefix: string): string {
  return `${prefix}-${createHash('sha256').update(`${name} of the test`).digest('base64').slice(0, 36)}+/Zq=`
}

const goodKeys = Object.fromEntries(ProviderId.options.map((id) => [id, keyLike(id, 'sk')])) as Record<ProviderId, string>
const badKeys = Object.fromEntries(ProviderId.options.map((id) => [id, keyLike(`bad ${id}`, 'bad')])) as Record<ProviderId, string>
const bucketKeys = { CHOREO_S3_ACCESS_KEY_ID: 'AKIAQ7TESTBUCKET4711', CHOREO_S3_SECRET_ACCESS_KEY: keyLike('bucket', 'wJal') }
const allKeys = [...Object.values(goodKeys), ...Object.values(badKeys), ...Object.values(bucketKeys)]

const variables = (keys: Record<ProviderId, string>) =>
  Object.fromEntries(ProviderId.options.map((id) => [`CHOREO_${id.toUpperCase()}_API_KEY`, keys[id]]))

/** A provider that is careless with what it was sent: its answers hold the key in every form. */
function echo(key: string): string {
  const said = `bad key ${key} (${encodeURIComponent(key)}, ${Buffer.from(key).toString('base64')}), header “Authorization: Bearer ${key}”, ${Buffer.from(`user:${key}`).toString('base64')}`
  return JSON.stringify({
    code: 400,
    error: { message: said },
    message: said,
    info: said,
    picture: Buffer.alloc(900, 7).toString('base64'),
  })
}

/** Each provider stumbles once at a poll, as any gateway may, and repeats the key when it does; one refuses a create the same way, and one its balance. */
const faults: Fault[] = [
  ...ProviderId.options.map(
    (provider): Fault => ({ provider, at: 'poll', effect: { kind: 'status', status: 502, body: echo(goodKeys[provider]) } }),
  ),
  { provider: 'wavespeed', at: 'balance', effect: { kind: 'status', status: 400, body: echo(goodKeys.wavespeed) } },
  // After its good run and the one with a bad key.
  { provider: 'aimlapi', at: 'create', from: 3, effect: { kind: 'status', status: 400, body: echo(goodKeys.aimlapi) } },
]

interface Place {
  rehearsal: Rehearsal
  project: string
  home: string
  temporary: string
  environment: NodeJS.ProcessEnv
}

let place: Place
let image: string
let video: string
/** Everything that was shown, by the command that showed it. */
const shown: { command: string; text: string }[] = []
/** Arguments of every process that the commands started. */
const childArguments = new Set<string>()

async function openPlace(): Promise<Place> {
  const started = await startRehearsal({
    directory: await temporaryFolder('rehearsal'),
    tools: await findTools({ ...process.env, ...packagedFfprobe }),
    faults,
    paceScale: 0,
  })
  if (!started.ok) throw new Error(started.failure.message)
  const rehearsal = started.value
  const temporary = await temporaryFolder('tmp')
  const environment = await cleanEnvironment({
    ...variables(goodKeys),
    ...bucketKeys,
    ...Object.fromEntries(ProviderId.options.map((id) => [`CHOREO_${id.toUpperCase()}_BASE_URL`, rehearsal.origin(id)])),
    CHOREO_EVOLINK_FILES_URL: rehearsal.filesOrigin,
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
    TMPDIR: temporary,
  })
  return { rehearsal, project: await temporaryFolder('project'), home: environment.CHOREO_HOME!, temporary, environment }
}

/** Runs a command to its end, keeps what it shows, and looks at the arguments of its children while it runs. */
async function command(args: string[], more: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; result: Record<string, unknown> }> {
  const child = startCli(args, { ...place.environment, ...more })
  const out = { stdout: [] as string[], stderr: [] as string[] }
  child.stdout?.setEncoding('latin1').on('data', (text: string) => out.stdout.push(text))
  child.stderr?.setEncoding('latin1').on('data', (text: string) => out.stderr.push(text))
  const watching = setInterval(() => lookAtChildren(child.pid ?? 0), 15)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearInterval(watching)
  const [stdout, stderr] = [out.stdout.join(''), out.stderr.join('')]
  shown.push({ command: `stdout of ${args[0]}`, text: stdout }, { command: `stderr of ${args[0]}`, text: stderr })
  const last = stdout.trim().split('\n').at(-1) ?? ''
  return { code, result: last.startsWith('{') ? (JSON.parse(last) as Record<string, unknown>) : {} }
}

/** Linux only: elsewhere there is no cheap way to see them. */
function lookAtChildren(pid: number): void {
  const children = `/proc/${pid}/task/${pid}/children`
  try {
    for (const id of readFileSync(children, 'utf8').split(' ').filter(Boolean)) {
      childArguments.add(readFileSync(`/proc/${id}/cmdline`, 'latin1'))
      lookAtChildren(Number(id))
    }
  } catch {
    // It ended in this moment, or this is not Linux.
  }
}

/** Every file below a folder, as one character a byte. */
function filesIn(folder: string): { name: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(folder, path), text: readFileSync(path, 'latin1') }))
}

interface Form {
  what: string
  text: string
}

/** How a key may look where somebody repeats it; written down here apart from the code that takes it out. */
function formsOf(key: string): Form[] {
  const inBase64 = ['', 'u', 'us', 'user:'].map((before) => ({
    what: `a key as base64 after “${before}”`,
    text: Buffer.from(`${before}${key} and more`).toString('base64'),
  }))
  return [
    { what: 'a key', text: key },
    { what: 'a key in a query', text: encodeURIComponent(key) },
    { what: 'most of a key', text: key.slice(4, -6) },
    ...inBase64,
    { what: 'a key as base64 for links', text: Buffer.from(key).toString('base64url') },
    { what: 'a key as base64 in a query', text: encodeURIComponent(Buffer.from(key).toString('base64')) },
  ]
}

/** Base64 is taken as what it says, wherever in it the key begins. */
function decoded(text: string): string {
  const runs =
    text
      .replaceAll('%2B', '+')
      .replaceAll('%2F', '/')
      .match(/[A-Za-z0-9+/_-]{20,}/g) ?? []
  return runs.flatMap((run) => [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1'))).join('\n')
}

const media = new Set(['.mp4', '.mov', '.jpg', '.jpeg', '.png', '.webp'])

/** What must not stand in `text`, in sentences. */
function leaks(name: string, text: string): string[] {
  const inside = decoded(text)
  const found = allKeys.flatMap((key) => [
    ...[key, encodeURIComponent(key), key.slice(4, -6)].filter((form) => text.includes(form)).map(() => `${name} holds a key`),
    ...(inside.includes(key) ? [`${name} holds a key as base64`] : []),
  ])
  const bearer = /Bearer (?!<key>|\$CHOREO_[A-Z0-9]+_API_KEY\b)[^\s]{1,12}/.exec(text)
  if (bearer) found.push(`${name} holds a bearer header: ${bearer[0]}`)
  if (!media.has(extname(name))) {
    const base64 = /[A-Za-z0-9+/]{200,}/.exec(text)
    if (base64) found.push(`${name} holds media as base64: ${base64[0].slice(0, 20)}…`)
    const signed = /[?&](?:sig|signature|x-amz-signature|token)=(?!<hidden>)[^&"\s]{6}/i.exec(text)
    if (signed) found.push(`${name} holds a signed link: ${signed[0]}`)
  }
  return found
}

beforeAll(async () => {
  expect(build()).toBe(true)
  image = await fixture('photo.jpg')
  video = await fixture('light-small.mp4')
  place = await openPlace()
})
afterAll(() => place?.rehearsal.close())

const run = (provider: ProviderId, more: string[] = []) => {
  const via = provider === 'shortapi' || provider === 'highwayapi' ? ['--via', 'evolink'] : []
  return ['run', image, video, '--provider', provider, '--orientation', 'image', '--project', place.project, ...via, ...more]
}

describe('keys that travel', () => {
  it.each(ProviderId.options)('bring a result from %s', async (provider) => {
    const { code, result } = await command(run(provider, ['--json']))
    expect(result).toMatchObject({ ok: true, job: { provider, state: 'saved' } })
    expect(code).toBe(0)
    expect(place.rehearsal.creates.get(provider)).toBe(1)
    const sent = place.rehearsal.requests.filter((request) => request.provider === provider && request.point === 'create')
    expect(sent[0]?.headerNames).toContain('authorization')
  })

  it.each(ProviderId.options)('are refused by %s when they are bad: it is the key itself that arrives', async (provider) => {
    // The host keeps its good key, so that the refusal comes from the provider itself.
    const { code, result } = await command(run(provider, ['--json', '--again']), {
      [`CHOREO_${provider.toUpperCase()}_API_KEY`]: badKeys[provider],
    })
    expect(code).toBe(1)
    expect(result).toMatchObject({ ok: false, failure: { code: 'provider.bad-key' } })
  })

  it('are repeated by a careless provider, as far as it can', async () => {
    const { code, result } = await command(run('aimlapi', ['--json', '--again', '--prompt', 'once more']))
    expect(code).toBe(1)
    const { failure } = result as { failure: { code: string; message: string } }
    expect(failure.code).toBe('provider.rejected')
    expect(failure.message).toContain('<key>')
  })

  it('are in the environment of every other command, too', { timeout: 240_000 }, async () => {
    await command(run('evolink', ['--again', '--prompt', 'in words']))
    await command(['jobs', '--project', place.project, '--json'])
    const { result } = await command(['jobs', '--project', place.project])
    expect(result).toEqual({})
    for (const id of readdirSync(join(place.project, 'jobs')))
      if (!id.startsWith('.')) await command(['jobs', id, '--project', place.project, '--json'])
    for (const provider of ProviderId.options)
      await command(['curl', image, video, '--provider', provider, '--orientation', 'image', '--json'])
    await command(['curl', image, video, '--provider', 'wavespeed', '--orientation', 'image'])
    await command(['doctor', '--json', '--project', place.project])
    const listed = await command(['keys', 'list', '--json'])
    const keys = listed.result.keys as { has: boolean; last4: string }[]
    expect(keys.map(({ has, last4 }) => has && last4)).toEqual([...Array(5).fill('/Zq='), '4711'])
    await command(['keys', 'list'])
    await command(['keys', 'set', 'evolink', '--json'])
    const careless = await command(['balance', 'wavespeed', '--json'])
    expect(careless).toMatchObject({
      code: 1,
      result: { failure: { code: 'provider.rejected', message: expect.stringContaining('<key>') } },
    })
    const balance = await command(['balance', '--json'])
    expect(balance).toMatchObject({ code: 0, result: { ok: true } })
    const refused = await command(['balance', '--json'], variables(badKeys))
    expect(refused).toMatchObject({ code: 1, result: { failure: { code: 'provider.bad-key' } } })
    await command(['resume', '--project', place.project, '--json'])
  })
})

describe('and stand nowhere', () => {
  it('in what was shown', () => {
    expect(shown.filter(({ text }) => text !== '').length).toBeGreaterThan(30)
    expect(shown.flatMap(({ command, text }) => leaks(command, text))).toEqual([])
  })

  it('in the project', () => {
    const files = filesIn(place.project)
    const names = files.map(({ name }) => name)
    for (const name of ['job.json', 'events.ndjson', 'request.json', 'result.json', 'result.mp4'])
      expect(names.filter((path) => path.endsWith(name)).length).toBeGreaterThanOrEqual(5)
    // The careless answers were written down, without what they repeated.
    expect(
      files.filter(({ name, text }) => name.endsWith('events.ndjson') && text.includes('bad key <key>')).length,
    ).toBeGreaterThanOrEqual(1)
    expect(files.flatMap(({ name, text }) => leaks(name, text))).toEqual([])
  })

  it('in the home and among temporary files', () => {
    expect(filesIn(place.home).length).toBeGreaterThan(0)
    expect([place.home, place.temporary].flatMap(filesIn).flatMap(({ name, text }) => leaks(name, text))).toEqual([])
  })

  it('in the arguments of a child process', () => {
    if (existsSync('/proc/self/cmdline')) expect([...childArguments].filter((line) => line.includes('ffmpeg')).length).toBeGreaterThan(0)
    expect([...childArguments].flatMap((line) => leaks('a child process', line))).toEqual([])
  })
})

describe('the search', () => {
  it.each(formsOf(goodKeys.evolink))('finds $what', ({ text }) => {
    expect(leaks('events.ndjson', `{"said":"${text}"}`)).not.toEqual([])
  })

  it('finds bearer headers, media and signed links', () => {
    expect(leaks('a', 'Authorization: Bearer other-key')).not.toEqual([])
    expect(leaks('a', Buffer.alloc(300, 9).toString('base64'))).not.toEqual([])
    expect(leaks('a', 'https://example.com/clip.mp4?expires=1&sig=0123456789')).not.toEqual([])
    expect(leaks('a', 'Authorization: Bearer <key> and Bearer $CHOREO_EVOLINK_API_KEY')).toEqual([])
  })
})
