import { defineConfig } from 'vitest/config';
import { testsBeside } from './test/support/tests-beside.js';
import gateway from './vitest.config.js';

/** The tests of generated clients, whose generators `npm run test:clients` installs. */
export default defineConfig({ ...gateway, test: testsBeside('clients') });
