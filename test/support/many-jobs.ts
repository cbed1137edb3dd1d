/** Writes job folders as Choreo leaves them behind, without running the jobs. */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobView } from '../../src/contract/shapes'
import { JOB_SCHEMA, type JobRecord, type JobState } from '../../src/domain/job'
import type { ProviderId } from '../../src/domain/request'
import { Task } from '../../src/main/engine/rehearsal/task'

export const everyProvider: readonly ProviderId[] = ['shortapi', 'aimlapi', 'evolink', 'highwayapi', 'wavespeed']

/** A record with all that a finished job has, so that it is as long as a real one. @param number unique in its project */
export function jobRecord(number: number, state: JobState, changes: Partial<JobRecord> = {}): JobRecord {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 97_000).toISOString()
  const provider = everyProvider[number % everyProvider.length]!
  const hex = number.toString(16).padStart(8, '0')
  const image = hex.repeat(8)
  const video = `${hex}f1e2d3c4`.repeat(4)
  const remoteId = hex.repeat(3)
  return {
    schema: JOB_SCHEMA,
    id: `${at.slice(0, 16).replace('T', '_').replace(':', '')}_dancer-on-the-roof_${hex.slice(2)}`,
    createdAt: at,
    updatedAt: at,
    provider,
    rehearsal: false,
    state,
    request: {
      orientation: 'video',
      tier: number % 2 ? 'standard' : 'professional',
      keepAudio: true,
      prompt: 'A dancer on a roof in the evening sun, film grain',
    },
    edits: { trim: { start: 1.5, end: 31.4 }, fit: 'crop', padWith: 'white', keepMetadata: false },
    inputs: {
      image: {
        path: `/home/person/Pictures/dancer-${number}.png`,
        name: `dancer-${number}.png`,
        sha256: image,
        bytes: 1_234_567,
        link: null,
      },
      video: { path: `/home/person/Videos/clip-${number}.mov`, name: `clip-${number}.mov`, sha256: video, bytes: 86_000_000, link: null },
    },
    artifacts: {
      image: {
        path: `prepared/${image}.jpg`,
        sha256: image,
        bytes: 823_456,
        mime: 'image/jpeg',
        change: 'encoded',
        steps: [{ rule: 'image.side.min', from: '426×240', to: '606×340', why: 'EvoLink takes 340–3850 px per side' }],
        width: 606,
        height: 340,
        seconds: null,
      },
      video: {
        path: `prepared/${video}.mp4`,
        sha256: video,
        bytes: 9_823_456,
        mime: 'video/mp4',
        change: 'encoded',
        steps: [
          { rule: 'video.seconds.max', from: '41.2 s', to: '29.9 s', why: 'A clip may be at most 30 s long for this orientation' },
          { rule: 'video.codec', from: 'HEVC 10-bit', to: 'H.264', why: 'The clip must be H.264 in an MP4' },
          { rule: 'video.bytes.max', from: '86 MB', to: '9.8 MB', why: 'A clip may be at most 10 MB' },
        ],
        width: 1920,
        height: 1080,
        seconds: 29.9,
      },
    },
    host: null,
    maxCostUsd: null,
    failover: false,
    quote: {
      provider,
      tier: 'standard',
      seconds: 30,
      usd: 3.21,
      certain: true,
      note: 'Billed per second of the finished clip; a fraction counts as a whole second.',
    },
    charge: { usd: 3.21, credits: null, source: 'data.amount' },
    attempts: [{ id: `0f8fad5b-d9cb-469f-a165-${hex.padStart(12, '0')}`, at, provider, payloadHash: video, remoteId }],
    remoteId,
    resultUrl: null,
    acceptedAt: at,
    progress: state === 'saved' ? 1 : null,
    failure:
      state === 'failed'
        ? {
            code: 'provider.generation-failed',
            message: 'The provider could not make the clip: the motion could not be followed.',
            fix: 'Try another clip.',
          }
        : null,
    result: state === 'saved' ? 'result.mp4' : null,
    savedAt: state === 'saved' ? at : null,
    rating: null,
    note: '',
    offset: 0,
    ...changes,
  }
}

export async function writeJobs(jobsDir: string, records: readonly JobRecord[]): Promise<void> {
  for (const record of records) {
    const folder = join(jobsDir, record.id)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'job.json'), `${JSON.stringify(record, null, 2)}\n`)
    await writeFile(join(folder, 'events.ndjson'), `${JSON.stringify({ at: record.createdAt, event: 'created' })}\n`)
  }
}

/** The same jobs as tasks of the rehearsal, waiting in its queue: creating them over HTTP would need an upload for each. @param directory the server's */
export async function writeTasks(directory: string, records: readonly JobRecord[]): Promise<void> {
  const tasksDir = join(directory, 'tasks')
  await mkdir(tasksDir, { recursive: true })
  for (const { provider, remoteId, request } of records) {
    const task: Task = {
      key: randomBytes(16).toString('hex'),
      provider,
      remoteId: remoteId!,
      createdAt: Date.now(),
      finishedAt: null,
      wish: { orientation: request.orientation, tier: request.tier, keepAudio: request.keepAudio },
      label: null,
      fingerprint: '',
      media: null,
      seconds: 10,
      phase: 'queued',
      failure: null,
      linkIssue: 1,
    }
    await writeFile(join(tasksDir, `${task.key}.json`), JSON.stringify(Task.parse(task)))
  }
}

/** The same job as the window sees it. */
export function jobView(number: number, state: JobState, changes: Partial<JobView> = {}): JobView {
  const { inputs, quote, charge, ...job } = jobRecord(number, state)
  return {
    id: job.id,
    dir: `/project/jobs/${job.id}`,
    provider: job.provider,
    rehearsal: job.rehearsal,
    state: job.state,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    request: job.request,
    inputs: { image: inputs.image.name, video: inputs.video.name },
    remoteId: job.remoteId,
    result: null,
    quoteUsd: quote?.usd ?? null,
    chargeUsd: charge?.usd ?? null,
    progress: null,
    failure: job.failure,
    rating: null,
    note: '',
    offset: 0,
    seconds: null,
    acceptedAt: job.acceptedAt,
    savedAt: null,
    hrefs: { image: null, reference: null, result: null },
    ...changes,
  }
}

export const laterView = (job: JobView, state: JobState, seconds = 1): JobView => ({
  ...job,
  state,
  updatedAt: new Date(Date.parse(job.updatedAt) + seconds * 1000).toISOString(),
})
