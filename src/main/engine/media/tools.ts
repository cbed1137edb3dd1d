/** Finds ffmpeg and ffprobe, and proves each candidate by running it once. */
import { accessSync, chmodSync, constants, existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fail, ok, type Result } from '../../../domain/failure'
import { execute } from './child'

export interface Tool {
  path: string
  version: string
  /** Where it was found: `setting`, `CHOREO_FFMPEG`, `packaged`, `ffmpeg-static`, `PATH`, … */
  from: string
}

export interface Tools {
  ffmpeg: Tool | null
  ffprobe: Tool | null
  /** Why a tool is null where the reason is more than "there is none". */
  reasons?: { ffmpeg?: string; ffprobe?: string }
}

export interface ToolSettings {
  ffmpegPath?: string
  ffprobePath?: string
  /** Where a packaged app keeps its own binaries. */
  resourcesPath?: string
}

interface Candidate {
  path: string
  from: string
  /** A person named this one: if it does not run, say so instead of quietly taking another. */
  explicit?: boolean
  /** It came with Choreo's own packages, so its executable bit may be mended. */
  ours?: boolean
}

/** A cold disk or a virus scanner can hold up a first start; a binary that needs longer does not work. */
const VERSION_TIMEOUT_MS = 10_000

const requireHere = createRequire(import.meta.url)

/**
 * ffmpeg: setting, CHOREO_FFMPEG, packaged, ffmpeg-static, PATH.
 * ffprobe: setting, CHOREO_FFPROBE, packaged, beside the ffmpeg that was found, PATH, @ffprobe-installer/ffprobe.
 * Candidates that do not run are skipped, except one that the person named.
 */
export async function findTools(environment: NodeJS.ProcessEnv, settings: ToolSettings = {}): Promise<Tools> {
  const ffmpegs = [
    ...named(settings.ffmpegPath, 'setting'),
    ...named(environment.CHOREO_FFMPEG, 'CHOREO_FFMPEG'),
    ...packaged(settings.resourcesPath, 'ffmpeg'),
    ...fromPackage('ffmpeg-static', (loaded) => loaded),
    ...onPath(environment, 'ffmpeg'),
  ]
  const ffprobes = [
    ...named(settings.ffprobePath, 'setting'),
    ...named(environment.CHOREO_FFPROBE, 'CHOREO_FFPROBE'),
    ...packaged(settings.resourcesPath, 'ffprobe'),
  ]
  const beside = (path: string) => join(dirname(path), executable('ffprobe'))
  // A start waits for both, so the ffprobe that is the likeliest to be taken is asked while the ffmpeg answers.
  const likely = ffmpegs.find(({ path }) => isFile(path))
  const likeliest = ffprobes[0]?.path ?? (likely && beside(likely.path))
  if (likeliest && isFile(likeliest)) void versionOf(likeliest, 'ffprobe')
  const ffmpeg = await firstThatRuns('ffmpeg', ffmpegs)
  const ffprobe = await firstThatRuns('ffprobe', [
    ...ffprobes,
    ...(ffmpeg.tool ? [{ path: beside(ffmpeg.tool.path), from: 'beside ffmpeg' }] : []),
    ...onPath(environment, 'ffprobe'),
    ...fromPackage('@ffprobe-installer/ffprobe', (loaded) => (isRecord(loaded) ? loaded.path : undefined)),
  ])
  const reasons = { ...(ffmpeg.reason && { ffmpeg: ffmpeg.reason }), ...(ffprobe.reason && { ffprobe: ffprobe.reason }) }
  return { ffmpeg: ffmpeg.tool, ffprobe: ffprobe.tool, ...(Object.keys(reasons).length > 0 && { reasons }) }
}

/** Both paths, or `setup.no-ffmpeg` / `setup.no-ffprobe` with what to do about it. */
export function requireTools(tools: Tools): Result<{ ffmpeg: string; ffprobe: string }> {
  if (!tools.ffmpeg)
    return fail(
      'setup.no-ffmpeg',
      tools.reasons?.ffmpeg ?? 'ffmpeg was not found; Choreo needs it to read and make clips.',
      tools.reasons?.ffmpeg
        ? 'Correct or remove that path.'
        : 'Install ffmpeg (https://ffmpeg.org/download.html), or name its path in CHOREO_FFMPEG.',
    )
  if (!tools.ffprobe)
    return fail(
      'setup.no-ffprobe',
      tools.reasons?.ffprobe ?? 'ffprobe was not found; it comes with ffmpeg and Choreo needs it to read clips.',
      tools.reasons?.ffprobe
        ? 'Correct or remove that path.'
        : 'Install a full ffmpeg (https://ffmpeg.org/download.html), or name the path of ffprobe in CHOREO_FFPROBE.',
    )
  return ok({ ffmpeg: tools.ffmpeg.path, ffprobe: tools.ffprobe.path })
}

async function firstThatRuns(name: 'ffmpeg' | 'ffprobe', candidates: Candidate[]): Promise<{ tool: Tool | null; reason?: string }> {
  const tried = new Set<string>()
  for (const candidate of candidates) {
    if (!candidate.explicit && (tried.has(candidate.path) || !isFile(candidate.path))) continue
    tried.add(candidate.path)
    if (candidate.ours) makeExecutable(candidate.path)
    const answer = await versionOf(candidate.path, name)
    if (answer.ok) return { tool: { path: candidate.path, version: answer.version, from: candidate.from } }
    if (candidate.explicit) {
      const where = candidate.from === 'setting' ? `The ${name} in the settings` : candidate.from
      return { tool: null, reason: `${where} names ${candidate.path}, which is not a working ${name}: ${answer.reason}.` }
    }
  }
  return { tool: null }
}

type Answer = { ok: true; version: string } | { ok: false; reason: string }

/** What binaries answered in this process, or are about to: one that gave its version is not asked again until it is another one. */
const heard = new Map<string, Promise<Answer>>()

async function versionOf(path: string, name: string): Promise<Answer> {
  if (!existsSync(path)) return { ok: false, reason: 'there is no such file' }
  const { mtimeMs, size } = statSync(path)
  const binary = [name, path, mtimeMs, size].join('\0')
  const answer = heard.get(binary) ?? askForVersion(path, name)
  heard.set(binary, answer)
  if (!(await answer).ok) heard.delete(binary)
  return answer
}

async function askForVersion(path: string, name: string): Promise<Answer> {
  const outcome = await execute(path, ['-version'], { timeoutMs: VERSION_TIMEOUT_MS, maxBytes: 100_000 })
  if (outcome.kind === 'not-started') return { ok: false, reason: outcome.reason }
  if (outcome.kind === 'timeout') return { ok: false, reason: `it did not answer within ${VERSION_TIMEOUT_MS / 1000} s` }
  if (outcome.kind !== 'exited') return { ok: false, reason: 'it could not be run' }
  const version = new RegExp(`^${name} version (\\S+)`).exec(outcome.stdout)?.[1]
  if (outcome.code !== 0 || !version) return { ok: false, reason: `“${name} -version” gave no version` }
  return { ok: true, version }
}

/** npm leaves the binary of @ffprobe-installer without its executable bit when install scripts are off. */
function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK)
  } catch {
    try {
      chmodSync(path, 0o755)
    } catch {
      // Not ours to change; running it will say what is wrong.
    }
  }
}

function named(path: string | undefined, from: string): Candidate[] {
  return path ? [{ path, from, explicit: true }] : []
}

function packaged(resourcesPath: string | undefined, name: string): Candidate[] {
  return resourcesPath ? [{ path: join(resourcesPath, executable(name)), from: 'packaged' }] : []
}

/** The package is optional: it may be missing, throw on loading, or name a binary that was never downloaded. */
function fromPackage(name: string, pathIn: (loaded: unknown) => unknown): Candidate[] {
  try {
    const path = pathIn(requireHere(name))
    // A binary inside the archive cannot be run; packaging puts it beside the archive.
    return typeof path === 'string' ? [{ path: path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'), from: name, ours: true }] : []
  } catch {
    return []
  }
}

function onPath(environment: NodeJS.ProcessEnv, name: string): Candidate[] {
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => ({ path: join(folder, executable(name)), from: 'PATH' }))
}

function executable(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
