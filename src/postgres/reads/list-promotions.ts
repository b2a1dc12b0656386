/** Lists an organisation's promotions in parts. */

import { sql, type Kysely, type RawBuilder } from 'kysely';
import { parseId } from '../../domain/id.js';
import type { ListPart, PromotionFilter, PromotionList } from '../../service/read-ports.js';
import {
  promotionColumns,
  promotionJoins,
  promotionOfRow,
  storable,
  type PromotionRow,
} from '../promotion-row.js';
import type { Database } from '../schema.js';

/** Counts the promotions that pass the filter, and reads a part of them. */
export async function listPromotions(
  db: Kysely<Database>,
  organisationId: string,
  filter: PromotionFilter,
  { limit, offset }: ListPart,
  now: Date,
): Promise<PromotionList> {
  if (filter.namePart !== null && storable(filter.namePart) === null) return { promotions: [], total: 0 };
  const passes = conditionOf(organisationId, filter, now);
  const { rows: counts } = await sql<{ total: string }>`
    select count(*)::text as total from promotion p where ${passes}`.execute(db);
  const { rows } = await sql<PromotionRow>`
    select ${promotionColumns} from promotion p ${promotionJoins}
    where ${passes} order by p.promotion_id limit ${limit} offset ${offset}`.execute(db);
  return { promotions: rows.map(promotionOfRow), total: Number(counts[0]?.total) };
}

/** The status in SQL equals that of `statusOf`. */
function conditionOf(
  organisationId: string,
  { programId, promotionId, status, isActive, namePart, between }: PromotionFilter,
  now: Date,
): RawBuilder<boolean> {
  return sql<boolean>`p.organisation_id = ${organisationId}
      and p.program_id = coalesce(${idOf(programId)}::bigint, p.program_id)
      and p.promotion_id = coalesce(${idOf(promotionId)}::bigint, p.promotion_id)
      and p.active = coalesce(${isActive}::boolean, p.active)
      and strpos(lower(p.name), lower(${namePart}::text)) > 0 is not false
      and p.starts_at <= coalesce(${between?.end ?? null}::timestamptz, p.starts_at)
      and p.ends_at >= coalesce(${between?.start ?? null}::timestamptz, p.ends_at)
      and coalesce(${status}::text, 'any') in ('any', case when not p.active then 'INACTIVE'
        when ${now}::timestamptz < p.starts_at then 'UPCOMING'
        when ${now}::timestamptz < p.ends_at then 'LIVE' else 'COMPLETED' end)`;
}

/** What is no id names no promotion: no row has 0. */
function idOf(text: string | null): string | null {
  return text === null ? null : (parseId(text) ?? '0');
}
