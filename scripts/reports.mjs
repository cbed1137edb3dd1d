/** What the test runners wrote down: how many passed, and of each that failed its name and what it said. */
import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** Lines of a failure's message; the rest stands where the suite ran. */
const TELLING_LINES = 12

/**
 * A runner that dies without a report has failed, and so has one that ended badly though each of its tests passed.
 * @param {string} file the report
 * @param {boolean} works whether the runner ended well
 * @param {(report: any) => { passed: number, skipped: number, failures: { name: string, message: string }[] }} read
 */
export function reported(file, works, read) {
  if (!existsSync(file)) return { passed: 0, skipped: 0, failures: [{ name: 'no report', message: 'The runner ended without one.' }] }
  const counts = read(JSON.parse(readFileSync(file, 'utf8')))
  return works || counts.failures.length > 0
    ? counts
    : { ...counts, failures: [{ name: 'the runner', message: 'It ended with a failure, though each test passed.' }] }
}

/** @param root the paths in names are told from here */
export const ofVitest = (root) => (report) => ({
  passed: report.numPassedTests,
  skipped: report.numPendingTests,
  failures: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = isAbsolute(name) ? relative(root, name) : name
    const tests = assertionResults.filter((test) => test.status === 'failed')
    // A file that cannot be loaded, or whose preparations failed, has no failed test to show for it.
    if (status === 'failed' && tests.length === 0) return [{ name: file, message: telling(message) }]
    return tests.map((test) => ({ name: `${file} > ${test.fullName}`, message: telling(test.failureMessages.join('\n')) }))
  }),
})

export const ofPlaywright = (report) => {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)]
  // Not by the spec's own `ok`: where two projects share a spec, it tells of the first one alone.
  const failures = specs(report).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected')
      .map((test) => ({
        name: `[${test.projectName}] ${spec.file}:${spec.line} > ${spec.title}`,
        message: telling(test.results.flatMap(({ errors }) => errors.map(({ message }) => message)).join('\n')),
      })),
  )
  const outside = (report.errors ?? []).map(({ message }) => ({ name: 'outside of any test', message: telling(message) }))
  return { passed: report.stats.expected + report.stats.flaky, skipped: report.stats.skipped, failures: [...failures, ...outside] }
}

function telling(message) {
  const lines = stripVTControlCharacters(message ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'))
  return lines.length > TELLING_LINES ? [...lines.slice(0, TELLING_LINES), '…'].join('\n') : lines.join('\n')
}
