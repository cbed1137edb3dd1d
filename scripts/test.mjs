/**
 * `npm test`: sets up, then runs every suite and ends with one plain line over all of them.
 * Arguments name suites to run alone: types, lint, layers, unit, build, e2e.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkNode, findBrowser, findElectron, findFfmpeg, installDependencies, root } from './setup.mjs'

checkNode()
installDependencies()
findElectron()
const ready = [findFfmpeg(), Boolean(findBrowser())].every(Boolean)
if (!ready) {
  process.stdout.write('0 passed, 1 failed\n')
  process.exit(1)
}
const { build } = await import('./build.mjs')

const bin = (name) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
const cache = join(root, '.cache')
mkdirSync(cache, { recursive: true })

function run(command, args) {
  return (
    spawnSync(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, FORCE_COLOR: '0' },
    }).status === 0
  )
}

/** One check that passes or fails as a whole. */
const whole = (works) => ({ passed: works ? 1 : 0, failed: works ? 0 : 1, skipped: 0 })

/** A suite with a report. A runner that dies without one has failed, whatever it printed. */
function reported(file, works, read) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
  const counts = read(JSON.parse(readFileSync(file, 'utf8')))
  return { ...counts, failed: works || counts.failed > 0 ? counts.failed : 1 }
}

const suites = {
  types: () => whole(run(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json'])),
  lint: () => whole(run(bin('biome'), ['check', '--error-on-warnings', '.'])),
  layers: () => whole(run(bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'src'])),
  build: () => whole(build()),
  unit() {
    const file = join(cache, 'vitest.json')
    rmSync(file, { force: true })
    const works = run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
    return reported(file, works, (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0),
      skipped: report.numPendingTests,
    }))
  },
  e2e() {
    const file = join(cache, 'e2e.json')
    rmSync(file, { force: true })
    const works = run(bin('playwright'), ['test'])
    return reported(file, works, ({ stats }) => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
    }))
  },
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in suites))
if (unknown.length > 0) {
  process.stderr.write(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.\n`)
  process.exit(2)
}
const total = { passed: 0, failed: 0 }
const lines = []
for (const [name, suite] of Object.entries(suites)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(`\n== ${name} ==\n`)
  const began = Date.now()
  const counts = suite()
  for (const key of Object.keys(total)) total[key] += counts[key]
  lines.push(
    `${name}: ${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''} (${Math.round((Date.now() - began) / 1000)} s)`,
  )
}
process.stdout.write(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed\n`)
process.exit(total.failed === 0 ? 0 : 1)
