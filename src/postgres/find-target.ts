import type { Kysely } from 'kysely';
import { parseId } from '../domain/id.js';
import type { Target } from '../domain/rules.js';
import type { TargetName } from '../service/ports.js';
import { storable, toPromotion } from './promotion-row.js';
import type { Database } from './schema.js';

const NO_TARGET: Target = { program: null, promotion: null };

/** One statement finds both. What is no id, or no text that can be stored, names nothing. */
export async function findTarget(
  db: Kysely<Database>,
  organisationId: string,
  { programId, promotionId, promoIdentifier }: TargetName,
): Promise<Target> {
  const program = parseId(programId ?? '');
  if (program === null) return NO_TARGET;
  const row = await db
    .selectFrom('program as g')
    .leftJoin('promotion as p', (join) =>
      join
        .onRef('p.organisation_id', '=', 'g.organisation_id')
        .onRef('p.program_id', '=', 'g.program_id')
        .on((eb) =>
          eb.and([
            ...(promotionId ? [eb('p.promotion_id', '=', parseId(promotionId))] : []),
            ...(promoIdentifier ? [eb('p.promo_identifier', '=', storable(promoIdentifier))] : []),
          ]),
        ),
    )
    .leftJoin('promotion_total as t', (join) =>
      join
        .onRef('t.organisation_id', '=', 'p.organisation_id')
        .onRef('t.promotion_id', '=', 'p.promotion_id'),
    )
    .selectAll('p')
    .select([
      'g.program_id as program',
      'g.name as program_name',
      'g.active as program_active',
      't.earn_limit as total',
    ])
    .where('g.organisation_id', '=', organisationId)
    .where('g.program_id', '=', program)
    .executeTakeFirst();
  return row ? toTarget(row) : NO_TARGET;
}

type Nullable<Row> = { [Column in keyof Row]: Row[Column] | null };
type TargetRow = Nullable<Database['promotion']> & {
  program: string;
  program_name: string;
  program_active: boolean;
  total: string | null;
};

function toTarget(row: TargetRow): Target {
  const program = { programId: row.program, name: row.program_name, active: row.program_active };
  // One column that is never null tells whether the join found a promotion.
  return { program, promotion: row.promotion_id === null ? null : toPromotion(row as FoundRow, program) };
}

type FoundRow = Database['promotion'] & { total: string | null };
