import { defineConfig } from 'vitest/config';
import { needsNoSetUp, needsOwnProcess, testFiles } from './test/support/test-files.js';
import gateway from './vitest.config.js';

const unit = testFiles.filter(needsNoSetUp);

/** The tests that need no store and no other process: seconds, without the global set-up. */
export default defineConfig({
  ...gateway,
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: unit.filter((file) => !needsOwnProcess(file)),
          isolate: false,
        },
      },
      { extends: true, test: { name: 'own-process', include: unit.filter(needsOwnProcess) } },
    ],
    pool: 'forks',
    testTimeout: 30_000,
    // A sample of the 5,000 documents that both executors are compared on.
    env: { DOCUMENTS: '200' },
  },
});
