/** What this computer and this person chose: places, origins, pace, and what the window is like. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Host } from '../../contract/shapes'
import { Appearance, Language, type SettingsChange } from '../../contract/window-shapes'
import { fail, failed, ok, type Result } from '../../domain/failure'
import { providerList } from '../../domain/providers/all'
import type { ProviderId } from '../../domain/request'
import { changeKept, readKept } from './kept/kept-file'

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
  // A look that this Choreo does not have must not keep it from starting.
  language: Language.catch('system').default('system'),
  appearance: Appearance.catch('system').default('system'),
  notifications: z.boolean().catch(true).default(true),
  welcomed: z.boolean().catch(false).default(false),
})
type SettingsFile = z.infer<typeof SettingsFile>

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

/** What a person changes while Choreo runs. */
export interface Choices {
  dailyLimitUsd: number | null
  host: Host | null
  bucket: BucketSettings | null
  language: Language
  appearance: Appearance
  notifications: boolean
  welcomed: boolean
}

/** One object for as long as the engine lives: what a person changes is changed in it, so that it holds for the next question. */
export interface Settings extends Choices {
  /** `CHOREO_HOME`: settings and the default project. */
  home: string
  /** The settings' file. */
  path: string
  defaultProject: string
  origins: Record<ProviderId, Origins>
  /** Multiplies every wait between polls and retries. */
  paceScale: number
  ffmpegPath?: string
  ffprobePath?: string
}

export async function readSettings(environment: NodeJS.ProcessEnv): Promise<Result<Settings>> {
  const home = environment.CHOREO_HOME ? resolve(environment.CHOREO_HOME) : platformHome(environment)
  const path = join(home, 'settings.json')
  const file = await readSettingsFile(path)
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

  const choices = choicesIn(file.value)
  if (!choices.ok) return choices

  const paceScale = environment.CHOREO_PACE_SCALE === undefined ? 1 : Number(environment.CHOREO_PACE_SCALE)
  if (!Number.isFinite(paceScale) || paceScale < 0)
    return fail(
      'usage',
      `CHOREO_PACE_SCALE is “${environment.CHOREO_PACE_SCALE}”, which is not a number.`,
      'Set it to a number such as 1 or 0.1, or unset it.',
    )

  return ok({
    home,
    path,
    defaultProject: file.value.defaultProject ?? join(home, 'My first project'),
    origins,
    paceScale,
    ...choices.value,
    ffmpegPath: file.value.ffmpegPath,
    ffprobePath: file.value.ffprobePath,
  })
}

function platformHome(environment: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Choreo')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Choreo')
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'choreo')
}

/** Takes over what was changed in the file since: by hand, or by another Choreo of the same person. */
export async function refreshSettings(settings: Settings): Promise<Result<Settings>> {
  const file = await readSettingsFile(settings.path)
  if (!file.ok) return file
  const choices = choicesIn(file.value)
  return choices.ok ? ok(Object.assign(settings, choices.value)) : choices
}

/** Writes what changed and nothing else; it holds at once. A file that cannot be read stays as it is, and so do the settings. */
export async function changeSettings(settings: Settings, change: SettingsChange): Promise<Result<Settings>> {
  const bucket = change.bucket ? readBucket(change.bucket) : ok(change.bucket)
  if (!bucket.ok) return bucket
  const wanted = Object.entries({ ...change, bucket: bucket.value }).filter(([, value]) => value !== undefined)
  const written = await changeKept(settings.path, unreadable(settings.path), (fields) => {
    const before = parse(settings.path, fields)
    if (!before.ok) return before
    // Null takes a value away: JSON leaves out what is undefined.
    return ok({ ...fields, ...Object.fromEntries(wanted.map(([name, value]) => [name, value ?? undefined])) })
  })
  return written.ok ? refreshSettings(settings) : written
}

async function readSettingsFile(path: string): Promise<Result<SettingsFile>> {
  const fields = await readKept(path, unreadable(path))
  return fields.ok ? parse(path, fields.value ?? {}) : fields
}

function parse(path: string, fields: unknown): Result<SettingsFile> {
  const parsed = SettingsFile.safeParse(fields)
  return parsed.success ? ok(parsed.data) : failed(unreadable(path))
}

function unreadable(path: string) {
  return fail('usage', `The settings file ${path} cannot be read.`, 'Mend it or delete it; it holds no keys and no jobs.').failure
}

function choicesIn(file: SettingsFile): Result<Choices> {
  const bucket = file.bucket === undefined ? ok(null) : readBucket(file.bucket)
  if (!bucket.ok) return bucket
  const { dailyLimitUsd = null, host = null, language, appearance, notifications, welcomed } = file
  return ok({ dailyLimitUsd, host, bucket: bucket.value, language, appearance, notifications, welcomed })
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
