/** Records of jobs whose files are really there: the two samples that come with Choreo. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobRecord } from '../../src/domain/job'
import { jobRecord } from './many-jobs'

const resources = join(import.meta.dirname, '../../resources')

export const samplePicture = join(resources, 'sample-character.jpg')
export const sampleClip = join(resources, 'sample-dance.mp4')

async function inputOf(name: string) {
  const path = join(resources, name)
  return { path, name, sha256: null, bytes: (await stat(path)).size, link: null }
}

/** A job of the samples, as it is before anything was prepared. @param number unique in its project */
export async function sampleJob(number: number, state: JobRecord['state'], changes: Partial<JobRecord> = {}): Promise<JobRecord> {
  const inputs = { image: await inputOf('sample-character.jpg'), video: await inputOf('sample-dance.mp4') }
  return jobRecord(number, state, {
    inputs,
    artifacts: null,
    edits: { fit: 'crop', padWith: 'white', keepMetadata: false },
    provider: 'evolink',
    ...changes,
  })
}
