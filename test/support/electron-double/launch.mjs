/**
 * The double's `electron` binary: `node launch.mjs [--switches] <app directory or file> [arguments]`.
 * Understands what Playwright's `_electron.launch` passes: `--inspect=PORT` and `--remote-debugging-port=PORT`.
 */
import { readFileSync, statSync } from 'node:fs'
import inspector from 'node:inspector'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mapElectron } from './register.mjs'

const args = process.argv.slice(2)
process.argv = [process.argv0, ...args]

const inspect = args.find((arg) => /^--inspect(=|$)/.test(arg))
if (inspect) inspector.open(Number(inspect.split('=')[1] ?? 9229), '127.0.0.1')

const app = args.find((arg) => !arg.startsWith('-'))
if (app === undefined) {
  console.error('usage: electron-double [--switches] <app directory or file> [arguments]')
  process.exit(2)
}
mapElectron()
await import(pathToFileURL(entryOf(resolve(app))).href)

function entryOf(path) {
  if (!statSync(path).isDirectory()) return path
  const { main } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  return join(path, main ?? 'index.js')
}
