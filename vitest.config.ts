import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/{unit,engine,contract}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // On two cores: a third of the tests waits for a process, a disk or a pause.
    maxWorkers: 3,
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/vitest.json' },
  },
})
