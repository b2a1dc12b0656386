import { sql, type Kysely } from 'kysely';
import { parseId } from '../domain/id.js';
import type { Program } from '../domain/promotion.js';
import type { TargetName } from '../service/ports.js';
import type { PromotionCatalogue, PromotionPage } from '../service/read-ports.js';
import { groupRows } from './group-rows.js';
import {
  promotionColumns,
  promotionJoins,
  promotionOfRow,
  storable,
  type PromotionRow,
} from './promotion-row.js';
import type { Database } from './schema.js';

/** Programs and promotions in SQL, to be read. */
export function promotionCatalogue(db: Kysely<Database>): PromotionCatalogue {
  return {
    programs: async (organisationId) =>
      (await selectPrograms(db, organisationId).orderBy('program_id').execute()).map(toProgram),

    async findPrograms(organisationId, programIds) {
      const ids = programIds.map(parseId);
      const rows = await selectPrograms(db, organisationId)
        .where('program_id', '=', (eb) => eb.fn.any(eb.val(ids.filter((id) => id !== null))))
        .execute();
      const byId = new Map(rows.map((row) => [row.program_id, toProgram(row)]));
      return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)));
    },

    async findPromotions(organisationId, names) {
      const rows = await findNamed(db, organisationId, names);
      const byPosition = new Map(rows.map((row) => [row.position, promotionOfRow(row)]));
      return names.map((_, position) => byPosition.get(position) ?? null);
    },

    async pages(organisationId, programIds, page) {
      const rows = await readPages(db, organisationId, programIds, page);
      const byProgram = groupRows(rows, (row) => row.program_id);
      return programIds.map((programId) => (byProgram.get(programId) ?? []).map(promotionOfRow));
    },
  };
}

function selectPrograms(db: Kysely<Database>, organisationId: string) {
  return db
    .selectFrom('program')
    .select(['program_id', 'name', 'active'])
    .where('organisation_id', '=', organisationId);
}

function toProgram(row: { program_id: string; name: string; active: boolean }): Program {
  return { programId: row.program_id, name: row.name, active: row.active };
}

async function findNamed(
  db: Kysely<Database>,
  organisationId: string,
  names: readonly TargetName[],
): Promise<(PromotionRow & { position: number })[]> {
  const wanted = names.flatMap((name, position) => {
    const row = wantedRow(name);
    return row ? [{ ...row, position }] : [];
  });
  if (wanted.length === 0) return [];
  const { rows } = await sql<PromotionRow & { position: number }>`
    select ${promotionColumns}, wanted.position
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      as wanted(position int, program_id bigint, promotion_id bigint, promo_identifier text)
    join promotion p on p.organisation_id = ${organisationId} and p.program_id = wanted.program_id
      and p.promotion_id = coalesce(wanted.promotion_id, p.promotion_id)
      and (wanted.promo_identifier is null or p.promo_identifier = wanted.promo_identifier)
    ${promotionJoins}`.execute(db);
  return rows;
}

/** What is not named is null, which fits any; null in whole for what names nothing. */
function wantedRow({ programId, promotionId, promoIdentifier }: TargetName) {
  const row = {
    program_id: parseId(programId ?? ''),
    promotion_id: promotionId ? parseId(promotionId) : null,
    promo_identifier: promoIdentifier ? storable(promoIdentifier) : null,
  };
  const isNamed = Boolean(promotionId) || Boolean(promoIdentifier);
  const isPossible =
    row.program_id !== null &&
    (!promotionId || row.promotion_id !== null) &&
    (!promoIdentifier || row.promo_identifier !== null);
  return isNamed && isPossible ? row : null;
}

/** The status in SQL is that of `statusOf`, word for word. */
async function readPages(
  db: Kysely<Database>,
  organisationId: string,
  programIds: readonly string[],
  { status, kind, after, size, now }: PromotionPage,
): Promise<PromotionRow[]> {
  const { rows } = await sql<PromotionRow>`
    select ${promotionColumns}
    from unnest(${programIds}::bigint[]) as wanted(program_id)
    cross join lateral (
      select * from promotion
      where organisation_id = ${organisationId} and program_id = wanted.program_id
        and promotion_id > coalesce(${after}::bigint, 0)
        and kind = coalesce(${kind}, kind)
        and coalesce(${status}, 'any') in ('any', case when not active then 'INACTIVE'
          when ${now}::timestamptz < starts_at then 'UPCOMING'
          when ${now}::timestamptz < ends_at then 'LIVE' else 'COMPLETED' end)
      order by promotion_id limit ${size}
    ) as p
    ${promotionJoins}
    order by p.promotion_id`.execute(db);
  return rows;
}
