/** `choreo serve` in this process, entered as a browser enters it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../src/contract/contract'
import { type Served, serve } from '../../src/main/serve/host'
import { temporaryFolder } from './cli'
import { packagedFfprobe } from './packaged-ffprobe'

export interface ServedHouse {
  served: Served
  home: string
  origin: string
  cookie: string
  client: ContractRouterClient<Contract>
  /** Streams the bytes to the inbox as a drop does. @returns the ticket */
  drop(name: string, bytes: Buffer): Promise<string>
}

export async function servedHouse(changes: { home?: string; projectDir?: string; paceScale?: number } = {}): Promise<ServedHouse> {
  const home = changes.home ?? (await temporaryFolder('house'))
  const rendererDir = join(home, 'window')
  await mkdir(rendererDir, { recursive: true })
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Choreo</title>')
  const served = await serve(
    {
      ...(changes.projectDir ? { projectDir: changes.projectDir } : {}),
      environment: {
        ...packagedFfprobe,
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        CHOREO_HOME: home,
        CHOREO_PACE_SCALE: String(changes.paceScale ?? 0),
      },
      version: '1.2.3',
      face: 'serve',
      keyStore: async () => ({ store: null, lack: 'no-service', why: 'There is none in this test.' }),
    },
    { port: 0, rendererDir, log: (line) => process.stderr.write(`${line}\n`) },
  )
  if (!served.ok) throw new Error(served.failure.message)
  const { origin, hash } = new URL(served.value.url)
  const entered = await fetch(`${origin}/session`, { method: 'POST', body: JSON.stringify({ token: hash.slice('#token='.length) }) })
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: { cookie } }))
  return {
    served: served.value,
    home,
    origin,
    cookie,
    client,
    async drop(name, bytes) {
      const upload = await fetch(`${origin}/inbox?name=${basename(name)}`, {
        method: 'PUT',
        body: new Uint8Array(bytes),
        headers: { cookie },
      })
      const { value } = await upload.json()
      return value.ticket
    },
  }
}
