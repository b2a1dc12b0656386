/** Reads programs and promotions. */

import { sql, type Kysely } from 'kysely';
import { parseId } from '../../domain/id.js';
import type { ProgramPage, PromotionCatalogue } from '../../service/read-ports.js';
import { findTargets } from '../ledger/find-targets.js';
import { listPromotions } from './list-promotions.js';
import { groupRows } from '../ledger/group-rows.js';
import {
  promotionColumns,
  promotionJoins,
  programOfRow,
  promotionOfRow,
  type PromotionRow,
} from '../promotion-row.js';
import type { Database } from '../schema.js';

/** Programs and promotions in SQL. */
export function promotionCatalogue(db: Kysely<Database>): PromotionCatalogue {
  return {
    programs: async (organisationId) =>
      (await selectPrograms(db, organisationId).orderBy('program_id').execute()).map(programOfRow),

    async findPrograms(organisationId, programIds) {
      const ids = programIds.map(parseId);
      const rows = await selectPrograms(db, organisationId)
        .where('program_id', '=', (eb) => eb.fn.any(eb.val(ids.filter((id) => id !== null))))
        .execute();
      const byId = new Map(rows.map((row) => [row.program_id, programOfRow(row)]));
      return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)));
    },

    async findPromotions(organisationId, names) {
      const targets = await findTargets(db, organisationId, names);
      return targets.map(({ promotion }) => promotion);
    },

    async findPromotionsById(organisationId, promotionIds) {
      const ids = promotionIds.map(parseId);
      const { rows } = await sql<PromotionRow>`
        select ${promotionColumns} from promotion p ${promotionJoins}
        where p.organisation_id = ${organisationId}
          and p.promotion_id = any(${ids.filter((id) => id !== null)}::bigint[])`.execute(db);
      const byId = new Map(rows.map((row) => [row.promotion_id, promotionOfRow(row)]));
      return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)));
    },

    list: (organisationId, filter, part, now) => listPromotions(db, organisationId, filter, part, now),

    async pages(organisationId, pages, now) {
      const rows = await readPages(db, organisationId, pages, now);
      const byPosition = groupRows(rows, (row) => row.position);
      return pages.map((_, i) => (byPosition.get(i + 1) ?? []).map(promotionOfRow));
    },
  };
}

function selectPrograms(db: Kysely<Database>, organisationId: string) {
  return db
    .selectFrom('program')
    .select([
      'program_id',
      'name as program_name',
      'active as program_active',
      'members_only as program_members_only',
    ])
    .where('organisation_id', '=', organisationId);
}

/** One statement for all pages. The status in SQL equals that of `statusOf`. */
async function readPages(
  db: Kysely<Database>,
  organisationId: string,
  pages: readonly ProgramPage[],
  now: Date,
): Promise<(PromotionRow & { position: number })[]> {
  const { rows } = await sql<PromotionRow & { position: number }>`
    select page.position::int, ${promotionColumns}
    from unnest(${pages.map(({ programId }) => programId)}::bigint[], ${pages.map(({ status }) => status)}::text[],
        ${pages.map(({ kind }) => kind)}::text[], ${pages.map(({ after }) => after)}::bigint[],
        ${pages.map(({ size }) => size)}::bigint[]) with ordinality
      as page(program_id, status, kind, after, size, position)
    cross join lateral (
      select * from promotion
      where organisation_id = ${organisationId} and program_id = page.program_id
        and promotion_id > coalesce(page.after, 0)
        and kind = coalesce(page.kind, kind)
        and coalesce(page.status, 'any') in ('any', case when not active then 'INACTIVE'
          when ${now}::timestamptz < starts_at then 'UPCOMING'
          when ${now}::timestamptz < ends_at then 'LIVE' else 'COMPLETED' end)
      order by promotion_id limit page.size
    ) as p
    ${promotionJoins}
    order by page.position, p.promotion_id`.execute(db);
  return rows;
}
