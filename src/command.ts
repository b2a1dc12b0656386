/** Runs a command of the process: reads the settings when the command opens the store. */

import process from 'node:process';
import { runCommand } from './cli/program.js';
import { readConfig } from './config.js';
import { describeError } from './describe-error.js';
import { openStore } from './open-store.js';
import type { StoreLog } from './postgres/migration/run-migrations.js';

/** A command prints results on standard output, and all else on standard error. */
const log: StoreLog = {
  info: () => undefined,
  warn: (_details, message) => process.stderr.write(`${message}\n`),
};

// A reader that has gone, as `head` does, is no reason to go on.
process.stdout.on('error', () => process.exit(1));
process.stderr.on('error', () => undefined);
process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    openStore: (options) => {
      const config = readConfig();
      for (const warning of config.warnings) log.warn({}, warning);
      return openStore({ ...config, migrates: config.migrates || options?.migrates === true }, log);
    },
    input: process.stdin,
    output: {
      isTTY: process.stdout.isTTY,
      // A command that waits for this writes no faster than its reader reads.
      write: (text) => new Promise((resolve) => process.stdout.write(text, resolve)),
    },
    errors: process.stderr,
  },
  describeError,
);
