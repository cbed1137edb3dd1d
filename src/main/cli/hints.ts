/** The engine's sentences speak to every face; here they get the flag that does what they advise. */
import type { Failure, FailureCode } from '../../domain/failure'

const flags: Partial<Record<FailureCode, string>> = {
  'video.too-short': '--too-short loop|slow|hold',
  'image.too-elongated': '--crop-image X,Y,W,H or --fit pad',
  'video.too-elongated': '--crop-video X,Y,W,H or --fit pad',
  'video.unreachable': '--trim START-END',
  'delivery.no-host': '--via evolink|wavespeed|s3',
  'job.duplicate': '--again',
  'job.unconfirmed': 'choreo confirm JOB --remote-id ID | --not-submitted | --abandon',
  'money.too-expensive': '--max-cost USD',
}

export function withFlag(failure: Failure): Failure {
  const flag = flags[failure.code]
  return flag ? { ...failure, fix: `${failure.fix} (${flag})` } : failure
}
