/** Shows a file or folder in the system's file manager; where there is none, nothing happens. */
import { spawn } from 'node:child_process'
import { dirname, extname } from 'node:path'

export function revealInFileManager(path: string): Promise<void> {
  // Only macOS and Windows can point at a file; elsewhere its folder is opened.
  const folder = extname(path) === '' ? path : dirname(path)
  const [command, args]: [string, string[]] =
    process.platform === 'darwin'
      ? ['open', ['-R', path]]
      : process.platform === 'win32'
        ? ['explorer.exe', [`/select,${path}`]]
        : ['xdg-open', [folder]]
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve())
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}
