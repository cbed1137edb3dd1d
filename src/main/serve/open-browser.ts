/** Shows an address in the person's own browser, where there is one. */
import { spawn } from 'node:child_process'

/** A browser that started keeps its opener waiting on some systems; one that could not start says so sooner. */
const LONGEST_WAIT_MS = 3000

/**
 * @returns false where there is no browser or no screen to show it on; the caller prints the address either way
 */
export async function openBrowser(
  url: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): Promise<boolean> {
  // The address goes through a shell on Windows, so nothing but the shape `serve` makes may pass.
  if (!/^http:\/\/127\.0\.0\.1(:\d+)?\/[\w#=-]*$/.test(url)) return false
  const opener = openerFor(platform, environment)
  if (!opener) return false
  return new Promise((resolve) => {
    const child = spawn(opener.command, opener.args(url), {
      env: environment,
      stdio: 'ignore',
      detached: true,
      windowsVerbatimArguments: opener.verbatim ?? false,
    })
    const patience = setTimeout(() => resolve(true), LONGEST_WAIT_MS)
    const settle = (opened: boolean) => {
      clearTimeout(patience)
      resolve(opened)
    }
    child.once('error', () => settle(false))
    child.once('exit', (code) => settle(code === 0))
    child.unref()
  })
}

interface Opener {
  command: string
  args(url: string): string[]
  verbatim?: boolean
}

function openerFor(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): Opener | null {
  if (platform === 'darwin') return { command: 'open', args: (url) => [url] }
  if (platform === 'win32') {
    // The empty pair of quotes is the window title, which `start` takes from the first quoted argument.
    return { command: 'cmd', args: (url) => ['/d', '/s', '/c', `"start "" "${url}""`], verbatim: true }
  }
  // Without a screen xdg-open would start a browser for terminals, and take this one over.
  const hasScreen = [environment.DISPLAY, environment.WAYLAND_DISPLAY, environment.BROWSER].some(Boolean)
  return hasScreen ? { command: 'xdg-open', args: (url) => [url] } : null
}
