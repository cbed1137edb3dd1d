/** The window: what its first screen weighs, how soon it is there, and what one move of a handle costs. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { assess } from '../../src/domain/assess'
import { noEdits } from '../../src/domain/media'
import { providerList } from '../../src/domain/providers/all'
import { defaultRequest } from '../../src/domain/request'
import { costOf, countEach, found, rowsOf } from '../../src/renderer/screens/queue/rows'
import { createJobStore } from '../../src/renderer/state/job-store'
import { findChromium } from '../support/chromium-path.mjs'
import { jobView, laterView } from '../support/many-jobs'
import { imageFacts, videoFacts } from '../support/samples'
import { about, byTurns, median, medianRatio, milliseconds, report, withFolder } from './parts/measure'

const REPETITIONS = 7
const VIEW = { width: 1440, height: 900 }
/** A screen of 60 Hz. */
const FRAME_MS = 1000 / 60
const PLANS = 2000
const JOBS = 10_000
const EVENTS = 60

about(
  'The window',
  'First screen: what `choreo serve` sends to a browser with an empty cache until the compose screen stands, scripts compressed with gzip one by one. First paint: Chromium’s own `first-contentful-paint`, each in a new context. The rival is an empty page with one word from a bare Node server, in the same browser by turns. A move of a handle: the five verdicts with their plans, made anew.',
)

const executablePath = findChromium()
if (executablePath === null) {
  report({ row: 'first screen', ours: '', rival: '', ratio: '', target: '', note: 'not here: there is no Chromium' })
} else {
  await withFolder(async (home) => {
    const { url, end } = await serve(home)
    const bare = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html><p>Choreo</p>'))
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve))
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    try {
      const cookies = await enter(browser, url)
      const open = () => visit(browser, new URL('/', url).href, cookies)
      const rival = () => visit(browser, `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`, [])
      // Once for what is made on first use.
      const { scripts } = await open()
      report({
        row: 'JavaScript of the first screen, gzip',
        ours: `${(scripts / 1000).toFixed(1)} kB`,
        rival: '',
        ratio: '',
        target: '≤ 250 kB',
        note: '',
      })
      const pairs = await byTurns(REPETITIONS, open, rival)
      report({
        row: 'first contentful paint',
        ours: milliseconds(median(pairs.ours.map(({ paint }) => paint))),
        rival: milliseconds(median(pairs.rival.map(({ paint }) => paint))),
        ratio: medianRatio(pairs, ({ paint }) => paint),
        target: '≤ 500 ms',
        note: `fastest ${milliseconds(Math.min(...pairs.ours.map(({ paint }) => paint)))}`,
      })
    } finally {
      await browser.close()
      bare.close()
      end()
    }
  })
}

const began = performance.now()
for (let plan = 0; plan < PLANS; plan++) {
  const edits = { ...noEdits, trim: { start: plan / 1000, end: 9 + plan / 1000 } }
  const subject = { image: imageFacts(), video: videoFacts({ seconds: 30 }), request: defaultRequest, edits }
  for (const provider of providerList) assess(provider, subject)
}
const each = (performance.now() - began) / PLANS
report({
  row: 'one move of a handle: five verdicts',
  ours: `${each.toFixed(3)} ms`,
  rival: `${FRAME_MS.toFixed(1)} ms, a frame`,
  ratio: (each / FRAME_MS).toFixed(3),
  target: '≤ 1',
  note: '',
})

const store = createJobStore()
const saved = Array.from({ length: JOBS }, (_, number) => jobView(number, 'saved'))
store.takeList({ jobs: saved, unreadable: [] })
const going = Array.from({ length: EVENTS }, (_, number) => jobView(JOBS + number, 'running'))
for (const job of going) store.takeView(job)
const heard = performance.now()
for (const job of going) {
  store.takeView(laterView(job, 'downloading'))
  const rows = rowsOf(store.now().jobs ?? [], [])
  countEach(rows)
  costOf(found(rows, 'all', ''))
}
const event = (performance.now() - heard) / EVENTS
report({
  row: 'one event of a job among ten thousand, with all that the queue reckons',
  ours: `${event.toFixed(2)} ms`,
  rival: `${FRAME_MS.toFixed(1)} ms, a frame`,
  ratio: (event / FRAME_MS).toFixed(3),
  target: '≤ 0.3',
  note: '',
})

async function serve(home: string): Promise<{ url: string; end(): void }> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CHOREO_')))
  const child = spawn(
    process.execPath,
    [join('out', 'main', 'cli.js'), 'serve', '--port', '0', '--no-open', '--json', '--project', join(home, 'project')],
    {
      env: { ...environment, CHOREO_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url?: string }
    if (url) return { url, end: () => child.kill() }
  }
  throw new Error('choreo serve said no address')
}

type Cookies = Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['cookies']>>

/** The one-time token is exchanged once; what it gave is taken along. */
async function enter(browser: Browser, url: string): Promise<Cookies> {
  const context = await browser.newContext({ viewport: VIEW })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('main').waitFor()
  const cookies = await context.cookies()
  await context.close()
  return cookies
}

async function visit(browser: Browser, url: string, cookies: Cookies): Promise<{ paint: number; scripts: number }> {
  const context = await browser.newContext({ viewport: VIEW })
  if (cookies.length > 0) await context.addCookies(cookies)
  const page = await context.newPage()
  const bodies: Promise<number>[] = []
  page.on('response', (response) => {
    if (/javascript/.test(response.headers()['content-type'] ?? '')) bodies.push(response.body().then((body) => gzipSync(body).length))
  })
  await page.goto(url)
  if (cookies.length > 0) await page.getByRole('heading', { name: 'Character' }).waitFor()
  const paint = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const first = list.getEntriesByName('first-contentful-paint')[0]
          if (first) resolve(first.startTime)
        }).observe({ type: 'paint', buffered: true })
      }),
  )
  const scripts = (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0)
  await context.close()
  return { paint, scripts }
}
