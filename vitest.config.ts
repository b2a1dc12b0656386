import { defineConfig } from 'vitest/config';
import { executesDocuments, needsOwnProcess, testFiles } from './test/support/test-files.js';

const all = { statements: 100, branches: 100, functions: 100, lines: 100 };
const most = { statements: 90, branches: 90, functions: 90, lines: 90 };

/** They need packages of their own: see vitest.federation.config.ts and vitest.clients.config.ts. */
const BESIDE = ['test/federation/**', 'test/clients/**'];

const ownProcess = testFiles.filter(needsOwnProcess);

export default defineConfig({
  // Vite would take graphql's ES build and the packages in node_modules its CommonJS one: two realms, and
  // "Cannot use GraphQLSchema from another module or realm". Node itself only ever loads index.js.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...BESIDE, ...ownProcess],
          // Loading the gateway's modules costs more than most files of tests: a process loads them once.
          isolate: false,
          provide: { compiledFrom: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'own-process',
          include: ownProcess,
          provide: { compiledFrom: 1 },
        },
      },
      // Documents are compiled above, and interpreted here: both have to do the same.
      {
        extends: true,
        test: {
          name: 'interpreted',
          include: testFiles.filter(executesDocuments),
          isolate: false,
          provide: { compiledFrom: Infinity },
        },
      },
    ],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // One worker leaves half of a machine of two cores idle, and so do its waits for PostgreSQL and child processes.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/results.json' },
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      // The process itself: tests start it as a child, where coverage does not reach.
      exclude: ['src/main.ts', 'src/start.ts', 'src/shutdown.ts'],
      reporter: [['text', { skipFull: true }], 'html'],
      thresholds: {
        'src/domain/**': all,
        'src/wire/**': all,
        // A negated pattern, because the plain thresholds would count domain and wire in too.
        '!src/{domain,wire}/**': most,
      },
    },
  },
});
