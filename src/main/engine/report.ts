/** What a report of a fault needs, as plain text: what this computer is, what Choreo found on it, what went wrong last. */
import { homedir, release, type as systemName } from 'node:os'
import type { DoctorReport } from '../../contract/shapes'
import { JobState } from '../../domain/job'
import type { JobRow } from './jobs/row'
import type { Secrets } from './secrets'
import type { Settings } from './settings'

const MOST_FAILURES = 20
const LONGEST_DETAIL = 400

export interface ReportParts {
  version: string
  face: string
  electron: string | null
  doctor: DoctorReport
  settings: Settings
  secrets: Pick<Secrets, 'redact'>
  /** Newest first. */
  jobs: readonly JobRow[]
  unreadable: number
  environment: NodeJS.ProcessEnv
}

/** Holds no key, no presigned link, no prompt and not the folder that a person is known by; a failure may name a file. */
export function writeReport(parts: ReportParts): string {
  const { settings, doctor, jobs } = parts
  const failures = jobs.filter(({ failure }) => failure !== null).slice(0, MOST_FAILURES)
  const lines = [
    `Choreo ${parts.version} (${parts.face}), ${new Date().toISOString()}`,
    `${systemName()} ${release()}, ${process.platform} ${process.arch}, Node ${process.versions.node}, Electron ${parts.electron ?? 'none'}`,
    '',
    'Check-up',
    ...doctor.checks.map(({ name, state, found, fix }) => `- ${state} ${name}: ${found}${fix && state !== 'ok' ? ` (${fix})` : ''}`),
    '',
    'Settings',
    ...Object.entries(shown(settings)).map(([name, value]) => `- ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    '',
    `Jobs: ${jobs.length}, unreadable: ${parts.unreadable}`,
    ...JobState.options.flatMap((state) => countOf(state, jobs)),
    '',
    failures.length === 0 ? 'No job has failed.' : `The last ${failures.length} failures`,
    ...failures.flatMap(describe),
    '',
  ]
  return withoutHome(parts.secrets.redact(lines.join('\n')), parts.environment)
}

function countOf(state: JobState, jobs: readonly JobRow[]): string[] {
  const count = jobs.filter((job) => job.state === state).length
  return count === 0 ? [] : [`- ${state}: ${count}`]
}

function shown({ welcomed: _welcomed, bucket, ...settings }: Settings) {
  // The name of a bucket is nobody's business.
  return { ...settings, bucket: bucket && { ...bucket, name: '…', prefix: bucket.prefix === '' ? '' : '…' } }
}

function describe({ id, updatedAt, provider, rehearsal, state, remoteId, failure }: JobRow): string[] {
  if (!failure) return []
  // The folder's name holds that of the clip; its ends say when, and which.
  const [day, time, ...rest] = id.split('_')
  const head = `- ${updatedAt} ${[day, time, rest.at(-1)].join('_')} ${provider}${rehearsal ? ' (rehearsal)' : ''} ${state}`
  const remote = remoteId ? `, at the provider ${remoteId}` : ''
  const detail = failure.detail ? [`  ${failure.detail.slice(0, LONGEST_DETAIL).replace(/\s+/g, ' ')}`] : []
  return [`${head}: ${failure.code}${remote}`, `  ${failure.message}`, ...detail]
}

/** Whose computer it is stands in the paths, also as JSON and links write them. */
function withoutHome(text: string, environment: NodeJS.ProcessEnv): string {
  const homes = [homedir(), environment.HOME, environment.USERPROFILE].filter((home) => home !== undefined && home.length > 1)
  const forms = homes.flatMap((home = '') => [home, home.replaceAll('\\', '\\\\'), home.replaceAll('\\', '/'), encodeURI(home)])
  return [...new Set(forms)].sort((a, b) => b.length - a.length).reduce((clean, form) => clean.replaceAll(form, '~'), text)
}
