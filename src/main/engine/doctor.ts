/** What is there and what is missing, each with what to do about it. */
import { constants, existsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DoctorReport } from '../../contract/shapes'
import { providerList } from '../../domain/providers/all'
import { formatBytes } from '../../domain/wording'
import { imageLibraryVersion } from './media/image-facts'
import type { Tool, Tools } from './media/tools'
import type { Project } from './project'
import { keyName, type Secrets } from './secrets'

/** Less than this and a run may fail in the middle of an encode or a download. */
const LITTLE_SPACE = 500_000_000

export async function examine(parts: {
  tools: Tools
  project: Project
  secrets: Secrets
  electron: string | null
  version: string
}): Promise<DoctorReport> {
  const { tools, project, secrets } = parts
  const checks: DoctorReport['checks'] = [
    { name: 'Choreo', state: 'ok', found: parts.version, fix: null },
    { name: 'Node', state: 'ok', found: process.versions.node, fix: null },
    toolCheck(
      'ffmpeg',
      tools.ffmpeg,
      'Install ffmpeg (Debian: apt-get install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), or set CHOREO_FFMPEG.',
    ),
    toolCheck('ffprobe', tools.ffprobe, 'It comes with ffmpeg; install that, or set CHOREO_FFPROBE.'),
    { name: 'sharp', state: 'ok', found: await imageLibraryVersion(), fix: null },
    parts.electron
      ? { name: 'Electron', state: 'ok', found: parts.electron, fix: null }
      : {
          name: 'Electron',
          state: 'warning',
          found: 'its binary is not here',
          fix: 'npx install-electron fetches it from GitHub; without it the same app opens in the browser.',
        },
    await diskCheck(project.dir),
  ]
  checks.push(keyStoreCheck(secrets))
  const keys = secrets.list().keys
  for (const provider of providerList) {
    const name = `key of ${provider.name}`
    const from = keys.find(({ id }) => id === provider.id)?.from ?? null
    if (from !== null) checks.push({ name, state: 'ok', found: `set (${sources[from]})`, fix: null })
    else if (secrets.isMisspelt(provider.id))
      checks.push({
        name,
        state: 'warning',
        found: `what ${keyName(provider.id)} holds cannot be a key and is not used`,
        fix: `Copy it again from ${provider.keyPage}, all of it and nothing else.`,
      })
    else
      checks.push({
        name,
        state: 'warning',
        found: 'not set; runs are rehearsals',
        fix: `Set it with “choreo keys set ${provider.id}”, or as ${keyName(provider.id)}; a key is made at ${provider.keyPage}.`,
      })
  }
  return { checks }
}

const sources = { 'key-store': 'from the key store', environment: 'from the environment', session: 'until Choreo is closed' }

/** Choreo works without one: keys then come from the environment, or are forgotten at the end. */
function keyStoreCheck(secrets: Secrets): DoctorReport['checks'][number] {
  const { store } = secrets.list()
  const name = 'key store'
  if (store.kind === 'session')
    return {
      name,
      state: 'warning',
      found: `none; a key that is set is forgotten when Choreo is closed. ${store.note}`,
      fix: `Set keys in the environment, such as ${keyName('evolink')}.`,
    }
  return store.note === ''
    ? { name, state: 'ok', found: store.name, fix: null }
    : { name, state: 'warning', found: store.name, fix: store.note }
}

function toolCheck(name: string, tool: Tool | null, fix: string): DoctorReport['checks'][number] {
  return tool
    ? { name, state: 'ok', found: `${tool.version} (${tool.from}: ${tool.path})`, fix: null }
    : { name, state: 'missing', found: 'not found', fix }
}

async function diskCheck(dir: string): Promise<DoctorReport['checks'][number]> {
  // A project that is not made yet is judged by the folder it will be made in.
  if (!existsSync(dir) && dirname(dir) !== dir) return diskCheck(dirname(dir))
  try {
    await access(dir, constants.W_OK)
  } catch {
    return {
      name: 'project folder',
      state: 'missing',
      found: `${dir} cannot be written to`,
      fix: 'Choose another folder, or give Choreo the right to write there.',
    }
  }
  const { bavail, bsize } = await statfs(dir)
  const free = bavail * bsize
  return free < LITTLE_SPACE
    ? { name: 'project folder', state: 'warning', found: `${dir}, ${formatBytes(free)} free`, fix: 'Free some space before a run.' }
    : { name: 'project folder', state: 'ok', found: `${dir}, ${formatBytes(free)} free`, fix: null }
}
