/** Creates and lists clients. */

import { sql, type Kysely } from 'kysely';
import type { ClientKind } from '../../service/auth/credential-store.js';
import type { ClientId } from '../../service/auth/credential-store.js';
import type { Access } from '../../service/caller.js';
import type { Database } from '../schema.js';

/** A new client; its key must be free in all organisations. */
export interface NewClient {
  readonly organisationId: string;
  readonly kind: ClientKind;
  readonly key: string;
  readonly secretHash: string;
  readonly access: readonly Access[];
  readonly tokenTtlSeconds: number;
}

/** A client as an administrator sees it: never its hashes. */
export interface ClientRow extends ClientId {
  readonly kind: ClientKind;
  readonly key: string;
  readonly access: readonly Access[];
  readonly active: boolean;
  readonly tokenTtlSeconds: number;
  readonly secretCreatedAt: Date | null;
  /** Until when the secret before the newest one still works; null where it does not. */
  readonly previousSecretUntil: Date | null;
  /** The day of the last call, in UTC. */
  readonly lastUsedOn: string | null;
}

/** @returns false where a client of this kind has the key already, in whichever organisation */
export async function createClient(db: Kysely<Database>, client: NewClient): Promise<boolean> {
  const created = await db
    .insertInto('api_client')
    .values({
      organisation_id: client.organisationId,
      kind: client.kind,
      key: client.key,
      secret_hash: client.secretHash,
      access: [...client.access],
      token_ttl_seconds: client.tokenTtlSeconds,
      secret_created_at: sql<Date>`now()`,
    })
    .onConflict((conflict) => conflict.columns(['kind', 'key']).doNothing())
    .returning('client_id')
    .executeTakeFirst();
  return created !== undefined;
}

/** The clients of an organisation, or of all where it is null, by their keys. */
export async function listClients(db: Kysely<Database>, organisationId: string | null): Promise<ClientRow[]> {
  const { rows } = await sql<ClientRow>`
    select organisation_id as "organisationId", client_id as "clientId", kind, key, access, active,
      token_ttl_seconds as "tokenTtlSeconds", secret_created_at as "secretCreatedAt",
      case when previous_secret_until > now() then previous_secret_until end as "previousSecretUntil",
      last_used_on::text as "lastUsedOn"
    from api_client
    where organisation_id = coalesce(${organisationId}::bigint, organisation_id)
    order by organisation_id, key, kind`.execute(db);
  return rows;
}

/** Whether any client of the store may call. */
export async function hasActiveClient(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql`select from api_client where active limit 1`.execute(db);
  return rows.length > 0;
}
