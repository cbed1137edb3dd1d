/** The same window in a browser (`serve`) or in Electron and its double (`desktop`): the Playwright project's name decides. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, test as base, _electron as electron, type Page } from '@playwright/test'
import { desktopLaunch } from '../support/electron-binary'
import { packagedFfprobe } from '../support/packaged-ffprobe'

const root = join(import.meta.dirname, '../..')

/** Rehearsals answer at once, so the waits between polls need not be a provider's. */
const PACE_SCALE = '0.02'

interface Opened {
  page: Page
  /** The one-time address; null in Electron. */
  url: string | null
  /** Ends the engine without a word, as a crash does. */
  kill(): Promise<void>
  close(): Promise<void>
}

export interface Face {
  home: string
  /** Added to the engine's environment. */
  environment: NodeJS.ProcessEnv
  projectDir: string
  opened: Opened
  /** Drops files from disk on the middle of the window, as a person does with both at once. */
  dropFiles: (...paths: string[]) => Promise<void>
  /** Drops one file on a well. */
  dropOn: (well: 'Character' | 'Motion', path: string) => Promise<void>
  /** What axe finds that keeps people out: serious and critical violations of the page as it is now. */
  barriers: () => Promise<string[]>
}

export const test = base.extend<Face, { chromium: () => Promise<Browser> }>({
  // One for all tests of a worker, begun by the first that shows itself in it; each test has a context of its own.
  chromium: [
    async ({ playwright, launchOptions }, use) => {
      let launched: Browser | null = null
      await use(async () => {
        if (!launched?.isConnected()) launched = await playwright.chromium.launch(launchOptions)
        return launched
      })
      await (launched as Browser | null)?.close()
    },
    { scope: 'worker' },
  ],
  home: async ({ browserName: _ }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'choreo-e2e-'))
    // Only the first start greets, and a greeting stands before everything else.
    await writeFile(join(home, 'settings.json'), JSON.stringify({ welcomed: true }))
    await use(home)
    await rm(home, { recursive: true, force: true })
  },
  environment: async ({ browserName: _ }, use) => {
    await use({})
  },
  projectDir: async ({ home }, use, info) => {
    await use(info.project.name === 'desktop' ? join(home, 'My first project') : join(home, 'project'))
  },
  opened: async ({ chromium, home, projectDir, environment }, use, info) => {
    const opened =
      info.project.name === 'desktop' ? await openDesktop(home, environment) : await openServe(chromium, home, projectDir, environment)
    await opened.page.getByRole('heading', { name: 'Character' }).waitFor()
    await use(opened)
    await opened.close()
  },
  page: async ({ opened }, use) => {
    await use(opened.page)
  },
  dropFiles: async ({ page }, use) => {
    await use((...paths) => drop(page, page.getByRole('main'), paths))
  },
  dropOn: async ({ page }, use) => {
    await use((well, path) => drop(page, page.getByRole('region', { name: well, exact: true }), [path]))
  },
  barriers: async ({ page }, use, info) => {
    await use(async () => {
      const builder = new AxeBuilder({ page })
      // Electron opens no second page in its context, which axe's newer way needs.
      if (info.project.name === 'desktop') builder.setLegacyMode(true)
      const { violations } = await builder.analyze()
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`)
    })
  },
})

export { expect } from '@playwright/test'

/** What is added to this process's environment; undefined takes a variable away. */
function environmentFor(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { CHOREO_PACE_SCALE: PACE_SCALE }
  // A key in the shell of whoever runs the tests must not turn a rehearsal into a purchase.
  for (const name of Object.keys(process.env)) if (/^CHOREO_\w+_API_KEY$/.test(name)) environment[name] = undefined
  return { ...environment, ...packagedFfprobe, ...more }
}

async function openDesktop(home: string, environment: NodeJS.ProcessEnv): Promise<Opened> {
  const app = await electron.launch(desktopLaunch(home, environmentFor(environment)))
  const kill = async () => {
    const ended = new Promise<void>((resolve) => app.once('close', () => resolve()))
    app.process().kill('SIGKILL')
    await ended
  }
  return { page: await app.firstWindow(), url: null, kill, close: () => app.close() }
}

async function openServe(
  chromium: () => Promise<Browser>,
  home: string,
  projectDir: string,
  environment: NodeJS.ProcessEnv,
): Promise<Opened> {
  const host = spawn(
    process.execPath,
    [join(root, 'out/main/cli.js'), 'serve', '--port', '0', '--no-open', '--json', '--project', projectDir],
    {
      env: { ...process.env, ...environmentFor(environment), CHOREO_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = new Promise<void>((resolve) => host.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const answer: { url?: string; ok?: boolean } = JSON.parse(line)
      if (answer.url) resolve(answer.url)
      else if (answer.ok === false) reject(new Error(line))
    })
    void ended.then(() => reject(new Error('serve ended before it had an address')))
  })
  const context = await (await chromium()).newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(url)
  return {
    page,
    url,
    async kill() {
      host.kill('SIGKILL')
      await ended
    },
    async close() {
      await context.close()
      host.kill('SIGTERM')
      await ended
    },
  }
}

/** A trusted drop of real files: made by the browser itself, not by a script in the page. */
async function drop(page: Page, on: ReturnType<Page['locator']>, files: string[]): Promise<void> {
  // A screen that was just gone to may still be on its way.
  await on.waitFor()
  const box = await on.boundingBox()
  if (!box) throw new Error('there is nothing to drop on')
  const devtools = await page.context().newCDPSession(page)
  const place = { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 400) / 2, data: { items: [], files, dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await devtools.send('Input.dispatchDragEvent', { type, ...place })
  await devtools.detach()
}

/** Plays for a moment and says what each clip on the page did. */
export function clipsOn(page: Page) {
  return page
    .locator('video')
    .evaluateAll((clips) =>
      clips.map((clip) =>
        clip instanceof HTMLVideoElement
          ? { at: clip.currentTime, width: clip.videoWidth, paused: clip.paused, length: clip.duration }
          : null,
      ),
    )
}
