/** The entry of the process: checks that Node can load the gateway, and starts it or runs a command. */

import './node-runtime.js';
import process from 'node:process';
import { readOpenFileLimit } from './http/connections/open-files.js';

/** Node opens the gateway's modules at the same time, and fails without a word about the limit. */
const FILES_TO_LOAD = 384;

const openFiles = readOpenFileLimit();
if (openFiles < FILES_TO_LOAD) {
  process.stderr.write(
    `promotion-gateway cannot start. The process may open only ${openFiles} files: raise the limit (ulimit -n) to ${FILES_TO_LOAD} or more\n`,
  );
  process.exit(1);
}
const [command] = process.argv.slice(2);
if (command === undefined) await import('./start.js');
else await import('./command.js');
