/** The three ways a face reaches a router: a direct call, a message port, HTTP. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { type AnyRouter, createRouterClient, type RouterClient } from '@orpc/server'
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
import { createApp } from '../../src/main/serve/app'
import { listen } from '../../src/main/serve/loopback'
import { openSession } from '../../src/main/serve/session'
import { rawRequest } from './raw-http'

export const transportNames = ['direct', 'port', 'http'] as const
export type TransportName = (typeof transportNames)[number]

export interface Reached<T extends AnyRouter> {
  client: RouterClient<T>
  close(): Promise<void>
}

export function reach<T extends AnyRouter>(name: TransportName, router: T): Promise<Reached<T>> {
  return { direct: directly, port: overPort, http: overHttp }[name](router)
}

async function directly<T extends AnyRouter>(router: T): Promise<Reached<T>> {
  const client = createRouterClient(router as AnyRouter, { context: {} })
  return { client: client as RouterClient<T>, close: async () => undefined }
}

async function overPort<T extends AnyRouter>(router: T): Promise<Reached<T>> {
  const { port1, port2 } = new MessageChannel()
  new PortHandler(router).upgrade(port2, { context: {} })
  const client: RouterClient<T> = createORPCClient(new PortLink({ port: port1 }))
  port1.start()
  port2.start()
  return { client, close: async () => port1.close() }
}

async function overHttp<T extends AnyRouter>(router: T): Promise<Reached<T>> {
  const home = await mkdtemp(join(tmpdir(), 'choreo-transport-'))
  const listening = await listen(0)
  if (!listening.ok) throw new Error(listening.failure.message)
  const { port, answerWith, close } = listening.value
  const session = openSession(port)
  const engine = { router, admit: () => '', door: { resolve: () => null }, inbox: join(home, 'inbox') }
  answerWith(createApp(engine, { port, session, rendererDir: home, log: () => undefined }))
  const entered = await rawRequest(port, '/session', { method: 'POST', body: JSON.stringify({ token: session.token }) })
  const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const client: RouterClient<T> = createORPCClient(new FetchLink({ url: `http://127.0.0.1:${port}/rpc`, headers: { cookie } }))
  return {
    client,
    async close() {
      await close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
