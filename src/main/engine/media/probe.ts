/** From a path to facts. Content decides what a file is; its name only decides which sentence a wrong one gets. */
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { fail, type Result } from '../../../domain/failure'
import type { MediaFacts } from '../../../domain/media'
import { imageFacts } from './image-facts'
import { animatedWebpFacts, isAnimatedGif } from './image-frames'
import { animatedPicture, SNIFFED_BYTES, sniff } from './sniff'
import { requireTools, type Tools } from './tools'
import { videoFacts } from './video-facts'

const IMAGE_NAMES = /^\.(jpe?g|jfif|png|webp|gif|tiff?|avif|hei[cf]|bmp|jxl|svg|psd|ico)$/i

/**
 * Facts of a picture or a clip.
 * @param as what the person gave the file as: an animated GIF, PNG or WebP is a clip where a clip was asked for, else a picture
 * Failures: `input.missing`, `input.not-a-file`, `input.empty`, `input.no-permission`, `image.*`, `video.*`, `setup.*`, `cancelled`.
 */
export async function probe(path: string, tools: Tools, signal?: AbortSignal, as?: 'image' | 'video'): Promise<Result<MediaFacts>> {
  const name = basename(path)
  let file: FileHandle
  try {
    // Opening a pipe would wait for a writer, so the kind of file is looked at first.
    const status = await stat(path)
    if (!status.isFile()) {
      const what = status.isDirectory() ? 'a folder' : 'a device or a pipe'
      return fail('input.not-a-file', `“${name}” is ${what}, not a file.`, 'Choose a picture or a clip.')
    }
    if (status.size === 0) return fail('input.empty', `“${name}” is empty (0 bytes).`, 'Copy or download it again.')
    file = await open(path, constants.O_RDONLY)
  } catch (error) {
    return inputFailure(error, name)
  }
  try {
    const head = Buffer.alloc(SNIFFED_BYTES)
    const { bytesRead } = await file.read(head, 0, SNIFFED_BYTES, 0)
    const content = sniff(head.subarray(0, bytesRead))
    const moving = content.kind === 'image' && as === 'video' ? animatedPicture(content.format, head.subarray(0, bytesRead)) : null
    if (moving === 'webp') return await animatedWebpFacts(resolve(path), signal)
    if (content.kind === 'image' && (moving === null || (moving === 'gif' && !(await isAnimatedGif(resolve(path))))))
      return await imageFacts(resolve(path), content.format, signal)
    if (content.kind === 'other') return notMedia(name, content.what)
    const ready = requireTools(tools)
    if (!ready.ok) return ready
    const container = moving ?? (content.kind === 'video' ? content.container : 'mp4')
    return await videoFacts({ path: resolve(path), file, container, ffprobe: ready.value.ffprobe, signal })
  } catch (error) {
    return inputFailure(error, name)
  } finally {
    await file.close()
  }
}

function notMedia(name: string, what: string): Result<MediaFacts> {
  return IMAGE_NAMES.test(extname(name))
    ? fail('image.not-an-image', `“${name}” is ${what}, not a picture, whatever its name says.`, 'Choose a JPEG or PNG picture.')
    : fail('video.not-a-video', `“${name}” is ${what}, not a clip.`, 'Choose a video file, for example an MP4 or a MOV.')
}

function inputFailure(error: unknown, name: string): Result<MediaFacts> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG')
    return fail('input.missing', `“${name}” is not there.`, 'Check the path; the file may have been moved or renamed.')
  if (code === 'EACCES' || code === 'EPERM')
    return fail('input.no-permission', `“${name}” may not be read.`, 'Give yourself the right to read it, or copy it elsewhere.')
  if (code === 'ELOOP') return fail('input.not-a-file', `“${name}” is a link that leads to itself.`, 'Choose the file itself.')
  if (code === '') throw error
  return fail('input.missing', `“${name}” cannot be read: ${code}.`, 'Check the disk it lies on and try again.', { detail: String(error) })
}
