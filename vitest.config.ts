import { basename } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Begun first, the longest at the front: at the end no core waits for one long file. */
const longest = ['video', 'crash', 'any-clip', 'prepare', 'batch', 'secrecy', 'fault-matrix-network', 'delivery-run', 'cli', 'proxy']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.indexOf(basename(moduleId, '.test.ts'))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/{unit,engine,contract}/**/*.test.ts'],
    // What a file does to its process it undoes, so they need not each begin with loading everything anew; that is a sixth of the time.
    isolate: false,
    setupFiles: ['test/support/each-file.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One second, as it is by itself, is not long on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // On two cores: many tests wait for a process, a disk or a pause, so that three leave a fifth of the time unused.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/vitest.json' },
  },
})
