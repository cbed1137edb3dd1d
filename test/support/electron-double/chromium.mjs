/** Starts Chromium and speaks the DevTools protocol with it over a pipe. The program that tests the app may join on a port of its own. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findChromium } from '../chromium-path.mjs'

/** Messages both ways are JSON with a zero byte behind it. */
class Connection {
  #next = 0
  #waiting = new Map()
  #listeners = new Map()
  #rest = ''
  #out

  constructor(out, input) {
    this.#out = out
    out.on('error', () => {})
    input.setEncoding('utf8').on('data', (text) => {
      const messages = (this.#rest + text).split('\0')
      this.#rest = messages.pop()
      for (const message of messages) this.#receive(JSON.parse(message))
    })
    input.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Chromium is gone'))
      this.#waiting.clear()
    })
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#next
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject })
      this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  /** @param sessionId undefined for the browser's own events */
  on(method, listener, sessionId = undefined) {
    const key = `${sessionId ?? ''} ${method}`
    if (!this.#listeners.has(key)) this.#listeners.set(key, [])
    this.#listeners.get(key).push(listener)
  }

  #receive({ id, method, params, sessionId, result, error }) {
    if (id === undefined) {
      for (const listener of this.#listeners.get(`${sessionId ?? ''} ${method}`) ?? []) listener(params)
      return
    }
    const call = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) call?.reject(new Error(`${call.method}: ${error.message}`))
    else call?.resolve(result)
  }
}

/** @param {{ debugPort: string | null, sandbox: boolean }} options */
export function startChromium({ debugPort, sandbox }) {
  const executable = findChromium()
  if (executable === null) throw new Error('No Chromium was found. Set CHOREO_CHROMIUM to one.')
  const profile = mkdtempSync(join(tmpdir(), 'electron-double-'))
  const args = [
    ...(process.env.CHOREO_DOUBLE_HEADED === '1' ? [] : ['--headless']),
    ...(sandbox ? [] : ['--no-sandbox']),
    ...(debugPort === null ? [] : [`--remote-debugging-port=${debugPort}`]),
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    '--no-startup-window',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-extensions',
    '--disable-sync',
    '--password-store=basic',
    '--use-mock-keychain',
    '--force-color-profile=srgb',
    // As in Electron: windows that are covered go on, and players start without a click.
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--autoplay-policy=no-user-gesture-required',
    // Electron's ports tell when their other end is gone; on the web this is still being tried out.
    '--enable-blink-features=MessagePortCloseEvent',
    // Pages come out of a handler and not from an address, so Chromium takes them for public ones and would keep them from
    // media on this computer. Electron's own schemes know no such difference.
    '--disable-features=LocalNetworkAccessChecks,HttpsUpgrades,PaintHolding',
  ]
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
  createInterface({ input: child.stderr }).on('line', (line) => {
    // Whoever launched the double waits for this line to find Chromium.
    if (line.startsWith('DevTools listening on ')) process.stderr.write(`${line}\n`)
  })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const connection = new Connection(child.stdio[3], child.stdio[4])
  return {
    connection,
    gone,
    async close() {
      const killer = setTimeout(() => child.kill('SIGKILL'), 3000)
      connection.send('Browser.close').catch(() => {})
      await gone
      clearTimeout(killer)
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
