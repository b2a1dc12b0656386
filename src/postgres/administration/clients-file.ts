/** Applies the file of CLIENTS_FILE to the store, in one transaction. */

import { sql, type Kysely } from 'kysely';
import {
  changesBy,
  type ClientChange,
  type ClientsFileChanges,
  type KnownClient,
} from '../../service/auth/clients-file-changes.js';
import type { ClientsFile, FileClient } from '../../service/auth/clients-file.js';
import { prepared, run, texts } from '../connection/statement.js';
import { notifyingClients } from '../events/notify-clients.js';
import type { Database } from '../schema.js';
import { createOrganisation, listOrganisations } from './organisations.js';

/** How many clients the file created and changed, and the keys of those whose older secret ended early. */
export interface ClientsFileResult {
  readonly created: number;
  readonly changed: number;
  readonly endedEarly: readonly string[];
}

const NOTHING: ClientsFileResult = { created: 0, changed: 0, endedEarly: [] };

/**
 * Applies the file; a start that finds everything as it is writes nothing.
 * @throws InvalidClientsFile
 */
export async function applyClientsFile(db: Kysely<Database>, file: ClientsFile): Promise<ClientsFileResult> {
  if (isNothing(await compare(db, file))) return NOTHING;
  return db.transaction().execute(async (trx) => {
    // Gateways that start at the same time apply it one after the other.
    await sql`select pg_advisory_xact_lock(hashtextextended('promotion-gateway clients file', 0))`.execute(
      trx,
    );
    for (const organisation of file.organisations) await createOrganisation(trx, organisation);
    const changes = await compare(trx, file);
    for (const client of changes.created) await create(trx, client);
    for (const change of changes.changed) await update(trx, change);
    const endedEarly = changes.changed.filter(({ rotates, known }) => rotates && known.previousWorks);
    return {
      created: changes.created.length,
      changed: changes.changed.length,
      endedEarly: endedEarly.map(({ client }) => client.key),
    };
  });
}

interface Comparison extends ClientsFileChanges {
  readonly newOrganisations: number;
}

function isNothing({ created, changed, newOrganisations }: Comparison): boolean {
  return created.length + changed.length + newOrganisations === 0;
}

async function compare(db: Kysely<Database>, file: ClientsFile): Promise<Comparison> {
  const wanted = file.organisations.map(({ organisationId }) => organisationId);
  const stored = new Set((await listOrganisations(db)).map(({ organisationId }) => organisationId));
  const known = await readClients(db, file.clients);
  const newOrganisations = wanted.filter((id) => !stored.has(id)).length;
  return { ...changesBy(file, known, new Set([...stored, ...wanted])), newOrganisations };
}

const reading = prepared(
  'read_file_clients',
  `select organisation_id as "organisationId", client_id as "clientId", kind, key, access, active,
    secret_hash as "secretHash", file_secret_hash as "fileSecretHash", token_ttl_seconds as "tokenTtlSeconds",
    coalesce(previous_secret_until > now(), false) as "previousWorks"
  from api_client where key = any($1::text[])`,
);

function readClients(db: Kysely<Database>, clients: readonly FileClient[]): Promise<KnownClient[]> {
  return run<KnownClient>(db, reading, [texts(clients.map(({ key }) => key))]);
}

const creating = prepared(
  'create_file_client',
  `insert into api_client (organisation_id, kind, key, secret_hash, file_secret_hash, access, token_ttl_seconds,
    active, secret_created_at)
  values ($1::bigint, $2::text, $3::text, $4::text, $4::text, $5::text[], $6::integer, $7::boolean, now())`,
);

async function create(db: Kysely<Database>, client: FileClient): Promise<void> {
  const { organisationId, kind, key, secretHash, access, tokenTtlSeconds, revoked } = client;
  await run(db, creating, [organisationId, kind, key, secretHash, texts(access), tokenTtlSeconds, !revoked]);
}

const updating = prepared(
  'update_file_client',
  `with changed as (
    update api_client set
      access = $3::text[], token_ttl_seconds = $4::integer, active = active and $5::boolean,
      file_secret_hash = $6::text,
      secret_hash = case when $7::boolean then $6::text else secret_hash end,
      secret_created_at = case when $7::boolean then now() else secret_created_at end,
      previous_secret_hash = case
        when not $7::boolean then previous_secret_hash when $8::integer > 0 then secret_hash end,
      previous_secret_until = case
        when not $7::boolean then previous_secret_until
        when $8::integer > 0 then now() + $8::integer * interval '1 second' end
    where organisation_id = $1::bigint and client_id = $2::bigint
    returning organisation_id, client_id
  )
  ${notifyingClients('changed')}`,
);

async function update(db: Kysely<Database>, { client, known, rotates }: ClientChange): Promise<void> {
  const { access, tokenTtlSeconds, revoked, secretHash, oldWorksForSeconds } = client;
  const settings = [texts(access), tokenTtlSeconds, !revoked, secretHash, rotates, oldWorksForSeconds];
  await run(db, updating, [known.organisationId, known.clientId, ...settings]);
}
