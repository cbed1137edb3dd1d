/** English: the check-up. */
export const doctor = {
  title: 'Check-up',
  sentence: 'What Choreo found on this computer, and what is missing.',
  state: { ok: 'found', missing: 'missing', warning: 'look at this' },
  version: (version: string) => `Choreo ${version}`,
}
