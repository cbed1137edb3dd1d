/** How the host says no: the status a program reads and the failure a person reads. */
import { type Failure, type FailureCode, fail } from '../../domain/failure'

export function refusal(status: number, answer: { ok: false; failure: Failure }): Response {
  return Response.json(answer, { status, headers: { 'Cache-Control': 'no-store' } })
}

/** The HTTP status for a failure of an upload. */
export function statusOf(code: FailureCode): number {
  switch (code) {
    case 'input.too-large':
      return 413
    case 'disk.full':
      return 507
    case 'input.empty':
    case 'network.interrupted':
      return 400
    default:
      return 500
  }
}

export const refusals = {
  host: fail('usage', 'This address does not belong to Choreo.', 'Open the address that Choreo printed; it begins with http://127.0.0.1.'),
  origin: fail('usage', 'Another page asked in your name, and Choreo refused it.', 'Use the window that Choreo opened.'),
  noSession: fail(
    'usage',
    'This window has no access to Choreo.',
    'Use the window that is already open, or stop Choreo and start it again for a new address.',
  ),
  usedToken: fail(
    'usage',
    'This address was already opened once, and it works only once.',
    'Use the window that is already open, or stop Choreo and start it again for a new address.',
  ),
  wrongToken: fail(
    'usage',
    'This address does not open this Choreo.',
    'Copy the whole address that Choreo printed when it started, up to its last character.',
  ),
  notHere: fail('usage', 'There is nothing at this address.', 'Go back to the window that Choreo opened.'),
  starting: fail('usage', 'Choreo is still starting.', 'Wait a moment and load the page again.'),
  malformed: fail('usage', 'Choreo could not read this request.', 'Open the address that Choreo printed.'),
  bug: fail('bug', 'Choreo made a mistake while it answered.', 'Try again; if it happens again, report it with the lines in the terminal.'),
}
