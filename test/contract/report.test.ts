/** The report of a fault: what helps is in it, what is nobody's business is not. */
import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fail } from '../../src/domain/failure'
import { temporaryFolder } from '../support/cli'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { must, openedEngine } from '../support/opened-engine'

const key = 'sk-Report/Key+9876543210=abcd'
const link = 'https://files.example.com/a.mp4?X-Amz-Signature=0123456789abcdef&X-Amz-Credential=AKIAREPORT'

it('tells versions, check-up, settings and the last failures, and neither keys nor whose computer it is', async () => {
  const home = join(await temporaryFolder('person'), 'ada')
  const choreo = join(home, '.local', 'choreo')
  const { client, engine, projectDir } = await openedEngine({ environment: { HOME: home, CHOREO_EVOLINK_API_KEY: key } }, choreo)
  const bucket = {
    endpoint: 'https://s3.example.com',
    region: 'eu-central-1',
    name: 'adas-clips',
    prefix: 'ada',
    pathStyle: true,
    lifeHours: 24,
  }
  must(await client.settings.set({ dailyLimitUsd: 12, bucket }))
  const { failure } = fail('provider.media-unreachable', `It could not fetch ${link}.`, 'Check the link.', {
    detail: `HTTP 400 Bearer ${key} ${home}/Videos/clip.mov ${homedir()}/x`,
  })
  const records = Array.from({ length: 30 }, (_, number) =>
    jobRecord(number, number % 3 === 2 ? 'saved' : 'failed', number % 3 === 2 ? {} : { failure }),
  )
  await writeJobs(join(projectDir, 'jobs'), records)
  await mkdir(join(projectDir, 'jobs', '2026-01-01_0000_broken_abcdef'))
  await writeFile(join(projectDir, 'jobs', '2026-01-01_0000_broken_abcdef', 'job.json'), '{')

  const { text } = await client.system.report()
  await engine.close()
  expect(text).toMatch(/^Choreo 1\.2\.3 \(serve\), 20/)
  expect(text).toContain('ok ffmpeg')
  expect(text).toContain('ok key of EvoLink: set (from the environment)')
  expect(text).toContain('- dailyLimitUsd: 12')
  expect(text).toContain('Jobs: 30, unreadable: 1')
  expect(text).toContain('- failed: 20')
  expect(text).toContain('The last 20 failures')
  expect(text.match(/provider\.media-unreachable, at the provider/g)).toHaveLength(20)
  expect(text).toContain('~/.local/choreo/settings.json')
  for (const secret of [key, '0123456789abcdef', 'AKIAREPORT', home, `${homedir()}/`, 'adas-clips', 'film grain', 'dancer'])
    expect(text, secret).not.toContain(secret)
})
