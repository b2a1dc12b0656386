/** The commands `organisations create` and `organisations list`. */

import type { Command } from 'commander';
import {
  createOrganisation,
  listOrganisations,
  type OrganisationRow,
} from '../../postgres/administration/organisations.js';
import { isCode } from '../../postgres/connection/store-failure.js';
import { CommandFailed, printerOf, withStore, type CommandContext, type CommonOptions } from '../context.js';
import { idOption, nameOption, timeZoneOption } from '../options.js';

interface CreateOptions extends CommonOptions {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
}

/** Adds the commands about organisations to the program. */
export function organisationCommands(program: Command, context: CommandContext): void {
  const group = program.command('organisations').description('create and list organisations');
  group
    .command('create')
    .description('create an organisation, to which programs, promotions, customers and clients belong')
    .requiredOption('--id <number>', 'id of the organisation', idOption)
    .requiredOption('--name <text>', 'name of the organisation', nameOption)
    .requiredOption('--time-zone <zone>', 'time zone in which expiries are computed', timeZoneOption)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  promotion-gateway organisations create --id 1001 --name "Corner Shop" --time-zone Europe/London',
    )
    .action((options: CreateOptions) => create(context, options));
  group
    .command('list')
    .description('list all organisations of the store')
    .option('--json', 'print JSON, an object a line')
    .addHelpText('after', '\nExample:\n  promotion-gateway organisations list')
    .action((options: CommonOptions) => list(context, options));
}

async function create(context: CommandContext, options: CreateOptions): Promise<void> {
  const { id: organisationId, name, timeZone } = options;
  const organisation: OrganisationRow = { organisationId, name, timeZone };
  const isCreated = await withStore(context, ({ db }) => createOrganisation(db, organisation)).catch(
    (error: unknown) => {
      if (isCode(error, ['23514'])) throw unknownZone(timeZone);
      throw error;
    },
  );
  if (!isCreated) throw new CommandFailed(`An organisation with the id ${organisationId} is there already.`);
  printerOf(context, options).print(`Organisation ${organisationId}, ${name}, created.`, organisation);
}

/** PostgreSQL has a list of zones of its own, which may be older than that of Node. */
function unknownZone(timeZone: string): CommandFailed {
  return new CommandFailed(
    `The store knows no time zone ${timeZone}. Write its name as the IANA database has it.`,
  );
}

async function list(context: CommandContext, options: CommonOptions): Promise<void> {
  const rows = await withStore(context, ({ db }) => listOrganisations(db));
  printerOf(context, options).printRows(rows, [
    ['ID', ({ organisationId }) => organisationId],
    ['NAME', ({ name }) => name],
    ['TIME ZONE', ({ timeZone }) => timeZone],
  ]);
}
