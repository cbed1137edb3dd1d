/** The built app in its two windows: the same specs in a browser (`serve`) and in Electron or its double (`desktop`). */
import { defineConfig } from '@playwright/test'
import { findChromium } from './test/support/chromium-path.mjs'

const chromium = findChromium()
if (chromium === null) throw new Error('No Chromium was found. Run `npx playwright install chromium`, or set CHOREO_CHROMIUM to one.')

/** Every spec runs in the browser. In Electron or its double run those that touch what differs there; the others, too, in a long run. */
const differing = /\/(desktop-[a-z]+|settle|wells)\.spec\.ts$/
const long = process.env.CHOREO_LONG_TESTS === '1'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  // On two cores; a third window makes all of them slower than it gains.
  workers: 2,
  fullyParallel: false,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 120_000,
  // What fails waits longer; what is slow on a busy machine does not fail.
  expect: { timeout: 40_000 },
  reporter: [['line'], ['json', { outputFile: '.cache/e2e.json' }]],
  // A step that waits for ever should say which it is.
  use: { actionTimeout: 60_000, launchOptions: { executablePath: chromium }, trace: 'off', screenshot: 'only-on-failure' },
  projects: [
    { name: 'serve', testIgnore: '**/desktop-*.spec.ts' },
    { name: 'desktop', testMatch: long ? undefined : differing, testIgnore: '**/serve-*.spec.ts' },
  ],
})
