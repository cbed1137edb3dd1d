/** `choreo prepare`: one pair of files that satisfies all the named providers. No network, no key. */

import { fail } from '../../domain/failure'
import { formatBytes, formatSeconds, formatSides } from '../../domain/wording'
import { type CommonOptions, readEdits, readProviders, readRequest } from './arguments'
import type { Printer } from './print'
import { type Outcome, openPair, withSession } from './session'

export async function prepare(image: string, video: string, options: CommonOptions & { out?: string }, printer: Printer): Promise<Outcome> {
  const ids = readProviders(options.provider, true)
  if (!ids.ok) return ids
  const request = readRequest(options)
  if (!request.ok) return request
  const edits = readEdits(options)
  if (!edits.ok) return edits
  return withSession(undefined, async (session) => {
    const pair = await openPair(session, image, video)
    if (!pair.ok) return pair
    const events = await session.client.compose.prepare(
      {
        image: pair.value.image.id,
        video: pair.value.video.id,
        request: request.value,
        edits: edits.value,
        providers: ids.value,
        outDir: options.out,
      },
      { signal: session.signal },
    )
    try {
      for await (const event of events) {
        if (event.event === 'progress') {
          printer.event(event)
          continue
        }
        if (!event.result.ok) return event.result
        const { hrefs: _faces, ...prepared } = event.result.value
        printer.answer(
          `${prepared.image.path}\n  ${formatSides(prepared.image)}, ${formatBytes(prepared.image.bytes)}, ${prepared.image.change}`,
        )
        printer.answer(
          `${prepared.video.path}\n  ${formatSides(prepared.video)}, ${formatSeconds(prepared.video.durationSeconds)}, ${formatBytes(prepared.video.bytes)}, ${prepared.video.change}`,
        )
        for (const step of [...prepared.image.steps, ...prepared.video.steps]) printer.answer(`  ${step.from} → ${step.to}: ${step.why}`)
        return { ok: true, answer: prepared }
      }
    } catch (error) {
      // After an abort the error's type says nothing; the signal does.
      if (!session.signal.aborted) throw error
    }
    return fail('cancelled', 'Preparing was stopped; nothing was left behind.', 'Start it again when you like.')
  })
}
