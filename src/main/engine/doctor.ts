/** What is there and what is missing, each with what to do about it. */
import { constants, existsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CheckFinding } from '../../contract/findings'
import type { DoctorCheck, DoctorReport } from '../../contract/shapes'
import { providerList } from '../../domain/providers/all'
import type { Provider } from '../../domain/providers/provider'
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
  return {
    checks: [
      part('Choreo', parts.version),
      part('Node', process.versions.node),
      toolCheck(
        'ffmpeg',
        tools.ffmpeg,
        'Install ffmpeg (Debian: apt-get install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), or set CHOREO_FFMPEG.',
      ),
      toolCheck('ffprobe', tools.ffprobe, 'It comes with ffmpeg; install that, or set CHOREO_FFPROBE.'),
      part('sharp', await imageLibraryVersion()),
      parts.electron
        ? part('Electron', parts.electron)
        : {
            name: 'Electron',
            state: 'warning',
            found: 'its binary is not here',
            fix: 'npx install-electron fetches it from GitHub; without it the same app opens in the browser.',
            finding: { code: 'no-electron' },
          },
      await diskCheck(project.dir),
      keyStoreCheck(secrets),
      ...providerList.map((provider) => keyCheck(provider, secrets)),
    ],
  }
}

function part(name: Extract<CheckFinding, { code: 'part' }>['part'], version: string): DoctorCheck {
  return { name, state: 'ok', found: version, fix: null, finding: { code: 'part', part: name, version } }
}

const sources = { 'key-store': 'from the key store', environment: 'from the environment', session: 'until Choreo is closed' }

function keyCheck({ id, name: whose, keyPage }: Provider, secrets: Secrets): DoctorCheck {
  const name = `key of ${whose}`
  const from = secrets.list().keys.find((key) => key.id === id)?.from ?? null
  if (from !== null) return { name, state: 'ok', found: `set (${sources[from]})`, fix: null, finding: { code: 'key', provider: id, from } }
  const variable = keyName(id)
  const about = { provider: id, variable, keyPage }
  if (secrets.isMisspelt(id))
    return {
      name,
      state: 'warning',
      found: `what ${variable} holds cannot be a key and is not used`,
      fix: `Copy it again from ${keyPage}, all of it and nothing else.`,
      finding: { code: 'misspelt-key', ...about },
    }
  return {
    name,
    state: 'warning',
    found: 'not set; runs are rehearsals',
    fix: `Set it with “choreo keys set ${id}”, or as ${variable}; a key is made at ${keyPage}.`,
    finding: { code: 'no-key', ...about },
  }
}

/** Choreo works without one: keys then come from the environment, or are forgotten at the end. */
function keyStoreCheck(secrets: Secrets): DoctorCheck {
  const { kind, name: place, note, trouble } = secrets.list().store
  const name = 'key store'
  const variable = keyName('evolink')
  const finding: CheckFinding = { code: 'key-store', kind, name: place, trouble, variable }
  if (kind === 'session')
    return {
      name,
      state: 'warning',
      found: `none; a key that is set is forgotten when Choreo is closed. ${note}`,
      fix: `Set keys in the environment, such as ${variable}.`,
      finding,
    }
  return note === ''
    ? { name, state: 'ok', found: place, fix: null, finding }
    : { name, state: 'warning', found: place, fix: note, finding }
}

function toolCheck(name: 'ffmpeg' | 'ffprobe', tool: Tool | null, fix: string): DoctorCheck {
  if (!tool) return { name, state: 'missing', found: 'not found', fix, finding: { code: 'no-tool', tool: name } }
  const { version, from, path } = tool
  return {
    name,
    state: 'ok',
    found: `${version} (${from}: ${path})`,
    fix: null,
    finding: { code: 'tool', tool: name, version, from, path },
  }
}

async function diskCheck(dir: string): Promise<DoctorCheck> {
  // A project that is not made yet is judged by the folder it will be made in.
  if (!existsSync(dir) && dirname(dir) !== dir) return diskCheck(dirname(dir))
  const name = 'project folder'
  try {
    await access(dir, constants.W_OK)
  } catch {
    return {
      name,
      state: 'missing',
      found: `${dir} cannot be written to`,
      fix: 'Choose another folder, or give Choreo the right to write there.',
      finding: { code: 'folder-read-only', dir },
    }
  }
  const { bavail, bsize } = await statfs(dir)
  const freeBytes = bavail * bsize
  const isLittle = freeBytes < LITTLE_SPACE
  return {
    name,
    state: isLittle ? 'warning' : 'ok',
    found: `${dir}, ${formatBytes(freeBytes)} free`,
    fix: isLittle ? 'Free some space before a run.' : null,
    finding: { code: 'folder', dir, freeBytes, isLittle },
  }
}
