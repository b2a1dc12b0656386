#!/usr/bin/env node
/**
 * The program `promotion-gateway`, as `npx promotion-gateway` and `npm run -s gateway --` start it: builds where the
 * sources are newer than the build, then starts the gateway or runs the command.
 */
import process from 'node:process';
import { ensureBuilt, isStale } from './ensure-built.js';

const hasCommand = process.argv.length > 2;
// Commands need no page of GraphiQL, whose build takes longer than that of the server.
const isReady = isStale() ? ensureBuilt(hasCommand ? 'build:server' : 'build') : true;
if (isReady) {
  process.setSourceMapsEnabled(true);
  await import('../dist/main.js');
} else {
  process.exitCode = 1;
}
