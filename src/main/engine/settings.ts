/** What this computer and this person chose: places, origins, pace. Read once when the engine opens. */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/failure'
import { providerList } from '../../domain/providers/all'
import type { ProviderId } from '../../domain/request'

const SettingsFile = z.looseObject({
  ffmpegPath: z.string().optional(),
  ffprobePath: z.string().optional(),
  defaultProject: z.string().optional(),
  /** Most that all runs of a day may cost together, in USD. */
  dailyLimitUsd: z.number().nonnegative().optional(),
})

export interface Origins {
  api: string
  files: string
}

export interface Settings {
  /** `CHOREO_HOME`: settings and the default project. */
  home: string
  defaultProject: string
  origins: Record<ProviderId, Origins>
  /** Multiplies every wait between polls and retries. */
  paceScale: number
  dailyLimitUsd: number | null
  ffmpegPath?: string
  ffprobePath?: string
}

export async function readSettings(environment: NodeJS.ProcessEnv): Promise<Result<Settings>> {
  const home = environment.CHOREO_HOME ? resolve(environment.CHOREO_HOME) : platformHome(environment)
  const file = await readSettingsFile(join(home, 'settings.json'))
  if (!file.ok) return file

  const origins = {} as Record<ProviderId, Origins>
  for (const provider of providerList) {
    const name = `CHOREO_${provider.id.toUpperCase()}_BASE_URL`
    const api = readOrigin(name, environment[name] ?? provider.origins.api)
    if (!api.ok) return api
    const files = readOrigin('CHOREO_EVOLINK_FILES_URL', (provider.id === 'evolink' && environment.CHOREO_EVOLINK_FILES_URL) || provider.origins.files || api.value)
    if (!files.ok) return files
    origins[provider.id] = { api: api.value, files: files.value }
  }

  const paceScale = environment.CHOREO_PACE_SCALE === undefined ? 1 : Number(environment.CHOREO_PACE_SCALE)
  if (!Number.isFinite(paceScale) || paceScale < 0)
    return fail('usage', `CHOREO_PACE_SCALE is “${environment.CHOREO_PACE_SCALE}”, which is not a number.`, 'Set it to a number such as 1 or 0.1, or unset it.')

  return ok({
    home,
    defaultProject: file.value.defaultProject ?? join(home, 'My first project'),
    origins,
    paceScale,
    dailyLimitUsd: file.value.dailyLimitUsd ?? null,
    ffmpegPath: file.value.ffmpegPath,
    ffprobePath: file.value.ffprobePath,
  })
}

function platformHome(environment: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Choreo')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Choreo')
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'choreo')
}

async function readSettingsFile(path: string): Promise<Result<z.infer<typeof SettingsFile>>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return ok({})
  }
  try {
    return ok(SettingsFile.parse(JSON.parse(text)))
  } catch {
    return fail('usage', `The settings file ${path} cannot be read.`, 'Mend it or delete it; it holds no keys and no jobs.')
  }
}

/** An origin with an optional path prefix and no trailing slash; plain http only on this computer. */
function readOrigin(name: string, value: string): Result<string> {
  let url: URL
  try {
    url = new URL(value)
  } catch {
    return fail('setup.bad-origin', `${name} is “${value}”, which is not a link.`, 'Set it to a link such as https://api.example.com, or unset it.')
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    return fail('setup.bad-origin', `${name} is “${value}”; keys are only sent over https.`, 'Use an https link; http works on this computer only.')
  if (url.search || url.hash || url.username || url.password)
    return fail('setup.bad-origin', `${name} has more than an origin and a path.`, 'Leave out the query, the fragment and any password.')
  return ok(`${url.origin}${url.pathname}`.replace(/\/+$/, ''))
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
