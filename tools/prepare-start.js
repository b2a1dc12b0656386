/**
 * Builds before `npm start`. Without the development packages, as after `NODE_ENV=production npm ci`, starts what
 * was built before, or says how to build it.
 */
import process from 'node:process';
import { ensureBuilt } from './ensure-built.js';

if (!ensureBuilt('build')) process.exitCode = 1;
