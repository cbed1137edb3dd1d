/** Electron's security checklist against the built app, as far as a running app can show it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import type { Line } from '../../src/renderer/client'
import { desktopLaunch } from '../support/electron-binary'
import { pageLineScript } from '../support/page-line'

declare global {
  var testLine: Line
  /** Addresses that were handed to the system's browser. */
  var sentOutside: string[]
}

let home: string
let app: ElectronApplication
let page: Page

test.beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'choreo-security-'))
  app = await electron.launch(desktopLaunch(home))
  page = await app.firstWindow()
  await page.waitForSelector('#root > *')
  await app.evaluate(({ dialog, shell }) => {
    globalThis.sentOutside = []
    shell.openExternal = async (url) => void globalThis.sentOutside.push(url)
    dialog.showOpenDialog = async () => ({ canceled: true, filePaths: [] })
  })
})

test.afterAll(async () => {
  await app?.close()
  rmSync(home, { recursive: true, force: true })
})

/** Status and headers that an own scheme answers. */
function ask(url: string, method = 'GET') {
  return app.evaluate(
    async ({ net }, request) => {
      const response = await net.fetch(request.url, { method: request.method })
      return { status: response.status, headers: Object.fromEntries(response.headers) }
    },
    { url, method },
  )
}

async function openTestLine() {
  await page.evaluate(await pageLineScript())
}

/** A file on disk becomes a playable link, by way of the system's dialog as a person would use it. */
async function addClip(path: string): Promise<string> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen], bookmarks: [] })
  }, path)
  return page.evaluate(async () => {
    const ticket = await window.choreoHost?.chooseFile('video')
    if (!ticket) throw new Error('the dialog gave no ticket')
    const [info, item] = await Promise.all([testLine.client.system.info(), testLine.client.media.open({ ticket })])
    if (!item.ok) throw new Error(item.failure.message)
    return info.mediaBase + item.value.href
  })
}

function makeClip(name: string, source: string): string {
  const path = join(home, name)
  const args = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    `${source}=d=8:s=640x360:r=30`,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
  ]
  execFileSync('ffmpeg', [...args, '-movflags', '+faststart', path])
  return path
}

test('the window is sandboxed, isolated and without Node', async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents: object | undefined = window?.webContents
    // Electron has this function, but its type declarations do not mention it.
    if (!contents || !('getLastWebPreferences' in contents) || typeof contents.getLastWebPreferences !== 'function') return null
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  })
})

test('the page sees no Node and no Electron', async () => {
  const seen = await page.evaluate(() =>
    ['require', 'process', 'module', 'exports', 'global', 'Buffer', '__dirname', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
  )
  expect(seen).toEqual([])
})

test('the preload gives exactly four things, and they cannot be replaced', async () => {
  const surface = await page.evaluate(() => {
    const host = window.choreoHost
    const before = host?.admitFile
    try {
      Object.defineProperty(window, 'choreoHost', { value: { kind: 'forged' } })
    } catch {
      // Refused loudly is as good as refused silently.
    }
    const descriptor = Object.getOwnPropertyDescriptor(window, 'choreoHost')
    return {
      keys: Object.keys(host ?? {}).sort(),
      kind: window.choreoHost?.kind,
      same: window.choreoHost?.admitFile === before,
      writable: descriptor?.writable,
      configurable: descriptor?.configurable,
    }
  })
  expect(surface).toEqual({
    keys: ['admitFile', 'chooseFile', 'kind', 'pastedPicture'],
    kind: 'desktop',
    same: true,
    writable: false,
    configurable: false,
  })
})

test('a file made up by the page gets no ticket', async () => {
  const tickets = await page.evaluate(async () => {
    const forged = new File(['x'], '/etc/passwd')
    Object.defineProperty(forged, 'path', { value: '/etc/passwd' })
    return [await window.choreoHost?.admitFile(forged), await window.choreoHost?.admitFile(new File([], 'clip.mp4'))]
  })
  expect(tickets).toEqual([null, null])
})

test('a pasted picture is read by main, and the page gets a ticket for it', async () => {
  expect(await page.evaluate(() => window.choreoHost?.pastedPicture())).toBeNull()
  const png = (
    await sharp({ create: { width: 400, height: 500, channels: 3, background: 'teal' } })
      .png()
      .toBuffer()
  ).toString('base64')
  await app.evaluate(({ clipboard }, base64) => {
    const picture = { types: ['image/png'], getType: async () => new Blob([Buffer.from(base64, 'base64')]) }
    Object.assign(clipboard, { read: async () => [picture] })
  }, png)
  // Somebody has to be there to paste for.
  await page.getByRole('heading', { name: 'Character' }).waitFor()
  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File(['a screenshot'], 'image.png', { type: 'image/png' }))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('region', { name: 'Character', exact: true })).toContainText('400×500 · PNG')
})

test('the page cannot leave', async () => {
  const before = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
  expect(before).toMatch(/^app:\/\/choreo\//)
  for (const target of ['https://example.com/', 'http://127.0.0.1:9/', 'file:///etc/passwd', 'data:text/html,<h1>elsewhere</h1>']) {
    await page.evaluate((url) => {
      window.location.href = url
    }, target)
    await page.waitForTimeout(400)
    const now = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
    expect(now, target).toBe(before)
  }
  await expect(page.locator('#root > *').first()).toBeAttached()
})

test('no second window opens, and only https links to key pages reach the system', async () => {
  await app.evaluate(() => {
    globalThis.sentOutside = []
  })
  const links = [
    'https://wavespeed.ai/accesskey',
    'http://wavespeed.ai/accesskey',
    'https://wavespeed.ai.example.com/',
    'https://wavespeed.ai:8443/',
    'https://someone@wavespeed.ai/',
    'https://example.com/',
    'file:///etc/passwd',
    'about:blank',
  ]
  const opened = await page.evaluate((urls) => urls.map((url) => window.open(url) !== null), links)
  expect(opened).toEqual(links.map(() => false))
  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), {
      href: 'https://evolink.ai/dashboard/keys',
      target: '_blank',
      textContent: 'keys',
    })
    document.body.append(link)
    link.click()
    link.remove()
  })
  await expect
    .poll(() => app.evaluate(() => globalThis.sentOutside))
    .toEqual(['https://wavespeed.ai/accesskey', 'https://evolink.ai/dashboard/keys'])
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(app.windows()).toHaveLength(1)
})

test('every permission is denied', async () => {
  const states = await page.evaluate(async () => {
    const asked: PermissionName[] = ['geolocation', 'notifications', 'camera', 'microphone', 'midi']
    const found = await Promise.all(asked.map(async (name) => (await navigator.permissions.query({ name })).state))
    const position = await new Promise<string>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('given'),
        (error) => resolve(error.code === error.PERMISSION_DENIED ? 'denied' : error.message),
      )
    })
    const camera = await navigator.mediaDevices.getUserMedia({ video: true, audio: true }).then(
      () => 'given',
      (error: DOMException) => error.name,
    )
    return { found, position, camera, notification: await Notification.requestPermission() }
  })
  expect(states.found).toEqual(['denied', 'denied', 'denied', 'denied', 'denied'])
  expect(states.position).toBe('denied')
  // Without any camera Chromium may say so before it asks.
  expect(['NotAllowedError', 'NotFoundError']).toContain(states.camera)
  expect(states.notification).toBe('denied')
})

test('another window, and our window on another page, get nothing from main', async () => {
  const answers = await app.evaluate(async ({ BrowserWindow }) => {
    const [ours] = BrowserWindow.getAllWindows()
    const contents: object | undefined = ours?.webContents
    if (!ours || !contents || !('getLastWebPreferences' in contents) || typeof contents.getLastWebPreferences !== 'function')
      throw new Error('no window')
    const { preload } = contents.getLastWebPreferences()
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
    await stranger.loadURL('app://choreo/index.html')
    const attempt = `(async () => {
      const choose = await choreoHost.chooseFile('video').then((ticket) => 'answered ' + ticket, (error) => error.message)
      const { port1, port2 } = new MessageChannel()
      const closed = new Promise((resolve) => port1.addEventListener('close', () => resolve('closed')))
      port1.start()
      window.postMessage('choreo:port', '*', [port2])
      const port = await Promise.race([closed, new Promise((resolve) => setTimeout(() => resolve('open'), 3000))])
      return { choose, port }
    })()`
    const fromStranger = await stranger.webContents.executeJavaScript(attempt)
    stranger.destroy()
    await ours.loadURL('about:blank')
    const fromElsewhere = await ours.webContents.executeJavaScript(attempt)
    await ours.loadURL('app://choreo/index.html')
    const fromHome = await ours.webContents.executeJavaScript(attempt)
    return { fromStranger, fromElsewhere, fromHome }
  })
  expect(answers.fromStranger).toEqual({ choose: expect.stringContaining('refused'), port: 'closed' })
  expect(answers.fromElsewhere).toEqual({ choose: expect.stringContaining('refused'), port: 'closed' })
  // The same attempt from where it may come from: nothing else made the difference.
  expect(answers.fromHome).toEqual({ choose: 'answered null', port: 'open' })
})

test('own schemes stay inside their folders', async () => {
  expect((await ask('app://choreo/index.html')).status).toBe(200)
  for (const url of [
    'app://choreo/..%2fmain/index.js',
    'app://choreo/..%2f..%2fpackage.json',
    'app://choreo/%2e%2e%2f%2e%2e%2fpackage.json',
    'app://choreo/assets/..%2f..%2f..%2fpackage.json',
  ])
    expect((await ask(url)).status, url).toBe(403)
  for (const url of [
    'app://choreo/%2fetc%2fpasswd',
    'app://choreo/../../package.json',
    'app://choreo/index.html%00.png',
    'app://choreo/%E0%A4%A',
    'app://choreo/',
    'app://elsewhere/index.html',
    'media://choreo/m/',
    'media://choreo/m/..%2f..%2fetc%2fpasswd',
    'media://choreo/m/%2fetc%2fpasswd',
    'media://choreo/m/0123456789abcdef0123456789abcdef',
    'media://choreo/etc/passwd',
    'media://elsewhere/m/0123456789abcdef0123456789abcdef',
  ])
    expect((await ask(url)).status, url).toBe(url === 'app://choreo/' ? 200 : 404)
  expect((await ask('app://choreo/index.html', 'POST')).status).toBe(405)
})

test('the page is served with a policy that allows it nothing but itself and media', async () => {
  const { headers } = await ask('app://choreo/index.html')
  const policy = new Map(
    (headers['content-security-policy'] ?? '').split('; ').map((rule) => [rule.split(' ')[0] ?? '', rule.split(' ').slice(1)]),
  )
  expect(policy.get('default-src')).toEqual(["'none'"])
  expect(policy.get('script-src')).toEqual(["'self'"])
  expect(policy.get('connect-src')).toEqual(["'none'"])
  expect(policy.get('base-uri')).toEqual(["'none'"])
  expect(policy.get('form-action')).toEqual(["'none'"])
  expect(policy.get('frame-ancestors')).toEqual(["'none'"])
  expect(headers['x-content-type-options']).toBe('nosniff')
})

test('the policy holds: no request goes out, no foreign or inline script runs', async () => {
  const outcome = await page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const sent = await fetch('https://example.com/').then(
      () => true,
      () => false,
    )
    const inline = Object.assign(document.createElement('script'), { textContent: 'window.inlineRan = true' })
    const foreign = Object.assign(document.createElement('script'), { src: 'https://example.com/x.js' })
    const frame = Object.assign(document.createElement('iframe'), { src: 'https://example.com/' })
    document.body.append(inline, foreign, frame)
    await new Promise((resolve) => setTimeout(resolve, 500))
    for (const node of [inline, foreign, frame]) node.remove()
    return { sent, ran: 'inlineRan' in window, violations: [...new Set(violations)].sort() }
  })
  expect(outcome).toEqual({ sent: false, ran: false, violations: ['connect-src', 'frame-src', 'script-src-elem'] })
})

test('two clips play side by side and seek', async () => {
  const paths = [makeClip('reference.mp4', 'testsrc2'), makeClip('result.mp4', 'smptebars')]
  await openTestLine()
  const links = [await addClip(paths[0] ?? ''), await addClip(paths[1] ?? '')]
  expect(new Set(links).size).toBe(2)
  const played = await page.evaluate(async (sources) => {
    const players = sources.map((src) => Object.assign(document.createElement('video'), { src, muted: true }))
    document.body.append(...players)
    const heard = (player: HTMLVideoElement, event: string) =>
      new Promise<void>((resolve, reject) => {
        player.addEventListener(event, () => resolve(), { once: true })
        player.addEventListener('error', () => reject(new Error(player.error?.message)), { once: true })
      })
    await Promise.all(players.map((player) => player.play()))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const running = players.map((player) => player.currentTime > 0.2 && !player.paused && player.videoWidth === 640)
    const jumps: number[] = []
    for (const time of [6, 1.5, 7]) {
      await Promise.all(
        players.map((player) => {
          const done = heard(player, 'seeked')
          player.currentTime = time
          return done
        }),
      )
      jumps.push(...players.map((player) => Math.abs(player.currentTime - time)))
    }
    const still = players.map((player) => !player.paused && player.error === null)
    const seekable = players.map((player) => player.seekable.end(0))
    for (const player of players) player.remove()
    return { running, still, seekable, worstJump: Math.max(...jumps) }
  }, links)
  expect(played.running).toEqual([true, true])
  expect(played.still).toEqual([true, true])
  for (const end of played.seekable) expect(end).toBeGreaterThan(7.9)
  expect(played.worstJump).toBeLessThan(0.5)
})
