/** The gate counts what fails in whatever way it fails, and names it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Counts {
  passed: number
  skipped: number
  failures: { name: string; message: string }[]
}
type Read = (report: unknown) => Counts
interface Reports {
  reported(file: string, works: boolean, read: Read): Counts
  ofVitest(root: string): Read
  ofPlaywright: Read
}

let gate: Reports
let folder: string

beforeAll(async () => {
  gate = (await import(resolve(import.meta.dirname, '../../scripts/reports.mjs'))) as Reports
  folder = await mkdtemp(join(tmpdir(), 'choreo-reports-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function report(content: unknown) {
  const file = join(folder, 'report.json')
  await writeFile(file, JSON.stringify(content))
  return file
}

const test = (fullName: string, status: string, ...failureMessages: string[]) => ({ fullName, status, failureMessages })

describe('a report of the unit tests', () => {
  it('names failed tests, and files that could not be loaded at all', async () => {
    const file = await report({
      numPassedTests: 3,
      numPendingTests: 1,
      testResults: [
        { name: '/house/test/a.test.ts', status: 'failed', message: '', assertionResults: [test('adds', 'failed', 'expected 1 to be 2')] },
        { name: '/house/test/b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
        { name: '/house/test/c.test.ts', status: 'passed', message: '', assertionResults: [test('stays', 'passed')] },
      ],
    })
    expect(gate.reported(file, false, gate.ofVitest('/house'))).toEqual({
      passed: 3,
      skipped: 1,
      failures: [
        { name: 'test/a.test.ts > adds', message: 'expected 1 to be 2' },
        { name: 'test/b.test.ts', message: 'Cannot find module' },
      ],
    })
  })

  it('is a failure where there is none, or where the runner ended badly all the same', async () => {
    expect(gate.reported(join(folder, 'nowhere.json'), true, gate.ofVitest('/')).failures).toHaveLength(1)
    const file = await report({ numPassedTests: 1, numPendingTests: 0, testResults: [] })
    expect(gate.reported(file, true, gate.ofVitest('/')).failures).toHaveLength(0)
    expect(gate.reported(file, false, gate.ofVitest('/')).failures).toHaveLength(1)
  })
})

it('a report of the windows names failed specs of every depth, and errors outside of them', async () => {
  // A spec that two projects share says of the first one only whether it went well.
  const fine = { projectName: 'serve', status: 'expected', results: [] }
  const tests = [
    fine,
    { projectName: 'desktop', status: 'unexpected', results: [{ errors: [{ message: '\u001b[31mnot there\u001b[0m' }] }] },
  ]
  const file = await report({
    stats: { expected: 5, flaky: 0, unexpected: 1, skipped: 2 },
    suites: [{ suites: [{ specs: [{ ok: true, title: 'opens', file: 'a.spec.ts', line: 3, tests }] }], specs: [{ ok: true, tests: [] }] }],
    errors: [{ message: 'no browser' }],
  })
  expect(gate.reported(file, false, gate.ofPlaywright)).toEqual({
    passed: 5,
    skipped: 2,
    failures: [
      { name: '[desktop] a.spec.ts:3 > opens', message: 'not there' },
      { name: 'outside of any test', message: 'no browser' },
    ],
  })
})
