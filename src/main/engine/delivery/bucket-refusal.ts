/** Why a bucket says no, as a sentence for the person who set it up. */
import { fail } from '../../../domain/failure'
import type { HttpResponse } from '../../../domain/http'
import type { BucketSettings } from '../settings'
import type { UploadRefusal } from './upload'

/** The error's name and text out of S3's XML; the rest of such an answer repeats the signed request and is not kept. */
function errorOf(response: HttpResponse): { code: string; message: string } {
  const within = (tag: string) => new RegExp(`<${tag}>([^<]{0,300})`).exec(response.text)?.[1]?.trim() ?? ''
  return { code: within('Code'), message: within('Message') }
}

/** A presigned request that is too early or too late is “AccessDenied”, and only its text says why. */
const aboutTime = /not (yet )?valid|not valid yet|expired|clock|skew/i
const elsewhere =
  /^(PermanentRedirect|TemporaryRedirect|Redirect|AuthorizationHeaderMalformed|AuthorizationQueryParametersError|IllegalLocationConstraintException|InvalidRegion)$/

/** Whether the answer names a reason that holds for every request with these settings, whatever is asked for. */
export function tellsWhy(response: HttpResponse): boolean {
  const { code, message } = errorOf(response)
  return (
    /^(SignatureDoesNotMatch|InvalidAccessKeyId|NoSuchBucket|RequestTimeTooSkewed|RequestExpired)$/.test(code) ||
    elsewhere.test(code) ||
    (code === 'AccessDenied' && aboutTime.test(message))
  )
}

export function bucketRefusal(response: HttpResponse, { name, endpoint, region, pathStyle }: BucketSettings): UploadRefusal {
  const { code, message } = errorOf(response)
  const { status } = response
  const host = new URL(endpoint).host
  const expected = /expecting '([a-z0-9-]+)'/.exec(message)?.[1]
  const detail = `HTTP ${status} ${code} ${message}`.trim()
  const refuse = (what: string, fix: string): UploadRefusal => ({
    kind: 'failed',
    tryNextWay: false,
    lasting: true,
    failure: fail('delivery.bucket-refused', what, fix, { detail }).failure,
  })

  if (code === 'RequestTimeTooSkewed' || code === 'RequestExpired' || (code === 'AccessDenied' && aboutTime.test(message)))
    return refuse(
      `The clock of this computer and the clock of ${host} differ too much.`,
      'Set the computer’s clock (by itself, from the network), then try again.',
    )
  if (code === 'SignatureDoesNotMatch')
    return refuse(
      `${host} does not accept the signature.`,
      `Check the secret access key, and in the settings the region (now “${region}”) and pathStyle (now ${pathStyle}).`,
    )
  if (code === 'InvalidAccessKeyId')
    return refuse(`${host} does not know the access key id.`, 'Check CHOREO_S3_ACCESS_KEY_ID, and that the key belongs to this endpoint.')
  if (code === 'NoSuchBucket')
    return refuse(`There is no bucket “${name}” at ${host}.`, 'Make it there, or check its name and the endpoint in the settings.')
  if (elsewhere.test(code) || (status >= 300 && status < 400))
    return refuse(
      `The bucket “${name}” does not lie in the region “${region}” at ${host}.`,
      expected ? `Set "region": "${expected}" in the settings.` : 'Set its own region and endpoint in the settings.',
    )
  if (status === 507 || /quota|storagefull|insufficientstorage/i.test(code))
    return refuse(`The bucket “${name}” is full.`, 'Delete what is not needed in it, or raise its quota.')
  if (status === 401 || status === 403)
    return refuse(`The key may not write to and read from the bucket “${name}”.`, 'Give it the rights s3:PutObject and s3:GetObject there.')
  if (status === 413 || code === 'EntityTooLarge')
    return {
      kind: 'failed',
      tryNextWay: false,
      lasting: true,
      failure: fail(
        'delivery.too-large',
        `The bucket “${name}” does not take a file of this size.`,
        'Trim the clip, or raise the limit there.',
        { detail },
      ).failure,
    }
  if (status === 429 || status >= 500)
    return {
      kind: 'failed',
      tryNextWay: false,
      failure: fail('delivery.failed', `${host} has a fault of its own or asks to slow down (HTTP ${status}).`, 'Try again in a while.', {
        detail,
      }).failure,
    }
  return refuse(
    `The bucket “${name}” at ${host} refuses the file (HTTP ${status}${code ? ` ${code}` : ''}).`,
    'Check endpoint, region, name and pathStyle in the settings.',
  )
}
