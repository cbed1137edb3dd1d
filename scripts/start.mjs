/** `npm start`: sets up, builds, and opens the app — in Electron where its binary is, else the same app in the browser. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { checkNode, findElectron, findFfmpeg, installDependencies, root } from './setup.mjs'

checkNode()
installDependencies()
const electron = findElectron()
findFfmpeg()
const { build } = await import('./build.mjs')
if (!build()) process.exit(1)

const extra = process.argv.slice(2)
const [command, args] = electron
  ? [electron, [root, ...extra]]
  : [process.execPath, [join(root, 'out', 'main', 'cli.js'), 'serve', ...extra]]
if (!electron) process.stderr.write('start: Electron’s binary is not here, so the same app opens in your browser. Ctrl-C ends it.\n')
const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
