/** Keys and balances through the command line: where a key may come from, where it is kept, and that it is never repeated. */
import { spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../scripts/build.mjs'
import { readHidden } from '../../src/main/cli/hidden-input'
import { findTools } from '../../src/main/engine/media/tools'
import { type Rehearsal, startRehearsal } from '../../src/main/engine/rehearsal/server'
import { builtCli, choreo, cleanEnvironment, type Finished, temporaryFolder } from '../support/cli'
import { hasKeyring, lockKeyring, whileKeyringHangs, withKeyring } from '../support/keyring'
import { packagedFfprobe } from '../support/packaged-ffprobe'

const key = 'sk-Test/Key+9876543210=abcd'

let environment: NodeJS.ProcessEnv

beforeAll(async () => {
  expect(build()).toBe(true)
  // Whoever runs this may have a key store; here it is a computer without one.
  environment = await cleanEnvironment({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' })
})

/** The command with something on its standard input. */
async function piped(
  text: string,
  args: string[],
  env: NodeJS.ProcessEnv = environment,
): Promise<Pick<Finished, 'code' | 'stdout' | 'stderr' | 'result'>> {
  const child = spawn(process.execPath, [builtCli, ...args], { env })
  const out = { stdout: [] as string[], stderr: [] as string[] }
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.stdout.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => out.stderr.push(text))
  // The command may end before it has read everything.
  child.stdin.on('error', () => {})
  child.stdin.end(text)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr] = [out.stdout.join(''), out.stderr.join('')]
  return { code, stdout, stderr, result: stdout.startsWith('{') ? JSON.parse(stdout.trim().split('\n').at(-1)!) : {} }
}

describe('without a key store', () => {
  // Elsewhere than on Linux the system always has one.
  const here = process.platform === 'linux'

  if (here)
    it('keys set says that it cannot keep the key, and is not done', async () => {
      const { code, result, stdout, stderr } = await piped(`${key}\n`, ['keys', 'set', 'evolink', '--json'])
      expect(code).toBe(1)
      expect(result).toMatchObject({ failure: { code: 'setup.no-key-store', fix: expect.stringContaining('CHOREO_EVOLINK_API_KEY') } })
      expect(stdout + stderr).not.toContain(key)
    })

  it('keys list shows those of the environment by their ends', async () => {
    const { code, result, stdout } = await choreo(['keys', 'list', '--json'], { ...environment, CHOREO_WAVESPEED_API_KEY: ` ${key} ` })
    expect(code).toBe(0)
    expect(result).toMatchObject({ ok: true, store: { kind: here ? 'session' : 'os' } })
    const keys = result.keys as { id: string; from: string | null }[]
    expect(keys.map(({ id }) => id)).toEqual(['shortapi', 'aimlapi', 'evolink', 'highwayapi', 'wavespeed', 's3'])
    expect(keys.find(({ id }) => id === 'wavespeed')).toEqual({
      id: 'wavespeed',
      name: 'WaveSpeedAI',
      has: true,
      from: 'environment',
      last4: 'abcd',
    })
    expect(stdout).not.toContain(key)
  })

  it('doctor has a line on it', async () => {
    const { code, result } = await choreo(['doctor', '--json'], { ...environment, CHOREO_EVOLINK_API_KEY: 'sk-with a gap' })
    expect(code).toBe(0)
    const checks = result.checks as { name: string; state: string; found: string; fix: string | null }[]
    expect(checks.find(({ name }) => name === 'key store')).toMatchObject({ state: here ? 'warning' : 'ok' })
    expect(checks.find(({ name }) => name === 'key of EvoLink')).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('cannot be a key'),
    })
  })
})

describe('a key on the command line', () => {
  it.each([
    [['keys', 'set', 'evolink', key]],
    [['keys', 'set', key]],
    [['keys', 'remove', key]],
    [['keys', key]],
    [['keys', 'set', 'evolink', `--key=${key}`]],
    [['keys', 'set', '--key', key, 'evolink']],
  ])('is wrong usage and is not repeated', async (args) => {
    for (const asJson of [[], ['--json']]) {
      const { code, stdout, stderr } = await choreo([...args, ...asJson], environment)
      expect(code).toBe(2)
      expect(stdout + stderr).not.toContain(key)
      expect(stdout + stderr).toContain('standard input')
    }
  })

  it.each([[['keys']], [['keys', 'list', 'evolink']], [['keys', 'set']], [['keys', 'set', 'nobody']], [['keys', 'change', 'evolink']]])(
    'so is %j',
    async (args) => {
      const { code, result } = await choreo([...args, '--json'], environment)
      expect(code).toBe(2)
      expect(result).toMatchObject({ ok: false, failure: { code: 'usage' } })
    },
  )
})

if (hasKeyring())
  describe('with a Secret Service', () => {
    it('keeps keys from one command to the next, each home its own; says when it is locked; does not wait for ever', async () => {
      const folder = await temporaryFolder('keyring')
      const env: NodeJS.ProcessEnv = {
        ...(await cleanEnvironment()),
        CHOREO_AIMLAPI_API_KEY: 'sk-exported-55556666',
        other: await temporaryFolder('home'),
      }
      const run = (words: string) => `"${process.execPath}" "${builtCli}" ${words} --json 2>/dev/null`
      const began = Date.now()
      const out = withKeyring(
        [
          `printf '  ${key} \\r\\nsecond line\\n' | ${run('keys set evolink')}`,
          `printf 'AKIAEXAMPLE12345\\nsecret/+key\\n' | ${run('keys set s3')}`,
          run('keys list'),
          `CHOREO_HOME=$other ${run('keys list')}`,
          run('keys remove evolink'),
          `printf '${key}\\n' | ${run('keys set evolink')}`,
          lockKeyring,
          run('keys list'),
          `printf '${key}\\n' | ${run('keys set evolink')}`,
          whileKeyringHangs(run('keys list')),
        ].join('\n'),
        folder,
        env,
      )
      const [set, bucket, list, other, removed, again, locked, refused, hung] = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      const from = (answer: { keys: { id: string; from: string | null }[] }) =>
        Object.fromEntries(answer.keys.map((one) => [one.id, one.from]))
      expect(set).toMatchObject({
        ok: true,
        store: { name: 'Secret Service', kind: 'os', note: '' },
        key: { from: 'key-store', last4: 'abcd' },
      })
      expect(bucket).toMatchObject({ ok: true, key: { id: 's3', from: 'key-store', last4: '2345' } })
      expect(from(list)).toEqual({
        shortapi: null,
        aimlapi: 'environment',
        evolink: 'key-store',
        highwayapi: null,
        wavespeed: null,
        s3: 'key-store',
      })
      expect(from(other)).toMatchObject({ evolink: null, s3: null })
      expect(removed).toMatchObject({ ok: true, key: { has: false } })
      expect(again).toMatchObject({ ok: true, key: { from: 'key-store' } })
      expect(locked.store.note).toContain('locked')
      expect(from(locked)).toMatchObject({ aimlapi: 'environment', evolink: null })
      expect(refused).toMatchObject({ ok: false, failure: { code: 'setup.no-key-store' } })
      expect(from(hung)).toMatchObject({ aimlapi: 'environment', evolink: null })
      expect(hung.store.kind).toBe('session')
      expect(Date.now() - began).toBeLessThan(30_000)
      expect(out).not.toContain(key)
    })
  })

describe('the prompt', () => {
  /** A terminal as Node gives it: raw mode on request, and what is typed comes in pieces. */
  function terminal() {
    const modes: boolean[] = []
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => void modes.push(raw) })
    const output = new PassThrough()
    return { input, output, modes, shown: () => String(output.read() ?? '') }
  }

  it('shows nothing of what is typed or pasted, and lets it be corrected', async () => {
    const { input, output, modes, shown } = terminal()
    const asked = readHidden(['Access key id', 'Secret access key'], input, output)
    for (const piece of ['AKx', '\u007fIA1', '\r', 'wrong\u0015', '\u001b[200~se', 'cret\u001b[201~', '\u001b[D', '\r']) input.write(piece)
    expect(await asked).toEqual({ ok: true, value: ['AKIA1', 'secret'] })
    expect(modes).toEqual([true, false])
    expect(shown()).toBe('Access key id (it is not shown): \nSecret access key (it is not shown): \n')
  })

  it.each(['\u0003', '\u0004'])('ends with Ctrl-C and Ctrl-D, and leaves the terminal as it was', async (stop) => {
    const { input, output, modes, shown } = terminal()
    const asked = readHidden(['Key'], input, output)
    input.write(`sk-123${stop}`)
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(modes).toEqual([true, false])
    expect(shown()).not.toContain('sk')
  })

  it('of a pipe reads as many lines as it needs and no more', async () => {
    const pipe = new PassThrough()
    pipe.write('first\r\nsec')
    pipe.write('ond\nthird\n')
    expect(await readHidden(['a', 'b'], pipe, new PassThrough())).toEqual({ ok: true, value: ['first', 'second'] })
    const short = new PassThrough()
    short.end('only one\n')
    expect(await readHidden(['a', 'b'], short, new PassThrough())).toMatchObject({ ok: false, failure: { code: 'usage' } })
    const empty = new PassThrough()
    empty.end()
    expect(await readHidden(['a'], empty, new PassThrough())).toMatchObject({ ok: false, failure: { code: 'usage' } })
  })
})

describe('balance', () => {
  let rehearsal: Rehearsal
  let origins: Record<string, string>

  beforeAll(async () => {
    const started = await startRehearsal({
      directory: await temporaryFolder('rehearsal'),
      tools: await findTools({ ...process.env, ...packagedFfprobe }),
      paceScale: 0,
    })
    if (!started.ok) throw new Error(started.failure.message)
    rehearsal = started.value
    origins = Object.fromEntries(
      (['shortapi', 'aimlapi', 'evolink', 'highwayapi', 'wavespeed'] as const).map((id) => [
        `CHOREO_${id.toUpperCase()}_BASE_URL`,
        rehearsal.origin(id),
      ]),
    )
  })
  afterAll(() => rehearsal.close())

  const ask = (words: string[], keys: Record<string, string>) =>
    choreo(['balance', ...words, '--json'], { ...environment, ...origins, ...keys })

  it('is asked of every provider that there is a key for', async () => {
    const { code, result } = await ask([], { CHOREO_EVOLINK_API_KEY: key, CHOREO_WAVESPEED_API_KEY: 'poor', CHOREO_SHORTAPI_API_KEY: key })
    expect(result).toEqual({
      ok: true,
      balances: [
        { provider: 'shortapi', usd: null, credits: null, failure: expect.objectContaining({ code: 'provider.not-supported' }) },
        { provider: 'evolink', usd: null, credits: 7200, failure: null },
        { provider: 'wavespeed', usd: 0, credits: null, failure: null },
      ],
    })
    expect(code).toBe(0)
  })

  it('reads well', async () => {
    const { stdout } = await choreo(['balance'], {
      ...environment,
      ...origins,
      CHOREO_AIMLAPI_API_KEY: key,
      CHOREO_EVOLINK_API_KEY: key,
      CHOREO_HIGHWAYAPI_API_KEY: key,
    })
    expect(stdout).toMatch(/^aimlapi +\$100\.00\nevolink +7200 credits\nhighwayapi +not known: HighwayAPI publishes no way .*\n$/)
  })

  it.each(['aimlapi', 'evolink', 'wavespeed'])('of %s with a bad key says that the key is bad', async (id) => {
    const { code, result } = await ask([id], { [`CHOREO_${id.toUpperCase()}_API_KEY`]: 'bad-key-12345678' })
    expect(code).toBe(1)
    expect(result).toMatchObject({ ok: false, failure: { code: 'provider.bad-key' } })
    expect(JSON.stringify(result)).not.toContain('bad-key-12345678')
  })

  it.each(['shortapi', 'highwayapi'])('of %s cannot be asked; the answer says where to look', async (id) => {
    const { code, result } = await ask([id], { [`CHOREO_${id.toUpperCase()}_API_KEY`]: key })
    expect(code).toBe(1)
    expect(result).toMatchObject({ ok: false, failure: { code: 'provider.not-supported', fix: expect.stringMatching(/https:\/\//) } })
  })

  it.each([
    [['evolink'], 1, 'setup.no-key'],
    [[], 1, 'setup.no-key'],
    [['nobody'], 2, 'provider.unknown'],
  ])('%j without a key exits with %i', async (words, expected, failure) => {
    const { code, result } = await ask(words, {})
    expect(code).toBe(expected)
    expect(result).toMatchObject({ ok: false, failure: { code: failure } })
  })
})
