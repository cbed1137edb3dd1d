/** What the desktop shows of the jobs beside the window: the taskbar, the system's notices, the question at closing; and a kill between. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test'
import { desktopLaunch, realElectron } from '../support/electron-binary'
import { jobRecord, writeJobs } from '../support/many-jobs'

const root = resolve(import.meta.dirname, '../..')

/** As slow as it has to be for things to happen while a job goes on. */
const PACE_SCALE = '0.2'

let home: string
let app: ElectronApplication
let page: Page

async function launch(): Promise<void> {
  const noKeys = Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^CHOREO_\w+_API_KEY$/.test(name))
      .map((name) => [name, undefined]),
  )
  app = await electron.launch(desktopLaunch(home, { ...noKeys, CHOREO_PACE_SCALE: PACE_SCALE }))
  page = await app.firstWindow()
  await page.getByRole('heading', { name: 'Character' }).waitFor()
}

/** Begins a rehearsal of the samples; answers when the stand-in has taken it on. */
async function rehearse(): Promise<void> {
  await page.getByLabel('Picture file').setInputFiles(join(root, 'resources/sample-character.jpg'))
  await page.getByLabel('Clip file').setInputFiles(join(root, 'resources/sample-dance.mp4'))
  await page.getByRole('button', { name: 'Rehearse · free' }).click()
  await expect(page.getByText(/^(accepted, waiting for its turn|being made)$/).first()).toBeVisible({ timeout: 60_000 })
}

test.beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'choreo-standing-'))
  await writeFile(join(home, 'settings.json'), JSON.stringify({ welcomed: true, language: 'en' }))
  await launch()
})

test.afterEach(async () => {
  await app.close().catch(() => {})
  await rm(home, { recursive: true, force: true })
})

// The real system shows its notices and its taskbar to a person, and nothing outside can read them or press a message box.
if (realElectron() === null) {
  test('an open job stands in the taskbar, is asked about at closing, and is told of by the system when nobody sees the window', async () => {
    const progress = () => app.evaluate(({ BrowserWindow }) => Reflect.get(BrowserWindow.getAllWindows()[0] ?? {}, 'progress') as number)
    const notices = () =>
      app.evaluate(({ Notification }) =>
        (Reflect.get(Notification, 'shown') as { title: string; body: string }[]).map(({ title, body }) => ({ title, body })),
      )
    await app.evaluate(({ dialog }) => {
      const asked: { message: string; detail: string; buttons: string[] }[] = []
      Object.assign(globalThis, { asked })
      dialog.showMessageBox = async (...given: unknown[]) => {
        asked.push(given.at(-1) as (typeof asked)[number])
        // Keep open.
        return { response: 1, checkboxChecked: false }
      }
    })
    expect(await progress()).toBe(-1)
    await rehearse()
    expect(await progress()).toBeGreaterThanOrEqual(0)

    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    const asked = () => app.evaluate(() => Reflect.get(globalThis, 'asked') as { message: string; detail: string; buttons: string[] }[])
    await expect.poll(async () => (await asked()).length).toBe(1)
    expect((await asked())[0]).toMatchObject({ message: 'One job is still open.', buttons: ['Close', 'Keep open'] })
    expect((await asked())[0]?.detail).toContain('go on here at the next start')
    expect(page.isClosed()).toBe(false)

    // Whoever is called back was somewhere else.
    await page.getByRole('link', { name: 'Settings' }).click()
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await expect.poll(notices, { timeout: 60_000 }).toEqual([{ title: 'Saved', body: 'sample-character.jpg with sample-dance.mp4' }])
    expect(await progress()).toBe(-1)

    await test.step('a click on the notice brings the window back and opens that job', async () => {
      await app.evaluate(({ Notification }) => (Reflect.get(Notification, 'shown') as { emit(event: string): void }[])[0]?.emit('click'))
      await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())).toBe(false)
      await expect(page.getByLabel('Result clip')).toBeVisible()
      expect(page.url()).toMatch(/#\/compare\/[^,]+$/)
    })

    await test.step('with nothing open nobody is asked', async () => {
      const process = app.process()
      const ended = new Promise((done) => process.once('exit', done))
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => {})
      expect(await ended).toBe(0)
    })
  })
}

test('a notice leads to the job it was about, several jobs to the queue, and one of another project to the jobs of all', async () => {
  await app.close()
  await writeJobs(join(home, 'My first project', 'jobs'), [jobRecord(1, 'unconfirmed'), jobRecord(2, 'failed')])
  await launch()
  const [first, second] = [jobRecord(1, 'unconfirmed').id, jobRecord(2, 'failed').id]
  // As a click on the system's notice does.
  const clicked = (...jobs: string[]) =>
    app.evaluate(({ BrowserWindow }, about) => BrowserWindow.getAllWindows()[0]?.webContents.send('choreo:show', about), jobs)
  await expect(page.getByRole('link', { name: /^Queue/ })).toBeVisible()

  await clicked(first)
  await expect(page.getByRole('button', { name: /^Settle / })).toBeVisible()
  expect(page.url()).toContain(`#/compare/${first}`)
  await clicked(first, second)
  await expect(page.getByRole('row')).toHaveCount(3)
  await expect(page.getByRole('switch', { name: 'All projects' })).not.toBeChecked()
  await clicked('of another project')
  await expect(page.getByRole('switch', { name: 'All projects' })).toBeChecked()

  await test.step('what is no list of jobs leads nowhere', async () => {
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.evaluate((id) => window.postMessage({ choreo: 'show', jobs: id }, '*'), first)
    await page.evaluate(() => window.postMessage({ choreo: 'show' }, '*'))
    await expect(page.getByRole('heading', { name: 'Keys' })).toBeVisible()
    expect(page.url()).toContain('#/settings')
  })
})

test('a job that was open when Choreo was killed goes on by itself at the next start', async () => {
  await rehearse()
  const ended = new Promise<void>((done) => app.once('close', () => done()))
  app.process().kill('SIGKILL')
  await ended
  await launch()
  await page.getByRole('link', { name: /^Queue/ }).click()
  const row = page.getByRole('row').filter({ hasText: 'sample-dance.mp4' })
  await expect(row).toContainText('saved', { timeout: 60_000 })
  await expect(row).toHaveCount(1)
})
