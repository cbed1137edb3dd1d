/**
 * What is tested beside the media engine runs with the ffprobe that the packaged app brings. It is one file, and starts in a few
 * milliseconds where a distribution's has to find its 200 libraries first, which adds up to minutes. The media engine's own tests
 * run with the distribution's.
 */
import { chmodSync } from 'node:fs'
import { createRequire } from 'node:module'

function packaged(): { CHOREO_FFPROBE: string } | Record<string, never> {
  try {
    const { path } = createRequire(import.meta.url)('@ffprobe-installer/ffprobe')
    chmodSync(path, 0o755)
    return { CHOREO_FFPROBE: path }
  } catch {
    // There is none for this kind of computer; the one that is found otherwise does.
    return {}
  }
}

/** A part of an environment. */
export const packagedFfprobe = packaged()
