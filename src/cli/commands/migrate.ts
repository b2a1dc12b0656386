/** The command `migrate`. */

import type { Command } from 'commander';
import { printerOf, withStore, type CommandContext, type CommonOptions } from '../context.js';

/** Adds the command that migrates to the program. Opening the store migrates it. */
export function migrateCommand(program: Command, context: CommandContext): void {
  program
    .command('migrate')
    .description('bring the schema of the store up to date, as a job before gateways start')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  promotion-gateway migrate')
    .action(async (options: CommonOptions) => {
      await withStore(context, (store) => store.ping(), { migrates: true });
      printerOf(context, options).print('The schema of the store is up to date.', { migrated: true });
    });
}
