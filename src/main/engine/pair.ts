/** The picture and the clip of a composition, by their ids. */
import type { Composition } from '../../contract/shapes'
import type { Subject } from '../../domain/assess'
import { fail, ok, type Result } from '../../domain/failure'
import type { Library, LibraryEntry } from './library'

export interface Pair {
  image: LibraryEntry
  video: LibraryEntry
  subject: Subject
}

export function pairOf(composition: Composition, library: Library): Result<Pair> {
  const image = library.get(composition.image)
  if (!image.ok) return image
  const video = library.get(composition.video)
  if (!video.ok) return video
  if (image.value.facts.kind !== 'image')
    return fail(
      'image.not-an-image',
      `${image.value.name} is not a picture.`,
      'Choose a picture for the character: JPEG, PNG or another picture format.',
    )
  if (video.value.facts.kind !== 'video')
    return fail(
      'video.not-a-video',
      `${video.value.name} is not a clip.`,
      'Choose a clip for the motion: MP4, MOV or another video format.',
    )
  return ok({
    image: image.value,
    video: video.value,
    subject: { image: image.value.facts, video: video.value.facts, request: composition.request, edits: composition.edits },
  })
}
