/** Maps a promotion to its row and back. */

import { sql } from 'kysely';
import type { Program, Promotion } from '../domain/promotion.js';
import { MOST_EARNINGS } from './narrow-values.js';
import type { Database } from './schema.js';

/** A promotion as `promotionColumns` selects it, with its program and its limit for all customers together. */
export type PromotionRow = Database['promotion'] & {
  program_name: string;
  program_active: boolean;
  program_members_only: boolean;
  total: string | null;
  total_left: string | null;
};

/** Goes with `promotionJoins`. */
export const promotionColumns = sql`p.*, g.name as program_name, g.active as program_active,
  g.members_only as program_members_only,
  t.earn_limit as total, t.earn_limit - t.earned as total_left`;

/** Joins what `promotionColumns` needs to a promotion that is called p. */
export const promotionJoins = sql`
  join program g on g.organisation_id = p.organisation_id and g.program_id = p.program_id
  left join promotion_total t on t.organisation_id = p.organisation_id and t.promotion_id = p.promotion_id`;

export function promotionOfRow(row: PromotionRow): Promotion {
  return {
    promotionId: row.promotion_id,
    promoIdentifier: row.promo_identifier,
    program: programOfRow(row),
    name: row.name,
    kind: row.kind,
    active: row.active,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    enrolmentLimit: row.enrolment_limit,
    earnLimit: row.earn_limit,
    totalEarnLimit: row.total === null ? null : Math.min(Number(row.total), MOST_EARNINGS),
    enrolmentExpiryDays: row.enrolment_expiry_days,
    earningExpiryDays: row.earning_expiry_days,
  };
}

/** The program of a row. */
export function programOfRow(
  row: Pick<PromotionRow, 'program_id' | 'program_name' | 'program_active' | 'program_members_only'>,
): Program {
  return {
    programId: row.program_id,
    name: row.program_name,
    active: row.program_active,
    ...(row.program_members_only && { membersOnly: true }),
  };
}

/** NUL is in no stored text, and PostgreSQL refuses it even in a comparison. */
export function storable(text: string): string | null {
  return text.includes('\0') || !text.isWellFormed() ? null : text;
}
