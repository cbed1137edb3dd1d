/**
 * `node scripts/make-screenshots.mjs`: the pictures of the window in docs, each screen in both themes. Drives the built window
 * with the samples and rehearsals, as a person would; nothing leaves this computer.
 */
import { spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { findChromium } from '../test/support/chromium-path.mjs'
import { build } from './build.mjs'
import { root } from './setup.mjs'

const view = { width: 1440, height: 900 }
const shownWidth = 1200
const themes = ['dark', 'light']
const screens = ['compose', 'queue', 'compare', 'projects', 'settings']

const executablePath = findChromium()
if (!executablePath) throw new Error('There is no Chromium; `npm run setup` fetches one.')
if (!build()) process.exit(1)
// Its name is seen in the pictures.
const home = join(tmpdir(), 'Choreo')
await mkdir(home)
await writeFile(join(home, 'settings.json'), JSON.stringify({ welcomed: true, language: 'en', dailyLimitUsd: 20 }))
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CHOREO_')))
const host = spawn(
  process.execPath,
  [join(root, 'out/main/cli.js'), 'serve', '--port', '0', '--no-open', '--json', '--project', join(home, 'Spring campaign')],
  { env: { ...environment, CHOREO_HOME: home, CHOREO_PACE_SCALE: '0.05' }, stdio: ['ignore', 'pipe', 'inherit'] },
)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const said = JSON.parse(line)
      if (said.url) resolve(said.url)
      else if (said.ok === false) reject(new Error(line))
    })
  })
  const page = await browser.newPage({ viewport: view, colorScheme: 'dark' })
  await page.goto(url)
  await page.getByRole('button', { name: 'Try the samples' }).first().click()
  await page.getByRole('button', { name: 'Rehearse · free' }).waitFor()
  await page.getByText('as it is').first().waitFor()
  const jobs = []
  for (const provider of ['EvoLink', 'WaveSpeedAI']) {
    await page.evaluate(() => {
      window.location.hash = '#/compose'
    })
    await page.getByRole('radio', { name: provider }).check({ force: true })
    await page.getByRole('button', { name: 'Rehearse · free' }).click()
    await page.waitForURL(/#\/compare\//)
    await page.getByText('saved', { exact: true }).first().waitFor({ timeout: 60_000 })
    jobs.push(decodeURIComponent(new URL(page.url()).hash.split('/')[2]))
  }
  const places = { compare: `#/compare/${jobs.join(',')}` }
  await mkdir(join(root, 'docs'), { recursive: true })
  for (const screen of screens) {
    await page.evaluate((hash) => {
      window.location.hash = hash
    }, places[screen] ?? `#/${screen}`)
    await page.waitForTimeout(2500)
    await page.locator('.mantine-Notification-closeButton').evaluateAll((buttons) => {
      for (const button of buttons) button.click()
    })
    if (screen === 'compose') await page.getByRole('radio', { name: 'EvoLink' }).check({ force: true })
    if (screen === 'compare')
      await page.locator('video').evaluateAll((films) => {
        for (const film of films) film.currentTime = 2.5
      })
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      await page.waitForTimeout(700)
      const shot = await page.screenshot()
      await sharp(shot)
        .resize(shownWidth)
        .png({ palette: true, quality: 80, effort: 10 })
        .toFile(join(root, 'docs', `${screen}-${theme}.png`))
    }
  }
} finally {
  await browser.close()
  host.kill()
  await rm(home, { recursive: true, force: true })
}
