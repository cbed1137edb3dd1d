/** Which Chromium the tests drive. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const system = [
  // Without what a person’s browser does beside the page: the windows are through in three quarters of the time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * CHOREO_CHROMIUM, else the one Playwright installed, else the system's; null where there is none.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string | null}
 */
export function findChromium(environment = process.env) {
  if (environment.CHOREO_CHROMIUM) return environment.CHOREO_CHROMIUM
  return [chromium.executablePath(), ...system].find((path) => path !== '' && existsSync(path)) ?? null
}
