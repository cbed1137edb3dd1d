/** The life of the desktop app: it shows itself when there is something to see, takes files, starts once, and ends cleanly. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test'
import type { Line } from '../../src/renderer/client'
import { desktopLaunch, realElectron } from '../support/electron-binary'
import { pageLineScript } from '../support/page-line'

declare global {
  var testLine: Line
}

const root = resolve(import.meta.dirname, '../..')
const picture = join(root, 'test/e2e/desktop-life.spec.ts')

let home: string
let app: ElectronApplication
let page: Page

test.beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'choreo-life-'))
  app = await electron.launch(desktopLaunch(home))
  page = await app.firstWindow()
  await page.waitForSelector('#root > *')
})

test.afterEach(async () => {
  await app.close().catch(() => {})
  rmSync(home, { recursive: true, force: true })
})

test('the window is shown once it has loaded, and knows its version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
  await page.evaluate(await pageLineScript())
  const info = await page.evaluate(() => testLine.client.system.info())
  expect(info.version).toBe(version)
  expect(info.canReveal).toBe(true)
  expect(await app.evaluate(({ app: electronApp }) => electronApp.getVersion())).toBe(version)
})

test('a dropped file becomes a ticket for exactly that file', async () => {
  await page.evaluate(await pageLineScript())
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'dropped' })
    document.body.append(input)
  })
  await page.setInputFiles('#dropped', picture)
  const opened = await page.evaluate(async () => {
    const input = document.querySelector('#dropped')
    const file = input instanceof HTMLInputElement ? input.files?.[0] : undefined
    if (!file) throw new Error('no file')
    const ticket = await window.choreoHost?.admitFile(file)
    if (!ticket) throw new Error('no ticket')
    return { ticket, answer: await testLine.client.media.open({ ticket }) }
  })
  expect(opened.ticket).toMatch(/^[a-f0-9]{32}$/)
  // The engine found the file and looked into it: it is text, neither a picture nor a clip.
  expect(opened.answer.ok).toBe(false)
  if (!opened.answer.ok) expect(opened.answer.failure.message).toContain('desktop-life.spec.ts')
})

test('a dialog that is closed gives no ticket', async () => {
  const asked = await app.evaluate(({ dialog }) => {
    const seen: string[] = []
    dialog.showOpenDialog = async (...given: unknown[]) => {
      seen.push(JSON.stringify(given.at(-1)))
      Object.assign(globalThis, { seenDialogs: seen })
      return { canceled: true, filePaths: [] }
    }
    return seen.length
  })
  expect(asked).toBe(0)
  expect(await page.evaluate(() => window.choreoHost?.chooseFile('image'))).toBeNull()
  const seen = await app.evaluate(() => Reflect.get(globalThis, 'seenDialogs'))
  expect(seen).toHaveLength(1)
  expect(seen[0]).toContain('"png"')
})

test('dialogs and the menu speak the language that was chosen, from then on', async () => {
  await app.evaluate(({ dialog }) => {
    const asked: { title: string; buttonLabel: string; filters?: { name: string }[] }[] = []
    Object.assign(globalThis, { asked })
    dialog.showOpenDialog = async (...given: unknown[]) => {
      asked.push(given.at(-1) as (typeof asked)[number])
      return { canceled: true, filePaths: [] }
    }
  })
  const chosen = async (kind: 'image' | 'video' | 'folder') => {
    await page.evaluate((wanted) => window.choreoHost?.chooseFile(wanted), kind)
    const options = await app.evaluate(() => Reflect.get(globalThis, 'asked').at(-1))
    return [options.title, options.buttonLabel, ...(options.filters ?? []).map(({ name }: { name: string }) => name)]
  }
  const menu = () =>
    app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.flatMap((item) => [item.label, item.submenu?.items[0]?.label ?? '']) ?? [])
  await page.evaluate(await pageLineScript())
  await page.evaluate(() => testLine.client.settings.set({ language: 'en' }))
  expect(await chosen('image')).toEqual(['Choose a picture', 'Choose', 'Pictures', 'All files'])
  await expect.poll(menu).toContain('Edit')

  await page.evaluate(() => testLine.client.settings.set({ language: 'de' }))
  expect(await chosen('video')).toEqual(['Clip wählen', 'Auswählen', 'Clips', 'Alle Dateien'])
  expect(await chosen('folder')).toEqual(['Projektordner wählen', 'Auswählen'])
  await expect.poll(menu).toEqual(expect.arrayContaining(['Bearbeiten', 'Rückgängig', 'Ansicht', 'Originalgröße', 'Fenster']))
  await page.evaluate(() => testLine.client.settings.set({ language: 'zh-CN' }))
  expect(await chosen('image')).toEqual(['选择图片', '选择', '图片', '所有文件'])
  await expect.poll(menu).toEqual(expect.arrayContaining(['编辑', '显示']))

  await test.step('and at the next start', async () => {
    await app.close()
    app = await electron.launch(desktopLaunch(home))
    page = await app.firstWindow()
    await page.waitForSelector('#root > *')
    await expect.poll(menu).toEqual(expect.arrayContaining(['编辑', '显示']))
  })
})

test('a reloaded page gets a line of its own, and the old one closes', async () => {
  const ports = () => app.evaluate(() => Reflect.get(globalThis, 'ports'))
  // An answer on a later line says that the first page's own has arrived, and is not counted.
  await page.evaluate(await pageLineScript())
  await page.evaluate(() => testLine.client.system.info())
  await app.evaluate(({ ipcMain }) => {
    const counts = { opened: 0, closed: 0 }
    Object.assign(globalThis, { ports: counts })
    ipcMain.on('choreo:port', (event) => {
      counts.opened++
      event.ports[0]?.on('close', () => counts.closed++)
    })
  })
  await page.reload()
  await page.waitForSelector('#root > *')
  await expect.poll(ports).toEqual({ opened: 1, closed: 0 })
  await page.reload()
  await page.waitForSelector('#root > *')
  await expect.poll(ports).toEqual({ opened: 2, closed: 1 })
  await page.evaluate(await pageLineScript())
  expect(await page.evaluate(async () => (await testLine.client.system.info()).project.name)).not.toBe('')
})

test('a page that dies is loaded again; one that dies twice asks first', async () => {
  await app.evaluate(({ dialog }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = async (...given: unknown[]) => {
      asked.push(JSON.stringify(given.at(-1)))
      return { response: 0, checkboxChecked: false }
    }
  })
  for (const questions of [0, 1]) {
    await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      await contents?.executeJavaScript('window.beforeTheCrash = true')
      contents?.forcefullyCrashRenderer()
    })
    const state = () =>
      app.evaluate(async ({ BrowserWindow }) => {
        const look = "window.beforeTheCrash ? 'old' : document.querySelector('#root > *') ? 'new' : 'empty'"
        const answer = BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(look)
        return Promise.race([answer?.catch(() => 'dead'), new Promise((done) => setTimeout(() => done('dead'), 1000))])
      })
    await expect.poll(state).toBe('new')
    const asked = await app.evaluate(() => Reflect.get(globalThis, 'asked'))
    expect(asked).toHaveLength(questions)
  }
})

test('closing the window ends the app', async () => {
  const process = app.process()
  const ended = new Promise((done) => process.once('exit', done))
  await page.close()
  expect(await ended).toBe(0)
})

test('a second start brings the first window forward and ends', async () => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const { args, env, executablePath = realElectron() } = desktopLaunch(home)
  if (executablePath === null) throw new Error('nothing to start')
  const second = spawn(executablePath, args, { env, stdio: 'ignore', shell: process.platform === 'win32' })
  expect(await new Promise((done) => second.once('exit', done))).toBe(0)
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())).toBe(false)
})

// The real message box waits for a person, and nothing outside can press its buttons.
if (realElectron() === null) {
  test('an engine that cannot open says why before the app ends', async () => {
    const { args, env } = desktopLaunch(join(home, 'other'), { CHOREO_PACE_SCALE: 'soon' })
    const launcher = join(root, 'test/support/electron-double/launch.mjs')
    const child = spawn(process.execPath, [launcher, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    expect(await new Promise((done) => child.once('exit', done))).toBe(0)
    expect(said).toContain('CHOREO_PACE_SCALE is “soon”')
  })
}
