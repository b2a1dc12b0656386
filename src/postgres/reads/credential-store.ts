/** Reads clients and the installation's secrets. */

import { sql, type Kysely } from 'kysely';
import { randomBytes } from 'node:crypto';
import { parseId } from '../../domain/id.js';
import type { CredentialStore, StoredClient, StoredSecret } from '../../service/auth/credential-store.js';
import type { Database } from '../schema.js';

/** Organisations' API clients and the installation's secrets, in SQL. */
export function credentialStore(db: Kysely<Database>): CredentialStore {
  return {
    async findByKeys(kind, keys) {
      const storable = keys.filter((key) => !key.includes('\0'));
      const rows = await activeClients(db)
        .select('c.key')
        .where('c.kind', '=', kind)
        .where('c.key', '=', sql<string>`any(${storable})`)
        .execute();
      return new Map(rows.map((row) => [row.key, toStoredClient(row)]));
    },

    async findById(organisationId, clientId) {
      const row = await activeClients(db)
        .where('c.organisation_id', '=', parseId(organisationId))
        .where('c.client_id', '=', parseId(clientId))
        .executeTakeFirst();
      return row ? toStoredClient(row) : null;
    },

    async installationSecret(purpose) {
      const known = await readSecret(db, purpose);
      if (known) return known;
      await db
        .insertInto('installation_secret')
        .values({ purpose, secret: randomBytes(32) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const made = await readSecret(db, purpose);
      if (!made) throw new Error(`The installation secret "${purpose}" is missing`);
      return made;
    },
  };
}

/** The secret is read before it is created, so that a read-only store can verify tokens. */
async function readSecret(db: Kysely<Database>, purpose: string): Promise<Buffer | null> {
  const row = await db
    .selectFrom('installation_secret')
    .select('secret')
    .where('purpose', '=', purpose)
    .executeTakeFirst();
  return row?.secret ?? null;
}

function activeClients(db: Kysely<Database>) {
  return db
    .selectFrom('api_client as c')
    .innerJoin('organisation as o', 'o.organisation_id', 'c.organisation_id')
    .select([
      'c.client_id',
      'c.secret_hash',
      'c.previous_secret_hash',
      'c.previous_secret_until',
      'c.access',
      'c.organisation_id',
      'c.token_ttl_seconds',
      'o.time_zone',
    ])
    .where('c.active', '=', sql<boolean>`true`);
}

type ClientRow = Awaited<ReturnType<ReturnType<typeof activeClients>['executeTakeFirstOrThrow']>>;

function toStoredClient(row: ClientRow): StoredClient {
  return {
    caller: {
      organisation: { organisationId: row.organisation_id, timeZone: row.time_zone },
      clientId: row.client_id,
      access: row.access,
    },
    secrets: secretsOf(row),
    tokenTtlSeconds: row.token_ttl_seconds,
  };
}

function secretsOf(row: ClientRow): StoredSecret[] {
  const newest = { hash: row.secret_hash, until: null };
  const { previous_secret_hash: hash, previous_secret_until: until } = row;
  return hash === null || until === null ? [newest] : [newest, { hash, until }];
}
