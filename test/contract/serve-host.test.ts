import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Contract } from '../../src/contract/contract'
import { type Served, serve } from '../../src/main/serve/host'
import { packagedFfprobe } from '../support/packaged-ffprobe'

let home: string
let open: Served[]
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'choreo-host-'))
  await mkdir(join(home, 'window'))
  await writeFile(join(home, 'window', 'index.html'), '<!doctype html><title>Choreo</title>')
  open = []
})
afterEach(async () => {
  for (const served of open) await served.close()
  await rm(home, { recursive: true, force: true })
})

async function start(changes: { projectDir?: string; port?: number; rendererDir?: string } = {}) {
  const served = await serve(
    {
      projectDir: changes.projectDir ?? join(home, 'project'),
      environment: { ...packagedFfprobe, PATH: process.env.PATH, CHOREO_HOME: join(home, 'home') },
      version: '1.2.3',
      face: 'serve',
    },
    { port: changes.port ?? 0, rendererDir: changes.rendererDir ?? join(home, 'window'), log: () => undefined },
  )
  if (served.ok) open.push(served.value)
  return served
}

async function enter(url: string) {
  const { origin, hash } = new URL(url)
  const token = new URLSearchParams(hash.slice(1)).get('token')
  const entered = await fetch(`${origin}/session`, { method: 'POST', body: JSON.stringify({ token }) })
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: { cookie } }))
  return { origin, cookie, client }
}

async function startAndEnter() {
  const served = await start()
  if (!served.ok) throw new Error(served.failure.message)
  return { served: served.value, ...(await enter(served.value.url)) }
}

describe('a served project', () => {
  test('opens with the printed address, and media links lead back to the same origin', async () => {
    const { origin, client, cookie } = await startAndEnter()
    const page = await fetch(`${origin}/`)
    expect(await page.text()).toContain('<title>Choreo</title>')
    const info = await client.system.info()
    expect(info).toMatchObject({ version: '1.2.3', mediaBase: `${origin}/`, project: { dir: join(home, 'project') } })

    const picture = join(home, 'picture.png')
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=640x480', '-frames:v', '1', picture])
    const bytes = await readFile(picture)
    const upload = await fetch(`${origin}/inbox?name=picture.png`, { method: 'PUT', body: bytes, headers: { cookie } })
    const { value } = await upload.json()
    const opened = await client.media.open({ ticket: value.ticket })
    if (!opened.ok) throw new Error(opened.failure.message)
    expect(opened.value).toMatchObject({ name: 'picture.png', facts: { kind: 'image', width: 640, height: 480 } })

    const link = info.mediaBase + opened.value.href
    const seen = await fetch(link, { headers: { cookie } })
    expect(seen.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await seen.arrayBuffer()).equals(bytes)).toBe(true)
    const part = await fetch(link, { headers: { cookie, range: 'bytes=-8' } })
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(-8))).toBe(true)
    expect((await fetch(link)).status).toBe(401)
  })

  test('closes although someone watches it, and leaves the port and the project free', async () => {
    const { served, client } = await startAndEnter()
    const stream = await client.jobs.watch({})
    const waiting = stream.next().then(
      () => 'ended',
      () => 'ended',
    )
    await served.close()
    expect(await waiting).toBe('ended')
    const again = await start({ port: Number(new URL(served.url).port) })
    expect(again).toMatchObject({ ok: true })
  })

  test('has a new token at every start', async () => {
    const first = await startAndEnter()
    await first.served.close()
    const second = await start({ port: Number(new URL(first.origin).port) })
    if (!second.ok) throw new Error(second.failure.message)
    const withOldToken = await fetch(`${first.origin}/session`, {
      method: 'POST',
      body: JSON.stringify({ token: new URL(first.served.url).hash.slice(7) }),
    })
    expect(withOldToken.status).toBe(403)
    await expect(first.client.system.info()).rejects.toMatchObject({ status: 401 })
  })
})

describe('what cannot be served', () => {
  test('because the port is taken, does not touch the project', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const served = await start({ port })
    await new Promise((resolve) => other.close(resolve))
    expect(served).toMatchObject({ ok: false, failure: { code: 'usage', message: `Port ${port} is in use by another program.` } })
    expect(await readdir(home)).toEqual(['window'])
  })

  test('because the window is not built, says how to build it', async () => {
    const served = await start({ rendererDir: join(home, 'nothing') })
    expect(served).toMatchObject({ ok: false, failure: { code: 'usage' } })
    if (!served.ok) expect(served.failure.fix).toContain('npm run build')
  })

  test('because the project cannot be opened, frees the port again', async () => {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    await mkdir(join(home, 'broken'))
    await writeFile(join(home, 'broken', 'choreo.json'), '{ not json')
    expect(await start({ port, projectDir: join(home, 'broken') })).toMatchObject({ ok: false, failure: { code: 'project.unreadable' } })
    expect(await start({ port })).toMatchObject({ ok: true })
  })
})
