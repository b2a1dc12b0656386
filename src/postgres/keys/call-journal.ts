/** The journal of keyed calls to a platform, in SQL. */

import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { CallJournal, KeyOwner, OpenedCall } from '../../service/idempotency/call-journal.js';
import type { KeyUse } from '../../service/idempotency/key-records.js';
import type { Database } from '../schema.js';

/**
 * The journal in SQL. Keys are held by the store's clock, so that gateways whose clocks differ do not take them
 * from each other.
 */
export function callJournal(db: Kysely<Database>): CallJournal {
  return {
    async open(owner, use, { fingerprint, requestId, answer, sentAt }, heldForMs) {
      const heldUntil = sql<Date>`now() + ${heldForMs} * interval '1 millisecond'`;
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('upstream_call')
        .values({
          ...keyOf(owner, use),
          fingerprint,
          request_id: requestId,
          answer,
          sent_at: sentAt,
          holder: requestId,
          held_until: heldUntil,
          recorded_at: sql<Date>`now()`,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 1n) return { status: 'new' };
      return resume(db, owner, use, { fingerprint, holder: requestId, heldUntil });
    },

    async write(owner, use, { holder, requestId, answer }, isOver) {
      await db
        .updateTable('upstream_call')
        .set({ request_id: requestId, answer, ...(isOver && { holder: null }) })
        .where(matches(owner, use))
        .where('holder', '=', holder)
        .execute();
    },
  };
}

interface Claim {
  readonly fingerprint: string;
  readonly holder: string;
  readonly heldUntil: RawBuilder<Date>;
}

/** Takes a key that is on record already, unless somebody holds it or it was used for something else. */
async function resume(
  db: Kysely<Database>,
  owner: KeyOwner,
  use: KeyUse,
  { fingerprint, holder, heldUntil }: Claim,
): Promise<OpenedCall> {
  const entry = await db
    .updateTable('upstream_call')
    .set({ holder, held_until: heldUntil })
    .where(matches(owner, use))
    .where('fingerprint', '=', fingerprint)
    .where((where) => where.or([where('holder', 'is', null), where('held_until', '<=', sql<Date>`now()`)]))
    .returning(['fingerprint', 'request_id as requestId', 'answer', 'sent_at as sentAt'])
    .executeTakeFirst();
  if (entry) return { status: 'resumed', entry };
  const other = await db
    .selectFrom('upstream_call')
    .select('fingerprint')
    .where(matches(owner, use))
    .executeTakeFirst();
  return { status: other && other.fingerprint !== fingerprint ? 'mismatch' : 'busy' };
}

function keyOf({ organisationId, clientId }: KeyOwner, { action, key }: KeyUse) {
  return { organisation_id: organisationId, client_id: clientId, action, key };
}

function matches(owner: KeyOwner, use: KeyUse) {
  const { organisation_id, client_id, action, key } = keyOf(owner, use);
  return sql<boolean>`organisation_id = ${organisation_id} and client_id = ${client_id}
    and action = ${action} and key = ${key}`;
}
