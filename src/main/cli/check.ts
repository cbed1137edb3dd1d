/** `choreo check`: what would be refused, what it would cost, what would be changed. Changes nothing. */
import type { Verdict } from '../../domain/assess'
import { formatSeconds, formatSides, formatUsd } from '../../domain/wording'
import { type CommonOptions, readEdits, readProviders, readRequest } from './arguments'
import type { Printer } from './print'
import { type Outcome, openPair, withSession } from './session'

export async function check(image: string, video: string, options: CommonOptions, printer: Printer): Promise<Outcome> {
  const ids = readProviders(options.provider ?? 'all', true)
  if (!ids.ok) return ids
  const request = readRequest(options)
  if (!request.ok) return request
  const edits = readEdits(options)
  if (!edits.ok) return edits
  return withSession(undefined, async (session) => {
    const pair = await openPair(session, image, video)
    if (!pair.ok) return pair
    const checked = await session.client.compose.check({
      image: pair.value.image.id,
      video: pair.value.video.id,
      request: request.value,
      edits: edits.value,
      providers: ids.value,
    })
    if (!checked.ok) return checked
    const { facts, verdicts } = checked.value
    printer.answer(
      `${formatSides(facts.image)} ${facts.image.format}  +  ${formatSides(facts.video)} ${facts.video.codec}, ${formatSeconds(facts.video.seconds)}`,
    )
    for (const verdict of verdicts) printer.answer(describe(verdict))
    return {
      ok: true,
      answer: {
        providers: verdicts.map(({ provider, accepts, violations, quote, saving, plan, failures, needsHost, notes }) => ({
          provider,
          accepts,
          violations,
          quote,
          saving,
          steps: plan ? { image: plan.image.steps, video: plan.video.steps } : null,
          failures,
          needsHost,
          notes,
        })),
        facts,
      },
    }
  })
}

function describe(verdict: Verdict): string {
  const words = { 'as-is': 'accepts both as they are', 'after-changes': 'accepts after changes', never: 'cannot take this' }
  const price =
    verdict.quote?.usd == null
      ? 'price not published'
      : `${verdict.quote.certain ? '' : 'about '}${formatUsd(verdict.quote.usd)} for ${verdict.quote.seconds} s`
  const lines = [
    `\n${verdict.provider}: ${words[verdict.accepts]} · ${price}${verdict.needsHost ? ' · needs a host for a local clip' : ''}`,
  ]
  for (const failure of verdict.failures) lines.push(`  ${failure.message} ${failure.fix}`)
  for (const step of [...(verdict.plan?.image.steps ?? []), ...(verdict.plan?.video.steps ?? [])])
    lines.push(`  ${step.from} → ${step.to}: ${step.why}`)
  if (verdict.saving) {
    const { use, usd } = verdict.saving
    const trim = `--trim ${Number(use.start.toFixed(3))}-${Number(use.end.toFixed(3))}`
    lines.push(`  with ${trim} it would cost ${formatUsd(usd)} less: a begun second is billed as a whole one`)
  }
  return lines.join('\n')
}
