/**
 * Loaded into the real command with Node's --import: counts what is written for good below one folder, and kills the process
 * with SIGKILL at one of these writes, or lets the disk be full from there on. Nothing of the program is changed.
 *
 * CHOREO_CRASH_FOLDER  the jobs' folder; writes elsewhere are neither counted nor touched
 * CHOREO_CRASH_LOG     gets a line for each write, before it happens: what, where, and the state that it tells of
 * CHOREO_CRASH_AT      the fatal write by its name in that log; nothing only counts. A name says the how-manyth of its kind it is:
 *                      polls come and go, so the how-manyth of all is another one at every run
 * CHOREO_CRASH_WHEN    before, half (of an appended line) or after; full: this write and all later ones fail for want of space
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, sep } from 'node:path'

const folder = process.env.CHOREO_CRASH_FOLDER + sep
const log = process.env.CHOREO_CRASH_LOG
const fatal = process.env.CHOREO_CRASH_AT
const when = process.env.CHOREO_CRASH_WHEN
const real = { appendFileSync: fs.appendFileSync, readFileSync: fs.readFileSync, rename: fs.rename, promises: { ...fs.promises } }

let count = 0
let isFull = false
const ofKind = new Map()

const isInside = (path) => String(path).startsWith(folder)

function die() {
  process.kill(process.pid, 'SIGKILL')
  // The signal is fatal at once; this only makes sure that not one more step is taken.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** The state or event that a piece of JSON tells of. */
function tells(text) {
  try {
    const value = JSON.parse(text)
    return value.state ?? value.event ?? ''
  } catch {
    return ''
  }
}

/** @returns whether this is the fatal write */
function counted(what, path, text = '') {
  count += 1
  const write = { what, file: basename(String(path)), tells: tells(text) }
  const kind = [what, write.tells].join(' ')
  const nth = (ofKind.get(kind) ?? 0) + 1
  ofKind.set(kind, nth)
  const name = [kind, nth].join(' ')
  real.appendFileSync(log, `${JSON.stringify({ count, name, ...write })}\n`)
  return name === fatal
}

function noSpace(path) {
  return Object.assign(new Error(`ENOSPC: no space left on device, '${path}'`), { code: 'ENOSPC', errno: -28, syscall: 'write', path })
}

async function around(isFatal, path, write, half) {
  if (when === 'full' && isFatal) isFull = true
  if (isFull) {
    // What fits is written, as on a real disk: the first failing line is cut.
    if (isFatal && half) await half()
    throw noSpace(path)
  }
  if (isFatal && when === 'before') die()
  if (isFatal && when === 'half' && half) {
    await half()
    die()
  }
  const result = await write()
  if (isFatal) die()
  return result
}

const appended = new WeakMap()
const probe = await real.promises.open(process.execPath, 'r')
const handleMethods = Object.getPrototypeOf(probe)
await probe.close()

fs.promises.open = async (path, flags, ...rest) => {
  const handle = await real.promises.open(path, flags, ...rest)
  if (isInside(path) && /^a/.test(String(flags))) appended.set(handle, path)
  return handle
}

const { appendFile } = handleMethods
handleMethods.appendFile = async function (data, ...rest) {
  const path = appended.get(this)
  if (path === undefined) return appendFile.call(this, data, ...rest)
  const text = String(data)
  return around(
    counted('append', path, text),
    path,
    async () => {
      await appendFile.call(this, data, ...rest)
      await this.sync()
    },
    async () => {
      await appendFile.call(this, text.slice(0, text.length / 2), ...rest)
      await this.sync()
    },
  )
}

fs.promises.mkdir = (path, ...rest) =>
  isInside(path) ? around(counted('mkdir', path), path, () => real.promises.mkdir(path, ...rest)) : real.promises.mkdir(path, ...rest)

fs.promises.writeFile = (path, ...rest) =>
  isInside(path)
    ? around(counted('write', path), path, () => real.promises.writeFile(path, ...rest))
    : real.promises.writeFile(path, ...rest)

fs.promises.rename = (from, to) =>
  isInside(to) ? around(counted('rename', to), to, () => real.promises.rename(from, to)) : real.promises.rename(from, to)

fs.rename = (from, to, done) => {
  if (!isInside(to)) return real.rename(from, to, done)
  around(counted('rename', to, real.readFileSync(from, 'utf8')), to, () => real.promises.rename(from, to)).then(() => done(null), done)
}

syncBuiltinESMExports()
