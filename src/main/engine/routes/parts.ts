/** What every group of procedures is given: the engine's parts, and the contract with its redaction in front. */
import { implement } from '@orpc/server'
import { contract } from '../../../contract/contract'
import { Failure } from '../../../domain/failure'
import type { InputContext } from '../inputs'
import type { Runner } from '../jobs/runner'
import type { World } from '../jobs/world'
import type { Recents } from '../kept/recents'
import type { Library } from '../library'
import type { EngineOptions } from '../options'
import type { Secrets } from '../secrets'

export interface Parts {
  options: EngineOptions
  world: World
  runner: Runner
  library: Library
  inbox: string
  recents: Recents
}

export type Contracted = ReturnType<typeof implementRedacted>

/** What a provider or a link said stands in failures, and may repeat what must not be shown. */
export function implementRedacted(secrets: Secrets) {
  return implement(contract).use(async ({ next }) => {
    const answer = await next()
    const failure = failureIn(answer.output)
    return failure ? { ...answer, output: { ok: false, failure: secrets.redactFailure(failure) } } : answer
  })
}

export function inputContext({ world, library, inbox }: Parts, signal?: AbortSignal): InputContext {
  return { library, tools: world.tools, transport: world.transport, inbox, paceScale: world.settings.paceScale, signal }
}

/** The failure an answer of the contract is, or null. */
function failureIn(output: unknown): Failure | null {
  if (typeof output !== 'object' || output === null || !('ok' in output) || output.ok !== false || !('failure' in output)) return null
  return Failure.safeParse(output.failure).data ?? null
}
