/** A Secret Service of its own for one command, where this computer has the programs for it: GNOME Keyring on a private session bus. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const programs = ['dbus-run-session', 'gnome-keyring-daemon', 'gdbus']

export function hasKeyring(): boolean {
  if (process.platform !== 'linux') return false
  return programs.every((program) => {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}

/** Locks the store without asking; the program that would ask for its password has no display here, so it gives up at once. */
export const lockKeyring =
  'gdbus call --session -d org.freedesktop.secrets -o /org/freedesktop/secrets -m org.freedesktop.Secret.Service.Lock "[\'/org/freedesktop/secrets/collection/login\']" >/dev/null'

/** The service stays on the bus and answers nothing, for as long as `work` takes. */
export const whileKeyringHangs = (work: string) => `kill -STOP $keyring; ${work}; kill -CONT $keyring`

/**
 * Runs a shell script on a bus with an unlocked, empty key store.
 * @param folder a new one, for whatever bus and store write
 * @returns stdout
 */
export function withKeyring(script: string, folder: string, environment: NodeJS.ProcessEnv): string {
  const runtime = join(folder, 'runtime')
  mkdirSync(runtime)
  chmodSync(runtime, 0o700)
  const file = join(folder, 'script.sh')
  writeFileSync(
    file,
    [
      'printf pw | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 &',
      'keyring=$!',
      "trap 'kill -CONT $keyring; kill $keyring' EXIT",
      'for turn in 1 2 3 4 5 6 7 8 9 10; do gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets | grep -q true && break; sleep 0.2; done',
      script,
    ].join('\n'),
  )
  const env: NodeJS.ProcessEnv = { ...environment, XDG_DATA_HOME: join(folder, 'data'), XDG_RUNTIME_DIR: runtime, HOME: folder }
  delete env.DISPLAY
  delete env.WAYLAND_DISPLAY
  return execFileSync('dbus-run-session', ['--', 'sh', file], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
