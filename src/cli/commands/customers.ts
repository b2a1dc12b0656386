/** The command `customers erase`. */

import type { Command } from 'commander';
import { eraseCustomer } from '../../postgres/administration/customer-erasure.js';
import { CommandFailed, printerOf, withStore, type CommandContext, type CommonOptions } from '../context.js';
import { idOption } from '../options.js';

interface EraseOptions extends CommonOptions {
  readonly organisation: string;
  readonly dryRun?: true;
}

/** The places beyond the store that hold identifiers. */
const NOT_REACHED = [
  'backups and exports of the store',
  'files of imports, and their refused files',
  'a platform, and receivers of webhooks that looked the id up',
  'hashes of calls with an idempotency key, which are forgotten after a day',
];

/** Adds the commands about customers to the program. */
export function customerCommands(program: Command, context: CommandContext): void {
  program
    .command('customers')
    .description('erase customers')
    .command('erase')
    .description('erase all identifiers of a customer; its enrolments and earnings stay under the id')
    .argument('<id>', 'customerId', idOption)
    .requiredOption('--organisation <id>', 'organisation of the customer', idOption)
    .option('--dry-run', 'say what would be erased, and erase nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  promotion-gateway customers erase 1 --organisation 1001 --dry-run')
    .action((id: string, options: EraseOptions) => erase(context, id, options));
}

async function erase(context: CommandContext, customerId: string, options: EraseOptions): Promise<void> {
  const { organisation: organisationId, dryRun = false } = options;
  const erased = await withStore(context, ({ db }) =>
    eraseCustomer(db, { organisationId, customerId, dryRun }),
  );
  if (!erased) {
    throw new CommandFailed(`Organisation ${organisationId} has no customer ${customerId}: check both ids.`);
  }
  const { identifiers, keptAnswers } = erased;
  const what = `${identifiers} identifiers of customer ${customerId}, which ${keptAnswers} kept answers had`;
  const text = [
    dryRun ? `Would erase ${what}. Nothing was written (dry run).` : `Erased ${what}.`,
    'Not reached:',
    ...NOT_REACHED.map((one) => `  ${one}`),
  ].join('\n');
  printerOf(context, options).print(text, { customerId, ...erased, dryRun, notReached: NOT_REACHED });
}
