import { defineConfig } from 'vitest/config';

/** Real processes, real servers, a real browser: one file at a time, because two cores carry them. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/e2e/**/*.test.ts'],
    passWithNoTests: false,
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
    // What a page or a server comes to is waited for; how long it may take, a benchmark says.
    expect: { poll: { timeout: 20_000 } },
  },
});
