/** What a failing answer of WaveSpeedAI means, whichever of its addresses gave it. */
import { z } from 'zod'
import { fail } from '../failure'
import type { HttpResponse } from '../http'
import { parseJson } from '../http'
import { anything, failureForStatus, spokenReason, textOrNull } from './answers'

export const name = 'WaveSpeedAI'

/** Every answer stands in `data`; `code` is 200 on success. */
export const Envelope = z.looseObject({ code: anything, message: textOrNull, data: anything })
/** HTTP 200 with `code != 200` is a failure; some refusals use 4-digit codes of their own. */
export function bodyFailure(response: HttpResponse, code: number | null) {
  const reason = spokenReason(parseJson(response.text))
  if (code === 1402) return mediaUnreachable(response, reason)
  if (code === 1200) return failureForStatus(name, response, `content moderation: ${reason ?? 'code 1200'}`, 400)
  return failureForStatus(name, response, reason, meaning(response.status, code))
}

/** What an answer means as an HTTP status: its own, else the code in its body, else a rejection. */
function meaning(status: number, code: number | null): number {
  if (code === 1407) return 402
  if (code !== null && code >= 400 && code < 600) return code
  if (status >= 400) return status
  if (code !== null && code >= 5000) return 503
  return code === null ? status : 400
}

export function mediaUnreachable(response: HttpResponse, reason: string | null) {
  return fail(
    'provider.media-unreachable',
    `${name} could not fetch a file: “${reason ?? 'code 1402'}”.`,
    'Check that the link is public and has not expired.',
    {
      detail: response.text.slice(0, 2000),
    },
  ).failure
}
