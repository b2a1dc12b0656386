/** The commands `export programs`, `export promotions`, `export customers` and `export members`. */

import type { Command } from 'commander';
import { exportCustomers, exportMembers, exportPromotions } from '../../postgres/administration/export.js';
import { promotionCatalogue } from '../../postgres/reads/promotion-catalogue.js';
import type { Store } from '../../postgres/store.js';
import { withStore, type CommandContext, type CommonOptions } from '../context.js';
import { requireOrganisation } from '../require-organisation.js';
import { csvCell } from '../files/csv-lines.js';
import { promotionCells } from '../files/promotion-cells.js';
import { customerFile, memberFile, programFile, promotionFile } from '../files/file-kinds.js';
import { idOption } from '../options.js';

interface Options extends CommonOptions {
  readonly organisation: string;
}

/** The cells of a file by column, some lines at a time. */
type Lines = AsyncIterable<readonly Readonly<Record<string, string>>[]>;

/** Adds the commands that export files to the program. */
export function exportCommands(program: Command, context: CommandContext): void {
  const group = program.command('export').description('write what an organisation has, as files to import');
  const add = (
    what: string,
    columns: readonly string[],
    read: (store: Store, organisation: string) => Lines,
  ) =>
    group
      .command(what)
      .description(`write all ${what} to standard output, in the form that import reads`)
      .requiredOption('--organisation <id>', `organisation of the ${what}`, idOption)
      .option('--json', 'write JSON with an object a line, instead of CSV')
      .addHelpText(
        'after',
        `\nExample:\n  promotion-gateway export ${what} --organisation 1001 > ${what}.csv`,
      )
      .action((options: Options) => write(context, options, columns, read));
  add('programs', programFile.columns, programLines);
  add('promotions', promotionFile.columns, promotionLines);
  add('customers', customerFile.columns, ({ db }, organisation) => exportCustomers(db, organisation));
  add('members', memberFile.columns, ({ db }, organisation) => exportMembers(db, organisation));
}

async function write(
  context: CommandContext,
  { organisation, json }: Options,
  columns: readonly string[],
  read: (store: Store, organisation: string) => Lines,
): Promise<void> {
  await withStore(context, async (store) => {
    await requireOrganisation(store, organisation, 'list');
    if (!json) await context.output.write(`${columns.join(',')}\n`);
    for await (const lines of read(store, organisation)) {
      const texts = lines.map((line) =>
        json ? JSON.stringify(line) : columns.map((column) => csvCell(line[column] ?? '')).join(','),
      );
      await context.output.write(texts.map((text) => `${text}\n`).join(''));
    }
  });
}

async function* programLines({ db }: Store, organisation: string): Lines {
  const programs = await promotionCatalogue(db).programs(organisation);
  yield programs.map(({ programId, name, active, membersOnly = false }) => ({
    programId,
    name,
    active: String(active),
    membersOnly: String(membersOnly),
  }));
}

async function* promotionLines({ db }: Store, organisation: string): Lines {
  yield (await exportPromotions(db, organisation)).map(promotionCells);
}
