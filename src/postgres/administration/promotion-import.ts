/** Imports programs and promotions, whose rows are few: what is there already is compared, and never changed. */

import type { Kysely, Transaction } from 'kysely';
import type { Program, Promotion } from '../../domain/promotion.js';
import { lineFault } from '../../service/import/faults.js';
import type { PromotionLine } from '../../service/import/promotion-line.js';
import { promotionCatalogue } from '../reads/promotion-catalogue.js';
import type { Database } from '../schema.js';
import { promotionRow } from '../store-organisation.js';
import { importLines, type LineResult, type ReadLine, type TableResult } from './import-lines.js';

export function importPrograms(
  db: Kysely<Database>,
  organisationId: string,
  lines: readonly ReadLine<Program>[],
  dryRun: boolean,
): Promise<TableResult> {
  return importLines(db, lines, dryRun, (trx, programs) => addPrograms(trx, organisationId, programs));
}

export function importPromotions(
  db: Kysely<Database>,
  organisationId: string,
  lines: readonly ReadLine<PromotionLine>[],
  dryRun: boolean,
): Promise<TableResult> {
  return importLines(db, lines, dryRun, (trx, promotions) => addPromotions(trx, organisationId, promotions));
}

async function addPrograms(
  trx: Transaction<Database>,
  organisationId: string,
  programs: readonly Program[],
): Promise<LineResult[]> {
  if (programs.length === 0) return [];
  const rows = programs.map(({ programId, name, active, membersOnly = false }) => ({
    organisation_id: organisationId,
    program_id: programId,
    name,
    active,
    members_only: membersOnly,
  }));
  const inserted = await trx
    .insertInto('program')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('program_id')
    .execute();
  const ids = programs.map(({ programId }) => programId);
  const stored = await promotionCatalogue(trx).findPrograms(organisationId, ids);
  const isNew = new Set(inserted.map(({ program_id }) => program_id));
  return programs.map((program, i) =>
    lineResultOf(program.programId, isNew, isSameProgram(program, stored[i] ?? null)),
  );
}

async function addPromotions(
  trx: Transaction<Database>,
  organisationId: string,
  lines: readonly PromotionLine[],
): Promise<LineResult[]> {
  if (lines.length === 0) return [];
  const catalogue = promotionCatalogue(trx);
  const programs = await catalogue.findPrograms(
    organisationId,
    lines.map(({ programId }) => programId),
  );
  const promotions = lines.flatMap((line, i) => {
    const program = programs[i];
    return program ? [{ ...line, program }] : [];
  });
  const isNew = await insertPromotions(trx, organisationId, promotions);
  const stored = await catalogue.findPromotionsById(
    organisationId,
    lines.map(({ promotionId }) => promotionId),
  );
  return lines.map((line, i) => {
    const promotion = stored[i] ?? null;
    if (!programs[i]) return lineFault('PROGRAM_NOT_FOUND');
    if (promotion === null) return lineFault('PROMO_IDENTIFIER_TAKEN');
    return lineResultOf(line.promotionId, isNew, isSamePromotion(line, promotion));
  });
}

/** @returns the ids of those that were not there */
async function insertPromotions(
  trx: Transaction<Database>,
  organisationId: string,
  promotions: readonly Promotion[],
): Promise<Set<string>> {
  if (promotions.length === 0) return new Set();
  const inserted = await trx
    .insertInto('promotion')
    .values(promotions.map((promotion) => promotionRow(organisationId, promotion)))
    .onConflict((conflict) => conflict.doNothing())
    .returning('promotion_id')
    .execute();
  const isNew = new Set(inserted.map(({ promotion_id }) => promotion_id));
  const firsts = new Map([...promotions].reverse().map((promotion) => [promotion.promotionId, promotion]));
  const totals = [...firsts.values()].flatMap(({ promotionId, totalEarnLimit }) =>
    totalEarnLimit === null || !isNew.has(promotionId)
      ? []
      : [{ organisation_id: organisationId, promotion_id: promotionId, earn_limit: String(totalEarnLimit) }],
  );
  if (totals.length > 0) await trx.insertInto('promotion_total').values(totals).execute();
  return isNew;
}

/** The first line of an id that was not there has added it; later ones find it there. */
function lineResultOf(id: string, isNew: Set<string>, isSame: boolean): LineResult {
  if (!isSame) return lineFault('ALREADY_DIFFERENT');
  return isNew.delete(id) ? 'added' : 'unchanged';
}

function isSameProgram({ name, active, membersOnly = false }: Program, stored: Program | null): boolean {
  return stored?.name === name && stored.active === active && (stored.membersOnly ?? false) === membersOnly;
}

const comparedFields = [
  'promoIdentifier',
  'name',
  'kind',
  'active',
  'enrolmentLimit',
  'earnLimit',
  'totalEarnLimit',
  'enrolmentExpiryDays',
  'earningExpiryDays',
] as const satisfies readonly (keyof PromotionLine)[];

function isSamePromotion(line: PromotionLine, stored: Promotion): boolean {
  return (
    line.programId === stored.program.programId &&
    line.startsAt.getTime() === stored.startsAt.getTime() &&
    line.endsAt.getTime() === stored.endsAt.getTime() &&
    comparedFields.every((field) => line[field] === stored[field])
  );
}
