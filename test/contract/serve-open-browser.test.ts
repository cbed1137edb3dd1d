import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openBrowser } from '../../src/main/serve/open-browser'
import { eventually } from '../support/raw-http'

const url = 'http://127.0.0.1:4321/#token=abc-DEF_123'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'choreo-browser-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A real program in the place of the system's opener; writes down what it was asked to open. */
async function install(name: string, ending: string): Promise<NodeJS.ProcessEnv> {
  await writeFile(join(folder, name), `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/opened"\n${ending}\n`)
  await chmod(join(folder, name), 0o755)
  return { PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ':9' }
}
const opened = () => readFile(join(folder, 'opened'), 'utf8').catch(() => '')

describe.runIf(process.platform !== 'win32')('the browser', () => {
  test.each([
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
  ] as const)('on %s is asked through %s', async (platform, name) => {
    expect(await openBrowser(url, await install(name, 'exit 0'), platform)).toBe(true)
    expect(await opened()).toBe(`${url}\n`)
  })

  test('that stays in the foreground counts as opened', async () => {
    expect(await openBrowser(url, await install('xdg-open', 'exec sleep 6'), 'linux')).toBe(true)
    await eventually('it was asked', async () => (await opened()) === `${url}\n`)
  }, 10_000)

  test('that is not there is no failure', async () => {
    expect(await openBrowser(url, await install('xdg-open', 'exit 3'), 'linux')).toBe(false)
    expect(await openBrowser(url, { PATH: '/nowhere', DISPLAY: ':9' }, 'linux')).toBe(false)
  })

  test('is not looked for without a screen, where one for terminals would take this terminal over', async () => {
    const { PATH } = await install('xdg-open', 'exit 0')
    expect(await openBrowser(url, { PATH }, 'linux')).toBe(false)
    expect(await opened()).toBe('')
    expect(await openBrowser(url, { PATH, WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true)
  })

  test('on Windows gets the address in quotes, through cmd', async () => {
    expect(await openBrowser(url, await install('cmd', 'exit 0'), 'win32')).toBe(true)
    expect(await opened()).toBe(`/d\n/s\n/c\n"start "" "${url}""\n`)
  })

  test.each(['https://evil.example/', 'file:///etc/passwd', 'http://127.0.0.1:1/&calc', 'http://127.0.0.1:1/"', '--help'])(
    'is never given %s',
    async (other) => {
      expect(await openBrowser(other, await install('xdg-open', 'exit 0'), 'linux')).toBe(false)
      expect(await opened()).toBe('')
    },
  )
})
