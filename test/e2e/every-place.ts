/** A walk to every screen, dialog and notice of the window, in whatever words it speaks; each is looked at when it stands there. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { providers } from '../../src/domain/providers/all'
import type { Words } from '../../src/renderer/words/en'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { fixture } from '../support/media-fixtures'
import { sampleClip, sampleJob, samplePicture } from '../support/sample-job'
import { test as base, expect, type Face } from './face'

/** Names of files and projects, which stand for themselves in every language. */
export const namesOnTheWay = [
  'sample-character.jpg',
  'sample-dance.mp4',
  'photo.jpg',
  'photo.png',
  'late-index.mp4',
  'no-picture.png',
  'notes.txt',
  'Spring campaign',
]

/** As on the very first start, in a project with a job for each question that can be asked about one, beside another project. */
export const test = base.extend<{ projectDir: string }>({
  projectDir: async ({ projectDir, home }, use) => {
    await rm(join(home, 'settings.json'))
    const other = join(home, 'Spring campaign')
    await writeJobs(join(other, 'jobs'), [await sampleJob(77, 'failed')])
    await writeFile(join(other, 'choreo.json'), JSON.stringify({ schema: 1, name: 'Spring campaign' }))
    const listed = { projects: [{ dir: other, name: 'Spring campaign', openedAt: '2026-01-01T00:00:00Z' }] }
    await writeFile(join(home, 'projects.json'), JSON.stringify(listed))
    await writeJobs(join(projectDir, 'jobs'), [
      await sampleJob(1, 'failed'),
      // Nobody can look this one up by itself, nor ask about the next without a key.
      await sampleJob(2, 'unconfirmed', { provider: 'shortapi', remoteId: null }),
      await sampleJob(3, 'paused', { provider: 'highwayapi' }),
    ])
    await use(projectDir)
  },
})

export interface Walk {
  page: Page
  words: Words
  home: string
  dropFiles: Face['dropFiles']
  /** @param where for the report */
  look: (where: string) => Promise<void>
}

export async function everyPlace(walk: Walk): Promise<void> {
  await welcome(walk)
  await compose(walk)
  await aroundTheScreens(walk)
  await compare(walk)
  await queue(walk)
  await stopWaiting(walk)
  await jobsAlone(walk)
  await projectsAndSettings(walk)
  await batch(walk)
  // Once more with what came of it all: the same screens hold more now.
  await go(walk.page, 'queue')
  await walk.look('queue, with all that was made')
}

export async function go(page: Page, place: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = `#/${to}`
  }, place)
  await page.locator(`header.top a[href^="#/${place.split('/')[0]}"][aria-current="page"]`).waitFor()
  await page.getByRole('main').waitFor()
}

const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true }).first()

/** Opens a dialog, looks at it, and closes it the way that changes nothing. */
async function dialog({ page, look }: Walk, where: string, open: Locator, more: (inside: Locator) => Promise<void> = async () => {}) {
  await open.click()
  const inside = page.getByRole('dialog')
  await inside.waitFor()
  await settled(page)
  await look(where)
  await more(inside)
  await page.keyboard.press('Escape')
  await inside.waitFor({ state: 'detached' })
}

/** Nothing is being read any more. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('[role="status"]:visible', { hasText: '…' })).toHaveCount(0, { timeout: 60_000 })
}

async function welcome({ page, words, look }: Walk): Promise<void> {
  await page.getByRole('dialog', { name: words.welcome.title }).waitFor()
  await look('welcome')
  await button(page, words.welcome.close).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: words.wells.character, exact: true }).waitFor()
  await look('compose, empty')
}

async function compose(walk: Walk): Promise<void> {
  const { page, words, dropFiles, look } = walk
  await dropFiles(samplePicture, sampleClip)
  await page.getByText(words.edits.cropShape['1:1'], { exact: true }).first().click()
  await page.getByRole('region', { name: words.plan.title }).getByRole('listitem').first().waitFor()
  await look('compose, with both files')
  await dialog(walk, 'the request', button(page, words.actions.request))
  await dialog(walk, 'presets', button(page, words.presets.save))
  await button(page, words.wells.replace.image).click()
  await button(page, words.wells.keep.image).waitFor()
  await look('compose, replacing the picture')
  await button(page, words.wells.keep.image).click()
  await button(page, words.actions.save).click()
  await page.getByRole('region', { name: words.actions.preparedFiles }).getByLabel(words.actions.preparedClip, { exact: true }).waitFor()
  await look('compose, with the prepared files')
}

async function aroundTheScreens(walk: Walk): Promise<void> {
  const { page, words, look } = walk
  await dialog(walk, 'keys', button(page, words.help.open), async (inside) => {
    await button(inside, words.app.checkUp).click()
    await page.getByRole('dialog', { name: words.doctor.title }).getByRole('listitem').first().waitFor()
    await look('check-up')
  })
  await page.locator('header.top button.project').click()
  await page.locator('.project-menu', { hasText: 'Spring campaign' }).waitFor()
  await look('project menu')
  await page.keyboard.press('Escape')
}

async function compare(walk: Walk): Promise<void> {
  const { page, words, look } = walk
  await page.getByRole('radio', { name: 'EvoLink', exact: true }).check()
  await button(page, words.actions.rehearse).click()
  await page.waitForURL(/#\/compare\//)
  await page.getByText(words.jobs.state.saved, { exact: true }).first().waitFor({ timeout: 60_000 })
  await page.locator('video').nth(1).waitFor()
  await look('compare, side by side')
  await page.locator('details.history > summary').click()
  await page.locator('details.history li').nth(3).waitFor()
  await look('compare, with the history')
  for (const view of ['wipe', 'difference', 'side'] as const) {
    await page.getByText(words.job.viewOption[view], { exact: true }).click()
    if (view !== 'side') await look(`compare, ${view}`)
  }
  await dialog(walk, 'choose results', button(page, words.job.chooseResults))
  await dialog(walk, 'export side by side', button(page, words.job.export), async (inside) => {
    await button(inside, words.job.exportStart).click()
    await inside.getByLabel(words.job.exportPath, { exact: true }).waitFor({ timeout: 60_000 })
    await look('export side by side, done')
  })
}

const samplePair = (words: Words) => words.jobs.of('sample-character.jpg', 'sample-dance.mp4')

async function queue(walk: Walk): Promise<void> {
  const { page, words, look } = walk
  const pair = samplePair(words)
  await go(page, 'queue')
  await page.locator('.job-row').nth(3).waitFor()
  await look('queue')
  await dialog(walk, 'settle', button(page, words.settle.openNamed(pair)))
  await dialog(walk, 'try again', button(page, words.queue.retryNamed(pair)))
  await page.getByRole('switch', { name: words.queue.everywhere }).check()
  await page.locator('.job-row').nth(4).waitFor()
  await button(page, words.queue.pause).click()
  await page.getByText(words.queue.paused, { exact: true }).waitFor()
  await look('queue, paused, of all projects')
  await button(page, words.queue.unpause).click()
  await page.getByRole('switch', { name: words.queue.everywhere }).uncheck()
}

/** A job stays on its way while nothing is asked. */
async function stopWaiting(walk: Walk): Promise<void> {
  const { page, words } = walk
  await button(page, words.queue.pause).click()
  await go(page, 'compose')
  await button(page, words.actions.rehearse).click()
  await page.waitForURL(/#\/compare\//)
  await page.getByText(words.jobs.state.accepted, { exact: true }).first().waitFor()
  await dialog(walk, 'stop waiting', button(page, words.jobs.stopNamed(samplePair(words))))
  await go(page, 'queue')
  await button(page, words.queue.unpause).click()
}

async function jobsAlone({ page, look }: Walk): Promise<void> {
  for (const [number, state] of (['failed', 'unconfirmed', 'paused'] as const).entries()) {
    await go(page, `compare/${jobRecord(number + 1, state).id}`)
    await page.locator('.job-stage').waitFor()
    await look(`a job that is ${state}`)
  }
}

async function projectsAndSettings(walk: Walk): Promise<void> {
  const { page, words, look } = walk
  await go(page, 'projects')
  await page.getByRole('heading', { name: words.projects.title, exact: true }).waitFor()
  await settled(page)
  await look('projects')
  await go(page, 'settings')
  await page.getByRole('heading', { name: words.settings.keys.title, exact: true }).waitFor()
  await settled(page)
  await look('settings')
  await page.locator('summary', { hasText: words.settings.delivery.bucket }).click()
  await look('settings, with the bucket')
  await dialog(walk, 'error report', button(page, words.settings.computer.report))
}

async function batch({ page, words, home, dropFiles, look }: Walk): Promise<void> {
  const bad = join(home, 'no-picture.png')
  const other = join(home, 'notes.txt')
  await writeFile(bad, 'no picture')
  await writeFile(other, 'neither')
  await go(page, 'compose')
  await dropFiles(await fixture('photo.jpg'), await fixture('photo.png'), await fixture('late-index.mp4'), bad, other)
  const tray = page.getByRole('region', { name: words.batch.title })
  const make = button(page, words.batch.rehearse(2))
  await expect(make).toBeEnabled({ timeout: 60_000 })
  await tray.getByRole('listitem').filter({ hasText: 'no-picture.png' }).waitFor()
  await look('batch')
  await make.click()
  const notice = page.locator('.mantine-Notification-root').first()
  await notice.waitFor({ timeout: 60_000 })
  // Under the pointer it stays.
  await notice.hover()
  await look('batch under way, with a notice')
  await tray.getByText(words.batch.rehearsing(2, 2)).waitFor({ timeout: 60_000 })
  await button(page, words.batch.another).waitFor({ timeout: 60_000 })
  await look('batch, done')
}

/** What can only be seen with a key for EvoLink: its test, and the question before the same is paid a second time. */
export async function placesWithKeys({ page, words, dropFiles, look }: Omit<Walk, 'home'>): Promise<void> {
  await go(page, 'settings')
  await button(page, words.settings.keys.testFor('EvoLink')).click()
  await page.locator('.key-tested').waitFor()
  await settled(page)
  await look('settings, with a key that was tested')
  await go(page, 'compose')
  await page.getByRole('heading', { name: words.wells.character, exact: true }).waitFor()
  await dropFiles(await fixture('photo.jpg'), await fixture('late-index.mp4'))
  await page.getByRole('radio', { name: 'EvoLink', exact: true }).check()
  const run = page.locator('.compose-bar .bar-end button').last()
  await expect(run).toBeEnabled()
  await look('compose, with a key')
  await run.click()
  await page.waitForURL(/#\/compare\//)
  await page.getByText(words.jobs.state.saved, { exact: true }).first().waitFor({ timeout: 60_000 })
  await go(page, 'compose')
  await run.click()
  await page.getByRole('dialog', { name: words.again.title }).waitFor()
  await look('made a second time?')
  await page.keyboard.press('Escape')
}

/** What no catalogue says: names of providers, of projects, and places on this computer. */
export function ownNames(home: string): string[] {
  return [home, 'project', ...namesOnTheWay, ...Object.values(providers).map(({ name }) => name)]
}
