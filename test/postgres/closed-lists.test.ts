import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operationOf } from '../../src/domain/bulk-request.js';
import { customerSources } from '../../src/domain/customer.js';
import { promotionKinds } from '../../src/domain/promotion.js';
import type { StoredIdentifierName } from '../../src/postgres/schema.js';
import type { Store } from '../../src/postgres/store.js';
import { accessGroups } from '../../src/service/caller.js';
import type { EventType } from '../../src/service/events/events.js';
import type { ClientKind } from '../../src/service/auth/credential-store.js';
import { openMemoryStore } from '../support/embedded-store.js';

/** All members of a union, which the compiler compares. */
function namesIn<Name extends string>(names: Record<Name, true>): string[] {
  return Object.keys(names);
}

let store: Store;
let checks: readonly string[];
beforeAll(async () => {
  store = await openMemoryStore();
  const { rows } = await sql<{ text: string }>`
    select conrelid::regclass || ': ' || pg_get_constraintdef(oid) as text from pg_constraint
    where contype = 'c'`.execute(store.db);
  checks = rows.map(({ text }) => text);
});
afterAll(() => store.close());

it.each<[table: string, column: string, names: readonly string[]]>([
  ['promotion', 'kind', promotionKinds],
  ['api_client', 'kind', namesIn<ClientKind>({ TILL: true, OAUTH: true })],
  ['api_client', 'access', accessGroups],
  ['customer_identifier', 'source', customerSources.filter((source) => source !== 'ALL')],
  [
    'customer_identifier',
    'identifier_name',
    namesIn<StoredIdentifierName>({ MOBILE: true, EMAIL: true, EXTERNAL_ID: true }),
  ],
  ['idempotency_record', 'action', Object.keys(operationOf)],
  ['upstream_call', 'action', Object.keys(operationOf)],
  [
    'outbox',
    'type',
    namesIn<EventType>({
      'promotion.enrolled': true,
      'promotion.earned': true,
      'promotion.enrolment.revoked': true,
      'promotion.earning.revoked': true,
    }),
  ],
])('the table %s takes in %s what the gateway knows, and nothing else', (table, column, names) => {
  const own = checks.filter((text) => text.startsWith(`${table}: CHECK ((${column} `));
  const taken = own.flatMap((text) => [...text.matchAll(/'([^']+)'/g)].map(([, name]) => name));
  expect(taken.sort()).toEqual([...names].sort());
});
