/** Lists the changes of a promotion. */

import type { Kysely } from 'kysely';
import { prepared, run } from '../connection/statement.js';
import type { Database } from '../schema.js';

/** A change as it was recorded. */
export interface RecordedChange {
  readonly version: number;
  readonly changedAt: Date;
  /** The key of the client; null for a command. */
  readonly changedBy: string | null;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

const listing = prepared(
  'list_promotion_changes',
  `select c.version, c.changed_at as "changedAt", k.key as "changedBy", c.before, c.after
  from promotion_change c
  left join api_client k on k.organisation_id = c.organisation_id and k.client_id = c.client_id
  where c.organisation_id = $1 and c.promotion_id = $2 order by c.version`,
);

/** The changes of a promotion, oldest first. */
export function listPromotionChanges(
  db: Kysely<Database>,
  organisationId: string,
  promotionId: string,
): Promise<RecordedChange[]> {
  return run<RecordedChange>(db, listing, [organisationId, promotionId]);
}
