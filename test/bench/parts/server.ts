/** The rehearsal's server in a process of its own, and the environment that sends Choreo there. */
import { createInterface } from 'node:readline'
import type { ProviderId } from '../../../src/domain/request'
import type { Fault } from '../../../src/main/engine/rehearsal/fault'
import { everyProvider } from '../../support/many-jobs'
import type { Report } from '../runs/rehearsal'
import { startRun } from './measure'

export interface Server {
  origins: Record<ProviderId, string>
  /** Keys and origins of all providers. */
  environment: Record<string, string>
  /** Begins to count. */
  mark(): void
  /** What was asked since. */
  report(): Promise<Report>
  end(): void
}

export async function startServer(directory: string, paceScale: number, faults: Fault[] = []): Promise<Server> {
  const child = startRun('rehearsal', [directory, String(paceScale), JSON.stringify(faults)])
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const answer = async <T>() => JSON.parse((await lines.next()).value as string) as T
  const { origins } = await answer<{ origins: Record<ProviderId, string> }>()
  const environment: Record<string, string> = {}
  for (const id of everyProvider) {
    environment[`CHOREO_${id.toUpperCase()}_BASE_URL`] = origins[id]
    environment[`CHOREO_${id.toUpperCase()}_API_KEY`] = 'key-of-the-bench'
  }
  return {
    origins,
    environment,
    mark: () => void child.stdin?.write('mark\n'),
    report() {
      child.stdin?.write('report\n')
      return answer<Report>()
    },
    end: () => void child.stdin?.end(),
  }
}
