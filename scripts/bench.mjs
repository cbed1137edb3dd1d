/**
 * `npm run bench [group…]`: measures Choreo against named rivals and writes the tables to docs/bench.md. `media` stands for all
 * groups whose names begin with it.
 * Each program of test/bench is a group, bundled like the app and run in a process of its own; what it measures runs in
 * fresh processes again. Only ratios of one run on one machine are worth comparing, so nothing here passes or fails.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { build as bundle } from 'vite'
import { build } from './build.mjs'
import { root } from './setup.mjs'

const sources = join(root, 'test', 'bench')
// Its own, so that two benches may run at once.
const built = join(root, '.cache', `bench-${process.pid}`)
const page = join(root, 'docs', 'bench.md')

const programs = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => basename(name, '.ts'))
const groups = programs(sources)
const asked = process.argv.slice(2)
const meantBy = (name) => groups.filter((group) => group === name || group.startsWith(`${name}-`))
const wanted = asked.length > 0 ? asked.flatMap(meantBy) : groups
const unknown = asked.filter((name) => meantBy(name).length === 0)
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}; there are ${groups.join(', ')}.\n`)
  process.exit(2)
}
// Some groups run the command as a person would.
if (!build()) process.exit(1)

process.on('exit', () => rmSync(built, { recursive: true, force: true }))
const runs = programs(join(sources, 'runs')).map((name) => [`runs/${name}`, join(sources, 'runs', `${name}.ts`)])
await bundle({
  configFile: false,
  root,
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: built,
    rolldownOptions: { input: Object.fromEntries([...groups.map((name) => [name, join(sources, `${name}.ts`)]), ...runs]) },
  },
  // The same packages are bundled as in the app, so that the same code is measured.
  ssr: { noExternal: ['zod', '@orpc/client', '@orpc/contract', '@orpc/server'] },
})

/** Runs one group. Its answer is NDJSON: first what it is about, then its rows. */
async function run(group) {
  const child = spawn(process.execPath, [join(built, `${group}.js`)], {
    cwd: root,
    env: { ...process.env, CHOREO_BENCH: built },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const result = { title: group, about: '', rows: [] }
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue
    const said = JSON.parse(line)
    if ('title' in said) Object.assign(result, said)
    else result.rows.push(said)
  }
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode !== 0) throw new Error(`bench ${group} ended with ${child.exitCode ?? child.signalCode}`)
  return result
}

const columns = ['row', 'ours', 'rival', 'ratio', 'target', 'note']

function plainTable(rows) {
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index].length)))
  return cells
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function markdown({ title, about, rows }, machine) {
  const line = (cells) => `| ${cells.map((cell) => String(cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n')
  return `${title}\n\n${about}\n\n${table}\n\nMeasured ${machine}.\n`
}

function machine() {
  const ffmpeg = spawnSync('ffmpeg', ['-version'], { encoding: 'utf8' }).stdout?.match(/version (\S+)/)?.[1] ?? 'not found'
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`
  return `${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores of ${cpus()[0].model.trim()}, ${memory}, ${process.platform}, Node ${process.versions.node}, ffmpeg ${ffmpeg}, load average ${loadavg()[0].toFixed(1)}`
}

const preface = `# Bench

Made by \`npm run bench\`. Every row is Choreo against a named rival in the same run: ours and theirs by turns, each in a fresh
process, several times; what stands here is the median of each and the median of the ratios of the pairs. A ratio below 1 means that
Choreo takes less. The numbers themselves belong to the machine named under each table; only the ratios travel.
`

/** Sections of groups that did not run now stay as they were. */
const sections = new Map(
  existsSync(page)
    ? readFileSync(page, 'utf8')
        .split(/^## /m)
        .slice(1)
        .map((section) => [section.slice(0, section.indexOf('\n')), section])
    : [],
)
for (const group of groups) {
  if (!wanted.includes(group)) continue
  process.stderr.write(`bench: ${group} …\n`)
  const where = machine()
  let result
  try {
    result = await run(group)
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
    continue
  }
  process.stdout.write(`\n${result.title}\n${plainTable(result.rows)}\n`)
  sections.set(result.title, `${markdown(result, where).trimEnd()}\n\n`)
  mkdirSync(join(root, 'docs'), { recursive: true })
  writeFileSync(page, `${preface}\n${[...sections.values()].map((section) => `## ${section.trimEnd()}\n`).join('\n')}`)
}
