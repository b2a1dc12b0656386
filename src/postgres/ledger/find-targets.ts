/** Finds the programs and promotions that calls name. */

import type { Kysely } from 'kysely';
import { parseId } from '../../domain/id.js';
import type { Promotion } from '../../domain/promotion.js';
import type { Target } from '../../domain/rules.js';
import type { TargetName } from '../../service/ports.js';
import { programOfRow, promotionOfRow, storable, type PromotionRow } from '../promotion-row.js';
import type { Database } from '../schema.js';
import { prepared, run } from '../connection/statement.js';

const NO_TARGET: Target = { program: null, promotion: null };
/** No row has these values, which stand for an invalid id and for a text that cannot be stored. */
const NO_ID = '0';
const NO_IDENTIFIER = '';

const columns = `promotion_id, promo_identifier, name, kind, active, starts_at, ends_at, enrolment_limit, earn_limit,
  enrolment_expiry_days, earning_expiry_days`;

const FIND_TARGETS = prepared(
  'find_targets',
  `
  select wanted.position::int, g.program_id, g.name as program_name, g.active as program_active,
    g.members_only as program_members_only,
    ${columns.replace(/\w+/g, 'p.$&')}, t.earn_limit as total, t.earn_limit - t.earned as total_left
  from unnest($2::bigint[], $3::bigint[], $4::text[]) with ordinality
    as wanted(program_id, promotion_id, promo_identifier, position)
  join program g on g.organisation_id = $1 and g.program_id = wanted.program_id
  left join lateral (
    select ${columns} from promotion
    where organisation_id = $1 and program_id = wanted.program_id and promotion_id = wanted.promotion_id
      and promo_identifier is not distinct from coalesce(wanted.promo_identifier, promo_identifier)
    union all
    select ${columns} from promotion
    where organisation_id = $1 and program_id = wanted.program_id and wanted.promotion_id is null
      and promo_identifier = wanted.promo_identifier
  ) as p on true
  left join promotion_total t on t.organisation_id = $1 and t.promotion_id = p.promotion_id`,
);

/** A program with the promotion found in it; the columns of the promotion are null if none was found. */
type TargetRow = { position: number } & Pick<
  PromotionRow,
  'program_id' | 'program_name' | 'program_active' | 'program_members_only'
> &
  (
    | Omit<PromotionRow, 'program_id' | 'program_name' | 'program_active' | 'program_members_only'>
    | { promotion_id: null }
  );

/** Finds the program and the promotion of each name in one statement. */
export async function findTargets(
  db: Kysely<Database>,
  organisationId: string,
  names: readonly TargetName[],
): Promise<Target[]> {
  const different = new Map(names.map((name) => [textOf(name), name]));
  const found = await findDifferent(db, organisationId, [...different.values()]);
  const byText = new Map([...different.keys()].map((text, i) => [text, found[i]]));
  return names.map((name) => byText.get(textOf(name)) ?? NO_TARGET);
}

function textOf({ programId, promotionId, promoIdentifier }: TargetName): string {
  return JSON.stringify([programId, promotionId, promoIdentifier]);
}

async function findDifferent(
  db: Kysely<Database>,
  organisationId: string,
  names: readonly TargetName[],
): Promise<Target[]> {
  const rows = await run<TargetRow>(db, FIND_TARGETS, [
    organisationId,
    names.map(({ programId }) => parseId(programId ?? '') ?? NO_ID),
    names.map(({ promotionId }) => (promotionId ? (parseId(promotionId) ?? NO_ID) : null)),
    names.map(({ promoIdentifier }) =>
      promoIdentifier ? (storable(promoIdentifier) ?? NO_IDENTIFIER) : null,
    ),
  ]);
  const byPosition = new Map(rows.map((row) => [row.position, toTarget(row)]));
  return names.map((_, i) => byPosition.get(i + 1) ?? NO_TARGET);
}

function toTarget(row: TargetRow): Target {
  if (row.promotion_id !== null) {
    const promotion: Promotion = promotionOfRow(row);
    return { program: promotion.program, promotion };
  }
  return { program: programOfRow(row), promotion: null };
}
