/** `choreo curl`: the exact request, key redacted, media shortened. Sends nothing. */
import { type CommonOptions, readEdits, readProviders, readRequest } from './arguments'
import type { Printer } from './print'
import { type Outcome, openPair, withSession } from './session'

export async function curl(image: string, video: string, options: CommonOptions, printer: Printer): Promise<Outcome> {
  const ids = readProviders(options.provider, false)
  if (!ids.ok) return ids
  const request = readRequest(options)
  if (!request.ok) return request
  const edits = readEdits(options)
  if (!edits.ok) return edits
  return withSession(undefined, async (session) => {
    const pair = await openPair(session, image, video)
    if (!pair.ok) return pair
    const preview = await session.client.compose.request({
      image: pair.value.image.id,
      video: pair.value.video.id,
      request: request.value,
      edits: edits.value,
      provider: ids.value[0],
    })
    if (!preview.ok) return preview
    printer.answer(preview.value.curl)
    if (!printer.json) printer.prose(preview.value.note)
    return { ok: true, answer: preview.value }
  })
}
