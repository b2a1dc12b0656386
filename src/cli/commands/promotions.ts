/** The commands about promotions: set and changes. */

import { InvalidArgumentError, type Command } from 'commander';
import { changePromotion, type PromotionChanged } from '../../postgres/administration/promotion-changes.js';
import { listPromotionChanges } from '../../postgres/administration/promotion-change-log.js';
import type { OrganisationRow } from '../../postgres/administration/organisations.js';
import { storeClock } from '../../postgres/connection/store-clock.js';
import type { Store } from '../../postgres/store.js';
import { isLineFault } from '../../service/import/faults.js';
import { readPromotionLine, type PromotionColumn } from '../../service/import/promotion-line.js';
import type { Affects } from '../../service/promotion-settings.js';
import { CommandFailed, printerOf, withStore, type CommandContext, type CommonOptions } from '../context.js';
import { requireOrganisation } from '../require-organisation.js';
import { promotionCells } from '../files/promotion-cells.js';
import { idOption } from '../options.js';

/** The columns of a file of promotions that can be set, as they are written there. */
const settable = [
  'name',
  'active',
  'startsAt',
  'endsAt',
  'enrolmentLimit',
  'earnLimit',
  'totalEarnLimit',
  'enrolmentExpiryDays',
  'earningExpiryDays',
] as const satisfies readonly PromotionColumn[];

interface NamedOptions extends CommonOptions {
  readonly organisation: string;
}

interface SetOptions extends NamedOptions, Partial<Record<(typeof settable)[number], string>> {
  readonly expectedVersion?: number;
  readonly dryRun?: true;
}

/** Adds the commands about promotions to the program. */
export function promotionCommands(program: Command, context: CommandContext): void {
  const group = program.command('promotions').description('change promotions, and list their changes');
  const set = group
    .command('set')
    .description('change a promotion; its kind, program and ids stay')
    .argument('<id>', 'promotionId', idOption)
    .requiredOption('--organisation <id>', 'organisation of the promotion', idOption);
  for (const name of settable) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    set.option(`--${flag} <value>`, `${name}, as import reads it`);
  }
  set
    .option('--expected-version <number>', 'refuse where the promotion has another version', versionOption)
    .option('--dry-run', 'say what would change, and write nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  promotion-gateway promotions set 57099 --organisation 1001 --ends-at 2026-12-31 --dry-run',
    )
    .action((id: string, options: SetOptions) => setPromotion(context, id, options));
  group
    .command('changes')
    .description('list the changes of a promotion, with what it was before and after')
    .argument('<id>', 'promotionId', idOption)
    .requiredOption('--organisation <id>', 'organisation of the promotion', idOption)
    .option('--json', 'print JSON, an object a line')
    .addHelpText(
      'after',
      '\nExample:\n  promotion-gateway promotions changes 57099 --organisation 1001 --json',
    )
    .action((id: string, options: NamedOptions) => listChanges(context, id, options));
}

function versionOption(text: string): number {
  const version = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (version >= 1) return version;
  throw new InvalidArgumentError('Write a whole number from 1.');
}

async function setPromotion(context: CommandContext, id: string, options: SetOptions): Promise<void> {
  const given = settable.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name]] as const],
  );
  if (given.length === 0) throw new CommandFailed('Name at least one setting to change: see --help.');
  const values: Partial<Record<PromotionColumn, string>> = Object.fromEntries(given);
  const changed = await withStore(context, async (store) => {
    const organisation = await requireOrganisation(store, options.organisation, 'list');
    return changeIn(store, organisation, { id, values, options });
  });
  const { text, object } = describe(id, changed, options.dryRun === true);
  printerOf(context, options).print(text, object);
}

interface Request {
  readonly id: string;
  readonly values: Partial<Record<PromotionColumn, string>>;
  readonly options: SetOptions;
}

async function changeIn(
  { db }: Store,
  { organisationId, timeZone }: OrganisationRow,
  { id, values, options }: Request,
): Promise<PromotionChanged> {
  const clock = await storeClock(db, () => undefined);
  try {
    return await changePromotion(db, {
      organisationId,
      promotionId: id,
      settings: (stored) => {
        const line = readPromotionLine({ ...promotionCells(stored), ...values }, timeZone);
        if (isLineFault(line)) throw new CommandFailed(`${line.code}: ${line.message}.`);
        return line;
      },
      expectedVersion: options.expectedVersion ?? null,
      clientId: null,
      dryRun: options.dryRun === true,
      now: clock.now(),
    });
  } finally {
    clock.stop();
  }
}

function describe(id: string, changed: PromotionChanged, dryRun: boolean): { text: string; object: object } {
  switch (changed.status) {
    case 'changed': {
      const { version, changed: settings, affects } = changed;
      const text = dryRun
        ? `Promotion ${id} would change: ${settings.join(', ')}. Nothing was written (dry run).`
        : `Promotion ${id} has version ${version}. Changed: ${settings.join(', ')}.`;
      return {
        text: `${text}${affectsText(affects)}`,
        object: { promotionId: id, version, changed: settings, affects, dryRun },
      };
    }
    case 'unchanged': {
      const { version } = changed;
      return {
        text: `Promotion ${id} is so already, in version ${version}.`,
        object: { promotionId: id, version, changed: [], dryRun },
      };
    }
    case 'not found':
      throw new CommandFailed(
        `The organisation has no promotion ${id}: see promotion-gateway export promotions.`,
      );
    case 'other version':
      throw new CommandFailed(
        `VERSION_CONFLICT: promotion ${id} has version ${changed.version}. See promotion-gateway promotions changes ${id}, and name this version.`,
      );
    case 'total below earned':
      throw new CommandFailed(
        `BAD_TOTAL_LIMIT: customers have earned promotion ${id} ${changed.earned} times already. Write ${changed.earned} or more.`,
      );
    case 'total of an active promotion':
      throw new CommandFailed(
        `A total limit is added or removed while a promotion is switched off. Set --active false first, and --active true afterwards.`,
      );
  }
}

function affectsText({
  expiredEnrolments,
  expiredEarnings,
  revivedEnrolments,
  revivedEarnings,
}: Affects): string {
  const expired = expiredEnrolments + expiredEarnings > 0;
  const revived = revivedEnrolments + revivedEarnings > 0;
  if (expired) return `\nExpires at once: ${expiredEnrolments} enrolments and ${expiredEarnings} earnings.`;
  return revived
    ? `\nBecomes valid again: ${revivedEnrolments} enrolments and ${revivedEarnings} earnings.`
    : '';
}

async function listChanges(context: CommandContext, id: string, options: NamedOptions): Promise<void> {
  const rows = await withStore(context, async (store) => {
    const { organisationId } = await requireOrganisation(store, options.organisation, 'list');
    return listPromotionChanges(store.db, organisationId, id);
  });
  printerOf(context, options).printRows(rows, [
    ['VERSION', ({ version }) => String(version)],
    ['CHANGED AT', ({ changedAt }) => changedAt.toISOString()],
    ['BY', ({ changedBy }) => changedBy ?? 'command'],
    [
      'CHANGED',
      ({ before, after }) =>
        Object.keys(after)
          .filter((name) => after[name] !== before[name])
          .map((name) => `${name}: ${String(before[name])} -> ${String(after[name])}`)
          .join('; '),
    ],
  ]);
}
