/** `choreo serve`: the same window in a browser, on this computer only. Runs until it is interrupted. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../../domain/failure'
import { openBrowser } from '../serve/open-browser'
import { revealInFileManager } from '../serve/reveal'
import { version } from '../version'
import type { CommonOptions } from './arguments'
import { electronVersion } from './electron-binary'
import type { Printer } from './print'
import type { Outcome } from './session'

export async function serve(
  options: CommonOptions & { port?: string; open?: boolean },
  printer: Printer,
  announce: (url: string) => void,
): Promise<Outcome> {
  const port = options.port === undefined ? 0 : Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return fail('usage', `--port is “${options.port}”.`, 'Use a number from 0 to 65535; 0 lets the system choose.')
  // No other command needs a server.
  const { serve: startHost } = await import('../serve/host')
  const host = await startHost(
    {
      projectDir: options.project,
      environment: process.env,
      version,
      face: 'serve',
      electron: electronVersion(),
      reveal: revealInFileManager,
    },
    { port, rendererDir: join(dirname(fileURLToPath(import.meta.url)), '..', 'renderer'), log: (line) => printer.prose(line) },
  )
  if (!host.ok) return host
  // Listened for before the browser is opened, which may take seconds in which a person may think better of it.
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  announce(host.value.url)
  if (options.open !== false)
    void openBrowser(host.value.url).then((opened) => {
      if (!opened) printer.prose('No browser could be opened; open the address by hand.')
    })
  await ended
  await host.value.close()
  return { ok: true, answer: {} }
}
