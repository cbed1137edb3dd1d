/**
 * `npm test`: sets up, then runs every suite and ends with one plain line over all of them.
 * Arguments name suites to run alone: types, lint, layers, unit, build, e2e.
 */
import { spawn, spawnSync } from 'node:child_process'
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
  return spawnSync(command, args, { ...options, stdio: 'inherit' }).status === 0
}

/** Says at its end, in one piece, what it has to say; others may run beside it. */
function runBeside(command, args) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes))
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ works: false, text: `${error.message}\n` }))
    child.once('close', (code) => resolve({ works: code === 0, text: Buffer.concat(said).toString() }))
  })
}

/** One check that passes or fails as a whole. */
const whole = (works) => ({ passed: works ? 1 : 0, skipped: 0, failures: works ? [] : [{ name: 'see above', message: '' }] })

/** Each works on one core and touches nothing, so they run side by side. */
const checks = {
  types: [bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']],
  lint: [bin('biome'), ['check', '--error-on-warnings', '.']],
  layers: [bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'src']],
}
const begun = {}
async function check(name) {
  const { works, text } = await begun[name]
  process.stdout.write(text)
  return whole(works)
}

const suites = {
  types: () => check('types'),
  lint: () => check('lint'),
  layers: () => check('layers'),
  build: () => whole(build()),
  unit() {
    const file = join(cache, 'vitest.json')
    rmSync(file, { force: true })
    const works = run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
    return reported(file, works, ofVitest(root))
  },
  e2e() {
    const file = join(cache, 'e2e.json')
    rmSync(file, { force: true })
    const works = run(bin('playwright'), ['test'])
    return reported(file, works, ofPlaywright)
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
/** Told once more at the end, where they are found without searching. */
const failed = []
const isWanted = (name) => wanted.length === 0 || wanted.includes(name)
for (const [name, command] of Object.entries(checks)) if (isWanted(name)) begun[name] = runBeside(...command)
for (const [name, suite] of Object.entries(suites)) {
  if (!isWanted(name)) continue
  process.stdout.write(`\n== ${name} ==\n`)
  const began = Date.now()
  const { passed, skipped, failures } = await suite()
  total.passed += passed
  total.failed += failures.length
  const seconds = Math.round((Date.now() - began) / 1000)
  lines.push(`${name}: ${passed} passed, ${failures.length} failed${skipped ? `, ${skipped} skipped` : ''} (${seconds} s)`)
  failed.push(...failures.map((failure) => [`${name}: ${failure.name}`, ...failure.message.split('\n')].join('\n    ')))
}
const again = failed.length > 0 ? `\nWhat failed:\n\n${failed.join('\n\n')}\n` : ''
process.stdout.write(`${again}\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed\n`)
process.exit(total.failed === 0 ? 0 : 1)
