/** Another project in the same window: chosen, dropped or made, and the page loads itself again with it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test'
import type { Line } from '../../src/renderer/client'
import { desktopLaunch } from '../support/electron-binary'
import { pageLineScript } from '../support/page-line'

declare global {
  var testLine: Line
}

let home: string
let app: ElectronApplication
let page: Page

test.beforeEach(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'choreo-projects-')))
  app = await electron.launch(desktopLaunch(home))
  page = await app.firstWindow()
  await arrived()
})
test.afterEach(async () => {
  await app.close().catch(() => {})
  rmSync(home, { recursive: true, force: true })
})

async function arrived() {
  await page.waitForSelector('#root > *')
  await page.evaluate(await pageLineScript())
}

/** As the window does after an answer that is `ok`. */
async function loadItselfAgain() {
  await page.evaluate(() => {
    document.title = 'the page before'
    window.location.reload()
  })
  await expect.poll(() => page.title()).not.toBe('the page before')
  await arrived()
}

const shownProject = () => page.evaluate(async () => (await testLine.client.system.info()).project)

test('made, dropped and chosen projects take the place of the first one, which stays on the list', async () => {
  const made = await page.evaluate(() => testLine.client.projects.open({ create: 'Second' }))
  expect(made).toEqual({ ok: true, value: { dir: join(home, 'Second'), name: 'Second' } })
  await loadItselfAgain()
  expect(await shownProject()).toEqual({ dir: join(home, 'Second'), name: 'Second' })
  expect(await page.evaluate(() => testLine.client.jobs.list())).toEqual({ ok: true, value: { jobs: [], unreadable: [] } })

  // A folder is dropped: it is neither picture nor clip, and its ticket opens a project.
  const folder = join(home, 'dropped folder')
  mkdirSync(folder)
  await page.evaluate(() => {
    document.documentElement.addEventListener(
      'drop',
      (event) => {
        event.preventDefault()
        event.stopImmediatePropagation()
        const file = event.dataTransfer?.files[0]
        if (file) void window.choreoHost?.admitFile(file).then((ticket) => Object.assign(window, { ticket }))
      },
      { capture: true },
    )
  })
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [folder], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'ticket'))).toMatch(/^[a-f0-9]{32}$/)
  const dropped = await page.evaluate(async () => {
    const ticket = Reflect.get(window, 'ticket')
    return { asFile: await testLine.client.media.open({ ticket }), asProject: await testLine.client.projects.open({ ticket }) }
  })
  expect(dropped.asFile).toMatchObject({ ok: false, failure: { code: 'input.not-a-file' } })
  expect(dropped.asProject).toEqual({ ok: true, value: { dir: folder, name: 'dropped folder' } })
  await loadItselfAgain()
  expect((await shownProject()).dir).toBe(folder)

  // A folder is chosen in the system's dialog.
  await app.evaluate(
    ({ dialog }, chosen) => {
      dialog.showOpenDialog = async (...given: unknown[]) => {
        Object.assign(globalThis, { askedFor: JSON.stringify(given.at(-1)) })
        return { canceled: false, filePaths: [chosen] }
      }
    },
    join(home, 'Second'),
  )
  const ticket = await page.evaluate(() => window.choreoHost?.chooseFile('folder'))
  expect(await app.evaluate(() => Reflect.get(globalThis, 'askedFor'))).toContain('openDirectory')
  expect(await page.evaluate((given) => testLine.client.projects.open({ ticket: given ?? '' }), ticket)).toMatchObject({ ok: true })
  await loadItselfAgain()
  const list = await page.evaluate(() => testLine.client.projects.list())
  expect(list.map(({ name, current }) => [name, current])).toEqual([
    ['Second', true],
    ['dropped folder', false],
    ['My first project', false],
  ])
})

test('the page may load itself again, and go nowhere else', async () => {
  const address = page.url()
  for (const elsewhere of ['app://choreo/other.html', 'app://choreo/index.html?a=1', 'https://example.com/']) {
    await page.evaluate((url) => window.location.assign(url), elsewhere)
    await page.waitForTimeout(300)
    expect(page.url()).toBe(address)
  }
  await loadItselfAgain()
  expect(page.url()).toBe(address)
  // On any of its screens, and once more there.
  await page.evaluate(() => {
    window.location.hash = '#/queue'
  })
  await loadItselfAgain()
  await loadItselfAgain()
  expect(page.url()).toBe(`${address.replace(/#.*$/, '')}#/queue`)
})
