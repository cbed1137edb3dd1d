/** The set-up on a new machine: what is missing is looked for where it comes from, and named where it cannot be had. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let nothing: string

beforeAll(async () => {
  nothing = await mkdtemp(join(tmpdir(), 'choreo-new-machine-'))
})
afterAll(() => rm(nothing, { recursive: true, force: true }))

/** What `step` of the set-up answers on a computer without programs on its path, where downloads are refused at once. */
async function onNewMachine(step: 'findBrowser' | 'findFfmpeg' | 'playwrightProgram') {
  const script = `import('./scripts/setup.mjs').then((setup) => console.log(JSON.stringify(setup.${step}())))`
  const env = { PATH: nothing, HOME: nothing, PLAYWRIGHT_BROWSERS_PATH: nothing, PLAYWRIGHT_DOWNLOAD_HOST: 'http://127.0.0.1:9' }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: root, env })
  return { answer: JSON.parse(stdout) as unknown, said: stderr }
}

it('a browser that cannot be had is a sentence with the command that brings it', async () => {
  const { answer, said } = await onNewMachine('findBrowser')
  expect(answer).toBeNull()
  expect(said).toMatch(/missing\. Run: npx playwright install/)
})

it('an ffmpeg that cannot be had is a sentence, too', async () => {
  const { answer, said } = await onNewMachine('findFfmpeg')
  if (answer === true) expect(said).toMatch(/ffmpeg: found/)
  else expect(said).toMatch(/ffmpeg: missing\. (Run: .*ffmpeg|Install ffmpeg)/)
})

it('the browser is fetched with the very Playwright that the tests use', async () => {
  const { answer } = await onNewMachine('playwrightProgram')
  const { stdout } = await promisify(execFile)(process.execPath, [String(answer), '--version'])
  const { version } = await import('playwright/package.json')
  expect(stdout).toContain(version)
})
