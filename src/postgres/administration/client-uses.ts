/** Writes the days on which clients last called, in SQL. */

import type { Kysely } from 'kysely';
import type { ClientUseStore } from '../../service/auth/client-use.js';
import { numbers, prepared, run, texts } from '../connection/statement.js';
import { groupRows } from '../ledger/group-rows.js';
import type { Database } from '../schema.js';

// Several gateways note the same day; only the first of them changes the row.
const recording = prepared(
  'record_client_use',
  `update api_client set last_used_on = used.day
  from unnest($2::bigint[], $3::date[]) as used(client_id, day)
  where api_client.organisation_id = $1::bigint and api_client.client_id = used.client_id
    and (last_used_on is null or last_used_on < used.day)`,
);

/** The last days of clients, in SQL: a statement for each organisation. */
export function clientUseStore(db: Kysely<Database>): ClientUseStore {
  return {
    async recordUse(uses) {
      for (const [organisationId, ofOne] of groupRows(uses, (use) => use.organisationId)) {
        const clientIds = numbers(ofOne.map(({ clientId }) => clientId));
        await run(db, recording, [organisationId, clientIds, texts(ofOne.map(({ day }) => day))]);
      }
    },
  };
}
