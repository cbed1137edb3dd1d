/** `choreo doctor`: what is there and what is missing. */
import { fail } from '../../domain/failure'
import type { CommonOptions } from './arguments'
import type { Printer } from './print'
import { type Outcome, withSession } from './session'

const marks = { ok: 'ok     ', warning: 'note   ', missing: 'MISSING' }

export async function doctor(options: CommonOptions, printer: Printer): Promise<Outcome> {
  return withSession(options.project, async ({ client }) => {
    const { checks } = await client.system.doctor()
    for (const check of checks)
      printer.answer(`${marks[check.state]}  ${check.name}: ${check.found}${check.fix ? `\n         ${check.fix}` : ''}`)
    const missing = checks.find((check) => check.state === 'missing')
    if (!missing) return { ok: true, answer: { checks } }
    const code = missing.name === 'ffmpeg' ? 'setup.no-ffmpeg' : missing.name === 'ffprobe' ? 'setup.no-ffprobe' : 'disk.read-only'
    return { ok: false, failure: fail(code, `${missing.name}: ${missing.found}.`, missing.fix ?? '').failure, more: { checks } }
  })
}
