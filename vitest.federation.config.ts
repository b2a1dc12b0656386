import { defineConfig } from 'vitest/config';
import { testsBeside } from './test/support/tests-beside.js';
import gateway from './vitest.config.js';

/** The tests behind other servers, which `npm run test:federation` installs. */
export default defineConfig({ ...gateway, test: testsBeside('federation') });
