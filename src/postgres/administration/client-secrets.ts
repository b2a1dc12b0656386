/** Revokes clients and changes their secrets; every gateway that listens hears of it. */

import { sql, type Kysely } from 'kysely';
import { prepared, run } from '../connection/statement.js';
import { notifyingClients } from '../events/notify-clients.js';
import type { Database } from '../schema.js';
import type { ClientId } from '../../service/auth/credential-store.js';

const revoking = prepared(
  'revoke_client',
  `with changed as (
    update api_client set active = false
    where organisation_id = $1::bigint and client_id = $2::bigint and active
    returning organisation_id, client_id
  )
  ${notifyingClients('changed')}`,
);

/** Switches a client off for good. @returns false where it was off before */
export async function revokeClient(
  db: Kysely<Database>,
  { organisationId, clientId }: ClientId,
): Promise<boolean> {
  const changed = await run(db, revoking, [organisationId, clientId]);
  return changed.length > 0;
}

/** The new secret of a client, and for how long the one before it works. */
export interface Rotation extends ClientId {
  readonly secretHash: string;
  readonly oldWorksForSeconds: number;
}

/** The outcome of a rotation; it is refused while the secret before the present one works. */
export type Rotated =
  | { readonly status: 'rotated'; readonly oldWorksUntil: Date | null }
  | { readonly status: 'under way'; readonly olderWorksUntil: Date }
  | { readonly status: 'revoked' };

// The row is locked by the first of two rotations at once, and the second finds its previous secret.
const rotating = prepared(
  'rotate_client_secret',
  `with changed as (
    update api_client set
      previous_secret_hash = case when $4::integer > 0 then secret_hash end,
      previous_secret_until = case when $4::integer > 0 then now() + $4::integer * interval '1 second' end,
      secret_hash = $3::text, secret_created_at = now()
    where organisation_id = $1::bigint and client_id = $2::bigint and active
      and (previous_secret_until is null or previous_secret_until <= now())
    returning organisation_id, client_id, previous_secret_until
  )
  ${notifyingClients('changed', 'previous_secret_until as "oldWorksUntil"')}`,
);

/** Gives a client a new secret. */
export async function rotateSecret(
  db: Kysely<Database>,
  { organisationId, clientId, secretHash, oldWorksForSeconds }: Rotation,
): Promise<Rotated> {
  const values = [organisationId, clientId, secretHash, oldWorksForSeconds];
  const [changed] = await run<{ oldWorksUntil: Date | null }>(db, rotating, values);
  if (changed) return { status: 'rotated', oldWorksUntil: changed.oldWorksUntil };
  const { rows } = await sql<{ active: boolean; until: Date | null }>`
    select active, previous_secret_until as until from api_client
    where organisation_id = ${organisationId}::bigint and client_id = ${clientId}::bigint`.execute(db);
  const [client] = rows;
  if (!client?.active || client.until === null) return { status: 'revoked' };
  return { status: 'under way', olderWorksUntil: client.until };
}

const endingRotation = prepared(
  'end_client_rotation',
  `with before as (
    select organisation_id, client_id, previous_secret_until > now() as works from api_client
    where organisation_id = $1::bigint and client_id = $2::bigint and previous_secret_hash is not null
  ), changed as (
    update api_client set previous_secret_hash = null, previous_secret_until = null
    where organisation_id = $1::bigint and client_id = $2::bigint
    returning organisation_id, client_id
  )
  ${notifyingClients('before', 'works')}`,
);

/** Ends the secret before the newest one. @returns false where it did not work any more */
export async function endRotation(
  db: Kysely<Database>,
  { organisationId, clientId }: ClientId,
): Promise<boolean> {
  const [ended] = await run<{ works: boolean }>(db, endingRotation, [organisationId, clientId]);
  return ended?.works === true;
}
