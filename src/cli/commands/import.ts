/** The commands `import programs`, `import promotions`, `import customers` and `import members`. */

import { Option, type Command } from 'commander';
import { customerImport } from '../../postgres/administration/customer-import.js';
import type { OrganisationRow } from '../../postgres/administration/organisations.js';
import { importMembers } from '../../postgres/administration/member-import.js';
import { importPrograms, importPromotions } from '../../postgres/administration/promotion-import.js';
import type { Store } from '../../postgres/store.js';
import {
  importCustomers,
  type ImportOptions,
  type ImportResult,
  type OnConflict,
  type StagedLine,
} from '../../service/import/customer-import.js';
import { readCustomerLine, type CustomerColumn } from '../../service/import/customer-line.js';
import { isLineFault } from '../../service/import/faults.js';
import type { Country } from '../../service/import/imported-mobile.js';
import { readMemberLine } from '../../service/import/member-line.js';
import { readProgramLine, readPromotionLine } from '../../service/import/promotion-line.js';
import { importTable, type Imported } from './import-table.js';
import {
  CommandFailed,
  exitCodes,
  printerOf,
  withStore,
  type CommandRun,
  type CommonOptions,
  type ExitCode,
} from '../context.js';
import { requireOrganisation } from '../require-organisation.js';
import { customerFile, memberFile, programFile, promotionFile } from '../files/file-kinds.js';
import { openInput, type InputFile } from '../files/input-file.js';
import { readRecords } from '../files/records.js';
import { writeRefusedFile } from '../files/refused-file.js';
import { countryOption, idOption } from '../options.js';
import { printImport } from '../output/import-report.js';
import { ProgressView } from '../output/progress.js';

interface Options extends CommonOptions {
  readonly organisation: string;
  readonly dryRun?: true;
}

interface CustomerOptions extends Options {
  readonly country?: Country;
  readonly onConflict: OnConflict;
}

/** One run of an import: its file, its organisation, the store. */
interface ImportRun<Given extends Options> {
  readonly file: InputFile;
  readonly store: Store;
  readonly organisation: OrganisationRow;
  readonly options: Given;
  readonly importOptions: Omit<ImportOptions, 'onConflict'>;
}

/** Adds the commands that import files to the program. */
export function importCommands(program: Command, context: CommandRun): void {
  const group = program
    .command('import')
    .description('import programs, promotions, customers and members of programs from files');
  const add = (what: string, columns: readonly string[]) =>
    group
      .command(what)
      .description(
        `import ${what} from CSV or from JSON with an object a line, also gzipped.\nColumns: ${columns.join(', ')}`,
      )
      .argument('<file>', 'file to import, or - for standard input')
      .requiredOption('--organisation <id>', `organisation of the ${what}`, idOption)
      .option('--dry-run', 'check everything, and write nothing')
      .option('--json', 'print JSON')
      .addHelpText(
        'after',
        `\nExample:\n  promotion-gateway import ${what} ${what}.csv --organisation 1001${what === 'customers' ? ' --country GB' : ''}`,
      );
  add('programs', programFile.columns).action((path: string, options: Options) =>
    runImport(context, path, options, programRun),
  );
  add('promotions', promotionFile.columns).action((path: string, options: Options) =>
    runImport(context, path, options, promotionRun),
  );
  add('members', memberFile.columns).action((path: string, options: Options) =>
    runImport(context, path, options, memberRun),
  );
  add('customers', customerFile.columns)
    .option('--country <letters>', 'country of mobiles that have no country code, such as GB', countryOption)
    .addOption(
      new Option(
        '--on-conflict <way>',
        'a line with an identifier of another customer: refuse it, or add the rest of it',
      )
        .choices(['refuse', 'add'])
        .default('refuse'),
    )
    .action((path: string, options: CustomerOptions) => runImport(context, path, options, customerRun));
}

async function runImport<Given extends Options>(
  context: CommandRun,
  path: string,
  options: Given,
  importFile: (run: ImportRun<Given>) => Promise<Imported>,
): Promise<void> {
  const file = await openInput(path, context.input);
  const progress = new ProgressView(context.errors, {
    json: options.json === true,
    now: () => performance.now(),
  });
  try {
    const { result, refusedPath } = await withStore(context, async (store) => {
      const organisation = await requireOrganisation(store, options.organisation, 'create');
      const importOptions = {
        dryRun: options.dryRun === true,
        onProgress: progress.show.bind(progress),
      };
      return importFile({ file, store, organisation, options, importOptions }).finally(() => progress.end());
    });
    printImport(printerOf(context, options), {
      name: file.name,
      result,
      refusedPath,
      dryRun: options.dryRun === true,
    });
    context.exitWith(exitCodeOf(result));
  } finally {
    await file.close();
  }
}

function exitCodeOf({ added, unchanged, faults }: ImportResult): ExitCode {
  if (faults.length === 0) return exitCodes.done;
  return added + unchanged > 0 ? exitCodes.partlyRefused : exitCodes.failed;
}

async function customerRun(run: ImportRun<CustomerOptions>): Promise<Imported> {
  const { file, store, organisation, options, importOptions } = run;
  const connections = store.openBulk();
  try {
    const target = customerImport(connections, organisation.organisationId);
    const imported = await connections.alone(`import ${organisation.organisationId}`, async () => {
      const chunks = customerLines(file, options.country ?? null);
      const result = await importCustomers(target, chunks, {
        ...importOptions,
        onConflict: options.onConflict,
      });
      const refusedPath = await writeRefusedFile(file, customerFile, (line) => target.faultsAfter(line));
      await target.clear();
      return { result, refusedPath };
    });
    if (imported) return imported;
    throw new CommandFailed(
      `Another import of organisation ${organisation.organisationId} is running: wait until it ends.`,
    );
  } finally {
    await connections.close();
  }
}

async function* customerLines(file: InputFile, country: Country | null): AsyncIterable<StagedLine[]> {
  for await (const { records } of readRecords<CustomerColumn>(file, customerFile)) {
    yield records.map(({ line, values }) => ({
      line: line.number,
      read: isLineFault(values) ? values : readCustomerLine(values, country),
    }));
  }
}

function programRun({ file, store, organisation, importOptions }: ImportRun<Options>): Promise<Imported> {
  return importTable(file, programFile, readProgramLine, (lines) =>
    importPrograms(store.db, organisation.organisationId, lines, importOptions.dryRun),
  );
}

function promotionRun({ file, store, organisation, importOptions }: ImportRun<Options>): Promise<Imported> {
  return importTable(
    file,
    promotionFile,
    (values) => readPromotionLine(values, organisation.timeZone),
    (lines) => importPromotions(store.db, organisation.organisationId, lines, importOptions.dryRun),
  );
}

function memberRun({ file, store, organisation, importOptions }: ImportRun<Options>): Promise<Imported> {
  return importTable(file, memberFile, readMemberLine, (lines) =>
    importMembers(store.db, organisation.organisationId, lines, importOptions.dryRun),
  );
}
