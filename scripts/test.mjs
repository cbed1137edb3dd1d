/**
 * `npm test`: sets up, then runs every suite and ends with one plain line over all of them.
 * Arguments name suites to run alone: types, lint, layers, build, unit, e2e.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ofPlaywright, ofVitest, reported } from './reports.mjs'
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

const options = { cwd: root, shell: process.platform === 'win32', env: { ...process.env, FORCE_COLOR: '0' } }

function run(command, args) {
  const child = spawn(command, args, { ...options, stdio: 'inherit' })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}

/** Says in one piece, when it has ended, what it has to say: others run beside it. What it found is told again at the end. */
async function runBeside(name, command, args) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes))
  const works = await new Promise((resolve) => {
    child.once('error', (error) => {
      said.push(Buffer.from(`${error.message}\n`))
      resolve(false)
    })
    child.once('close', (code) => resolve(code === 0))
  })
  const text = Buffer.concat(said).toString().trim()
  process.stdout.write(`\n== ${name} ==\n${text}\n`)
  return whole(works, text)
}

/** One check that passes or fails as a whole. */
const whole = (works, said = '') => ({
  passed: works ? 1 : 0,
  skipped: 0,
  failures: works ? [] : [{ name: said ? 'as it says' : 'see above', message: said }],
})

/** Each works on one core and touches nothing, so they run beside the suites: at the beginning of those a core is often free. */
const checks = {
  types: [bin('tsc'), ['--noEmit', '--pretty', 'false', '-p', 'tsconfig.json']],
  lint: [bin('biome'), ['check', '--error-on-warnings', '.']],
  layers: [bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'src']],
}

const suites = {
  build: () => whole(build()),
  async unit() {
    const file = join(cache, 'vitest.json')
    rmSync(file, { force: true })
    const works = await run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
    return reported(file, works, ofVitest(root))
  },
  async e2e() {
    const file = join(cache, 'e2e.json')
    rmSync(file, { force: true })
    const works = await run(bin('playwright'), ['test'])
    return reported(file, works, ofPlaywright)
  },
}

const wanted = process.argv.slice(2)
const names = [...Object.keys(checks), ...Object.keys(suites)]
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no suite ${unknown.join(', ')}; there are ${names.join(', ')}.\n`)
  process.exit(2)
}
const isWanted = ([name]) => wanted.length === 0 || wanted.includes(name)

async function timed(name, outcome) {
  const began = Date.now()
  return { name, ...(await outcome), seconds: Math.round((Date.now() - began) / 1000) }
}
const beside = Object.entries(checks)
  .filter(isWanted)
  .map(([name, command]) => timed(name, runBeside(name, ...command)))
const outcomes = []
for (const [name, suite] of Object.entries(suites).filter(isWanted)) {
  process.stdout.write(`\n== ${name} ==\n`)
  outcomes.push(await timed(name, suite()))
}
outcomes.unshift(...(await Promise.all(beside)))

const total = { passed: 0, failed: 0 }
const lines = []
/** Told once more at the end, where they are found without searching. */
const failed = []
for (const { name, passed, skipped, failures, seconds } of outcomes) {
  total.passed += passed
  total.failed += failures.length
  lines.push(`${name}: ${passed} passed, ${failures.length} failed${skipped ? `, ${skipped} skipped` : ''} (${seconds} s)`)
  failed.push(...failures.map((failure) => [`${name}: ${failure.name}`, ...failure.message.split('\n')].join('\n    ')))
}
const again = failed.length > 0 ? `\nWhat failed:\n\n${failed.join('\n\n')}\n` : ''
process.stdout.write(`${again}\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed\n`)
process.exit(total.failed === 0 ? 0 : 1)
