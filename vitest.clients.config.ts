import { defineConfig } from 'vitest/config';
import gateway from './vitest.config.js';

/** The tests of generated clients, whose generators `npm run test:clients` installs. */
export default defineConfig({
  ...gateway,
  test: {
    include: ['test/clients/**/*.test.ts'],
    provide: { compiledFrom: 1 },
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/clients.json' },
  },
});
