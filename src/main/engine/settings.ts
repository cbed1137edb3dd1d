/** What this computer and this person chose: places, origins, pace. Read once when the engine opens. */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Host } from '../../contract/shapes'
import { fail, ok, type Result } from '../../domain/failure'
import { providerList } from '../../domain/providers/all'
import type { ProviderId } from '../../domain/request'

const SettingsFile = z.looseObject({
  ffmpegPath: z.string().optional(),
  ffprobePath: z.string().optional(),
  defaultProject: z.string().optional(),
  /** Most that all runs of a day may cost together, in USD. */
  dailyLimitUsd: z.number().nonnegative().optional(),
  /** Who holds a local clip for a provider that takes links only, where a run names nobody. */
  host: Host.optional(),
  /** Read apart, so that what is wrong with it is said in a sentence of its own. */
  bucket: z.unknown().optional(),
})

/** The longest a presigned link may live: a week, by the rules of the signature. */
const LONGEST_LINK_HOURS = 7 * 24

const BucketSection = z.object({
  endpoint: z.string(),
  region: z.string().regex(/^[a-z0-9-]+$/i),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,62}$/i),
  /** Every character is one that no server writes in another way: the signature is over the path. */
  prefix: z
    .string()
    .regex(/^[a-z0-9._/-]*$/i)
    .optional(),
  pathStyle: z.boolean().default(true),
  lifeHours: z.number().min(1).max(LONGEST_LINK_HOURS).default(24),
})

/** An S3-compatible bucket of the person's own, without its secrets. */
export interface BucketSettings {
  /** https, or http on this computer; without a slash at its end. */
  endpoint: string
  region: string
  name: string
  /** Empty, or with a slash at its end. */
  prefix: string
  /** `endpoint/name/…` instead of `name.endpoint/…`. */
  pathStyle: boolean
  /** How long a link to a file in it works. */
  lifeHours: number
}

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
  host: Host | null
  bucket: BucketSettings | null
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
    const files = readOrigin(
      'CHOREO_EVOLINK_FILES_URL',
      (provider.id === 'evolink' && environment.CHOREO_EVOLINK_FILES_URL) || provider.origins.files || api.value,
    )
    if (!files.ok) return files
    origins[provider.id] = { api: api.value, files: files.value }
  }

  const bucket = file.value.bucket === undefined ? ok(null) : readBucket(file.value.bucket)
  if (!bucket.ok) return bucket

  const paceScale = environment.CHOREO_PACE_SCALE === undefined ? 1 : Number(environment.CHOREO_PACE_SCALE)
  if (!Number.isFinite(paceScale) || paceScale < 0)
    return fail(
      'usage',
      `CHOREO_PACE_SCALE is “${environment.CHOREO_PACE_SCALE}”, which is not a number.`,
      'Set it to a number such as 1 or 0.1, or unset it.',
    )

  return ok({
    home,
    defaultProject: file.value.defaultProject ?? join(home, 'My first project'),
    origins,
    paceScale,
    dailyLimitUsd: file.value.dailyLimitUsd ?? null,
    host: file.value.host ?? null,
    bucket: bucket.value,
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

function readBucket(section: unknown): Result<BucketSettings> {
  const parsed = BucketSection.safeParse(section)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const where = ['bucket', ...(issue?.path ?? [])].join('.')
    return fail(
      'usage',
      `${where} in the settings cannot be used: ${issue?.message ?? 'it has another shape'}.`,
      'A bucket is {"endpoint": "https://…", "region": "…", "name": "…"}, and where wanted "prefix", "pathStyle" and "lifeHours" (at most 168).',
    )
  }
  const { prefix = '', ...bucket } = parsed.data
  const endpoint = readOrigin('bucket.endpoint', bucket.endpoint)
  if (!endpoint.ok) return endpoint
  if (!bucket.pathStyle && /^(\[|[\d.]+$|localhost$)/.test(new URL(endpoint.value).hostname))
    return fail(
      'setup.bad-origin',
      `bucket.endpoint is “${bucket.endpoint}”, which cannot carry the bucket’s name in front of it.`,
      'Set "pathStyle": true for it.',
    )
  // An empty step or `..` in a path is rewritten on its way, and the signature with it no longer fits.
  const steps = prefix.split('/').filter((step) => step !== '' && step !== '.' && step !== '..')
  return ok({ ...bucket, endpoint: endpoint.value, prefix: steps.length > 0 ? `${steps.join('/')}/` : '' })
}

/** An origin with an optional path prefix and no trailing slash; plain http only on this computer. */
function readOrigin(name: string, value: string): Result<string> {
  let url: URL
  try {
    url = new URL(value)
  } catch {
    return fail(
      'setup.bad-origin',
      `${name} is “${value}”, which is not a link.`,
      'Set it to a link such as https://api.example.com, or unset it.',
    )
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    return fail(
      'setup.bad-origin',
      `${name} is “${value}”; keys are only sent over https.`,
      'Use an https link; http works on this computer only.',
    )
  if (url.search || url.hash || url.username || url.password)
    return fail('setup.bad-origin', `${name} has more than an origin and a path.`, 'Leave out the query, the fragment and any password.')
  return ok(`${url.origin}${url.pathname}`.replace(/\/+$/, ''))
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
