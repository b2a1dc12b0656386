/** Changes promotions, counts what that affects, and keeps each change. */

import type { Kysely, Transaction } from 'kysely';
import type { Promotion } from '../../domain/promotion.js';
import {
  affectsNothing,
  changedSettings,
  effectOfEnd,
  promotionSettings,
  type Affects,
  type PromotionSettings,
} from '../../service/promotion-settings.js';
import { prepared, run } from '../connection/statement.js';
import { promotionOfRow, type PromotionRow } from '../promotion-row.js';
import type { Database } from '../schema.js';

/** A change of one promotion. */
export interface PromotionChange {
  readonly organisationId: string;
  readonly promotionId: string;
  /** Computes the new settings from the present ones. */
  readonly settings: (stored: Promotion) => PromotionSettings;
  /** The version that the change was made for; null for whichever there is. */
  readonly expectedVersion: number | null;
  /** The client that changes it; null for a command. */
  readonly clientId: string | null;
  readonly dryRun: boolean;
  readonly now: Date;
}

/** The outcome of a change. */
export type PromotionChanged =
  | {
      readonly status: 'changed';
      readonly version: number;
      readonly changed: readonly (keyof PromotionSettings)[];
      readonly affects: Affects;
    }
  | { readonly status: 'unchanged'; readonly version: number }
  | { readonly status: 'not found' }
  | { readonly status: 'other version'; readonly version: number }
  | { readonly status: 'total below earned'; readonly earned: number }
  | { readonly status: 'total of an active promotion' };

type Locked = PromotionRow & { version: number; earned: string | null };

// Enrolments refer to the row with a weaker lock, and are not held up.
const locking = prepared(
  'lock_promotion',
  `select p.*, g.name as program_name, g.active as program_active, g.members_only as program_members_only,
    t.earn_limit as total, t.earn_limit - t.earned as total_left, t.earned,
    (select coalesce(max(version), 1) from promotion_change
      where organisation_id = $1 and promotion_id = $2)::int as version
  from promotion p
  join program g on g.organisation_id = p.organisation_id and g.program_id = p.program_id
  left join promotion_total t on t.organisation_id = p.organisation_id and t.promotion_id = p.promotion_id
  where p.organisation_id = $1 and p.promotion_id = $2
  for no key update of p`,
);

/** Changes a promotion in one transaction; a dry run goes the same way, and writes nothing. */
export function changePromotion(db: Kysely<Database>, change: PromotionChange): Promise<PromotionChanged> {
  return db.transaction().execute(async (trx) => {
    const values = [change.organisationId, change.promotionId];
    // The version is read once the lock is held: a statement reads what was there when it began.
    await run(trx, locking, values);
    const [row] = await run<Locked>(trx, locking, values);
    if (!row) return { status: 'not found' };
    return changeLocked(trx, change, row);
  });
}

async function changeLocked(
  trx: Transaction<Database>,
  change: PromotionChange,
  row: Locked,
): Promise<PromotionChanged> {
  const { version } = row;
  const before = promotionOfRow(row);
  if (change.expectedVersion !== null && change.expectedVersion !== version) {
    return { status: 'other version', version };
  }
  const after = change.settings(before);
  const changed = changedSettings(before, after);
  if (changed.length === 0) return { status: 'unchanged', version };
  const refusal = await changeTotal(trx, change, { before, after });
  if (refusal) return refusal;
  const affects = await countAffected(trx, change, { before, after });
  if (!change.dryRun) await write(trx, change, { before, after, version: version + 1 });
  return { status: 'changed', version: version + 1, changed, affects };
}

interface BeforeAndAfter {
  readonly before: Promotion;
  readonly after: PromotionSettings;
}

const earnedSoFar = prepared(
  'count_earnings',
  `select count(*)::int as earned from earning
  where organisation_id = $1 and promotion_id = $2 and revoked_at is null`,
);

const lockingTotal = prepared(
  'lock_promotion_total',
  `select earned::int from promotion_total where organisation_id = $1 and promotion_id = $2 for update`,
);

const writingTotal = prepared(
  'write_promotion_total',
  `insert into promotion_total (organisation_id, promotion_id, earn_limit, earned)
  values ($1::bigint, $2::bigint, $3::bigint, $4::bigint)
  on conflict (organisation_id, promotion_id) do update set earn_limit = excluded.earn_limit`,
);

const removingTotal = prepared(
  'remove_promotion_total',
  `delete from promotion_total where organisation_id = $1 and promotion_id = $2`,
);

/**
 * Changes the limit of all customers together. One is added or removed only while the promotion is switched off: an
 * earning of that moment would not be counted.
 */
async function changeTotal(
  trx: Transaction<Database>,
  { organisationId, promotionId, dryRun }: PromotionChange,
  { before, after }: BeforeAndAfter,
): Promise<PromotionChanged | null> {
  const [old, limit] = [before.totalEarnLimit, after.totalEarnLimit];
  if (old === limit) return null;
  if ((old === null || limit === null) && before.active) return { status: 'total of an active promotion' };
  const key = [organisationId, promotionId];
  const [row] = await run<{ earned: number }>(trx, old === null ? earnedSoFar : lockingTotal, key);
  const earned = row?.earned ?? 0;
  if (limit !== null && limit < earned) return { status: 'total below earned', earned };
  if (dryRun) return null;
  if (limit === null) await run(trx, removingTotal, key);
  else await run(trx, writingTotal, [...key, limit, earned]);
  return null;
}

const counting = prepared(
  'count_expiring_with_promotion',
  `select
    (select count(*)::int from (
      select distinct on (customer_id) revoked_at, expires_at from enrolment
      where organisation_id = $1 and promotion_id = $2 order by customer_id, ordinal desc
    ) as latest where revoked_at is null and expires_at is null) as enrolments,
    (select count(*)::int from earning
      where organisation_id = $1 and promotion_id = $2 and revoked_at is null and expires_at is null) as earnings`,
);

/** Counts only where the end passes the present: no index finds the rows of a promotion. */
async function countAffected(
  trx: Transaction<Database>,
  { organisationId, promotionId, now }: PromotionChange,
  { before, after }: BeforeAndAfter,
): Promise<Affects> {
  const effect = effectOfEnd(before.endsAt, after.endsAt, now);
  if (effect === null) return affectsNothing;
  const [counts] = await run<{ enrolments: number; earnings: number }>(trx, counting, [
    organisationId,
    promotionId,
  ]);
  const { enrolments = 0, earnings = 0 } = counts ?? {};
  return effect === 'expires'
    ? { ...affectsNothing, expiredEnrolments: enrolments, expiredEarnings: earnings }
    : { ...affectsNothing, revivedEnrolments: enrolments, revivedEarnings: earnings };
}

const updating = prepared(
  'change_promotion',
  `with changed as (
    update promotion set name = $3::text, active = $4::boolean, starts_at = $5::timestamptz,
      ends_at = $6::timestamptz, enrolment_limit = $7::integer, earn_limit = $8::integer,
      enrolment_expiry_days = $9::integer, earning_expiry_days = $10::integer
    where organisation_id = $1::bigint and promotion_id = $2::bigint
  )
  insert into promotion_change (organisation_id, promotion_id, version, client_id, before, after)
  values ($1::bigint, $2::bigint, $11::integer, $12::bigint, $13::jsonb, $14::jsonb)`,
);

async function write(
  trx: Transaction<Database>,
  { organisationId, promotionId, clientId }: PromotionChange,
  { before, after, version }: BeforeAndAfter & { readonly version: number },
): Promise<void> {
  const { name, active, startsAt, endsAt, enrolmentLimit, earnLimit } = after;
  const { enrolmentExpiryDays, earningExpiryDays } = after;
  await run(trx, updating, [
    organisationId,
    promotionId,
    name,
    active,
    startsAt.toISOString(),
    endsAt.toISOString(),
    enrolmentLimit,
    earnLimit,
    enrolmentExpiryDays,
    earningExpiryDays,
    version,
    clientId,
    settingsAsJson(before),
    settingsAsJson(after),
  ]);
}

function settingsAsJson(settings: PromotionSettings): string {
  return JSON.stringify(Object.fromEntries(promotionSettings.map((name) => [name, settings[name]])));
}
