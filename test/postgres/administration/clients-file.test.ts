import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { applyClientsFile } from '../../../src/postgres/administration/clients-file.js';
import { rotateSecret } from '../../../src/postgres/administration/client-secrets.js';
import { listClients } from '../../../src/postgres/administration/clients.js';
import { createOrganisation } from '../../../src/postgres/administration/organisations.js';
import { openServerStore, type Store } from '../../../src/postgres/store.js';
import type { ClientsFile, FileClient } from '../../../src/service/auth/clients-file.js';
import { hashMadeSecret } from '../../../src/service/auth/machine-secret.js';
import { openMemoryStore } from '../../support/embedded-store.js';
import { describeWithPostgres } from '../../support/postgres-database.js';

const hash = (secret: string) => hashMadeSecret('TILL', secret);
const shop = { organisationId: '1001', name: 'Corner Shop', timeZone: 'Europe/London' };
const till: FileClient = {
  line: 7,
  organisationId: '1001',
  kind: 'TILL',
  key: 'till.1',
  secretHash: hash('first'),
  access: ['customer:read'],
  tokenTtlSeconds: 300,
  oldWorksForSeconds: 3_600,
  revoked: false,
};
const fileOf = (client: Partial<FileClient> = {}): ClientsFile => ({
  organisations: [shop],
  clients: [{ ...till, ...client }],
});

interface Secrets {
  newest: string;
  previous: string | null;
  works: boolean;
}

async function secretsIn({ db }: Store): Promise<Secrets[]> {
  const { rows } = await sql<Secrets>`select secret_hash as newest, previous_secret_hash as previous,
    coalesce(previous_secret_until > now(), false) as works from api_client order by key`.execute(db);
  return rows;
}

describe('the file of clients', () => {
  const statements: string[] = [];
  let store: Store;
  const opened: Store[] = [];
  beforeEach(async () => {
    store = await openMemoryStore((text) => statements.push(text));
    opened.push(store);
    expect(await applyClientsFile(store.db, fileOf())).toEqual({ created: 1, changed: 0, endedEarly: [] });
  });
  afterAll(async () => {
    for (const one of opened) await one.close();
  });

  it('writes nothing where it was applied before', async () => {
    statements.length = 0;
    expect(await applyClientsFile(store.db, fileOf())).toEqual({ created: 0, changed: 0, endedEarly: [] });
    expect(statements.filter((text) => !text.startsWith('select '))).toEqual([]);
  });

  it('gives a client its access groups and the life of its tokens, and leaves its secret', async () => {
    const changes = { access: ['promotion:write'], tokenTtlSeconds: 60 } as const;
    expect(await applyClientsFile(store.db, fileOf(changes))).toMatchObject({ changed: 1 });
    expect(await listClients(store.db, '1001')).toMatchObject([{ ...changes, active: true }]);
    expect(await secretsIn(store)).toEqual([{ newest: hash('first'), previous: null, works: false }]);
  });

  it('rotates the secret when its hash changes, and back where an older gateway starts again', async () => {
    await applyClientsFile(store.db, fileOf({ secretHash: hash('second') }));
    expect(await secretsIn(store)).toEqual([
      { newest: hash('second'), previous: hash('first'), works: true },
    ]);
    const back = await applyClientsFile(store.db, fileOf());
    expect(back).toEqual({ created: 0, changed: 1, endedEarly: ['till.1'] });
    expect(await secretsIn(store)).toEqual([
      { newest: hash('first'), previous: hash('second'), works: true },
    ]);
  });

  it('ends the old secret at once where it says so', async () => {
    await applyClientsFile(store.db, fileOf({ secretHash: hash('second'), oldWorksForSeconds: 0 }));
    expect(await secretsIn(store)).toEqual([{ newest: hash('second'), previous: null, works: false }]);
  });

  it('undoes no rotation by command, and no revocation', async () => {
    const [client] = await listClients(store.db, '1001');
    await rotateSecret(store.db, { ...client!, secretHash: hash('third'), oldWorksForSeconds: 0 });
    await applyClientsFile(store.db, fileOf({ revoked: true }));
    expect(await applyClientsFile(store.db, fileOf({ access: [] }))).toMatchObject({ changed: 1 });
    expect(await secretsIn(store)).toEqual([{ newest: hash('third'), previous: null, works: false }]);
    expect(await listClients(store.db, '1001')).toMatchObject([{ active: false, access: [] }]);
  });

  it('leaves an organisation that is there as it is, with all of its clients', async () => {
    const file = { organisations: [{ ...shop, name: 'Other', timeZone: 'UTC' }], clients: [] };
    expect(await applyClientsFile(store.db, file)).toMatchObject({ created: 0, changed: 0 });
    const { rows } = await sql`select name, time_zone from organisation`.execute(store.db);
    expect(rows).toEqual([{ name: 'Corner Shop', time_zone: 'Europe/London' }]);
    expect(await listClients(store.db, '1001')).toHaveLength(1);
  });

  it('with a client that cannot be there is refused with its line, and nothing of it is applied', async () => {
    await createOrganisation(store.db, { organisationId: '1002', name: 'Other', timeZone: 'UTC' });
    const clients = [
      { ...till, key: 'till.2' },
      { ...till, line: 9, organisationId: '1002' },
      { ...till, line: 11, key: 'till.3', organisationId: '1003' },
    ];
    await expect(applyClientsFile(store.db, { organisations: [], clients })).rejects.toThrow(
      /\nline 9: The key till\.1 is taken.*choose another\nline 11: There is no organisation 1003: add it/,
    );
    expect(await listClients(store.db, null)).toHaveLength(1);
  });
});

describeWithPostgres('gateways that start at the same time', (url) => {
  it('apply one file once', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => openServerStore(url(), { poolSize: 2 })));
    const clients = Array.from({ length: 50 }, (_, i) => ({ ...till, key: `till.${i}` }));
    const results = await Promise.all(
      stores.map(({ db }) => applyClientsFile(db, { organisations: [shop], clients })),
    );
    expect(results.map(({ created }) => created).sort((a, b) => a - b)).toEqual([0, 0, 50]);
    expect(await listClients(stores[0]!.db, '1001')).toHaveLength(50);
    for (const store of stores) await store.close();
  });
});
