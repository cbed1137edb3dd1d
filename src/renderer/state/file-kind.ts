/** Picture or clip, by what the browser says and by the name. */
import type { Kind } from './composition'

const imageEndings = /\.(jpe?g|png|webp|avif|heic|heif|gif|tiff?|bmp|svg)$/i
const videoEndings = /\.(mp4|mov|m4v|webm|mkv|avi|mpe?g|ts|mts|m2ts|wmv|flv|3gp|ogv)$/i

/** By what the browser says and by the name; the engine reads the content and has the last word. */
export function kindOf(file: Pick<File, 'name' | 'type'>): Kind | null {
  if (file.type.startsWith('image/') || imageEndings.test(file.name)) return 'image'
  if (file.type.startsWith('video/') || videoEndings.test(file.name)) return 'video'
  return null
}

/** More than one of a kind: a batch. */
export function areMany(files: readonly Pick<File, 'name' | 'type'>[]): boolean {
  const kinds = files.map(kindOf)
  return (['image', 'video'] as const).some((kind) => kinds.filter((found) => found === kind).length > 1)
}
