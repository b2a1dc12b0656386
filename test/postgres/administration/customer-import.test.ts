import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOrganisation } from '../../../src/postgres/administration/organisations.js';
import { customerImport } from '../../../src/postgres/administration/customer-import.js';
import { openServerStore, type Store } from '../../../src/postgres/store.js';
import type { CustomerImportStore } from '../../../src/service/import/customer-import.js';
import { describeWithPostgres } from '../../support/postgres-database.js';

const line = (number: number, customerId: string, mobile: string) => ({
  line: number,
  read: { customerId, source: 'INSTORE', mobile, email: null, externalId: null },
});
const all = { first: 1, last: 10_000 };

describeWithPostgres('an import of customers beside other work', (url) => {
  let store: Store;
  let target: CustomerImportStore;
  let close: () => Promise<void>;
  beforeEach(async () => {
    store = await openServerStore(url(), { poolSize: 4 });
    await createOrganisation(store.db, { organisationId: '1', name: 'Corner Shop', timeZone: 'UTC' });
    const connections = store.openBulk();
    close = () => connections.close();
    target = customerImport(connections, '1');
    await target.clear();
  });
  afterEach(async () => {
    await close();
    await store.close();
  });

  it('refuses the whole line whose identifier was registered after it was checked, and writes the others', async () => {
    await target.stage([line(1, '11', '919000000011'), line(2, '12', '919000000012')]);
    await target.refuseTaken(all, 'refuse');
    await sql`insert into customer values (1, 99)`.execute(store.db);
    await sql`insert into customer_identifier values (1, 'MOBILE', '919000000012', 'INSTORE', 99)`.execute(
      store.db,
    );
    await target.merge(all, 'refuse');
    expect(await target.faultsAfter(0)).toEqual([
      { line: 2, code: 'IDENTIFIER_TAKEN', message: 'Another customer has the mobile under INSTORE' },
    ]);
    const { rows } = await sql`select customer_id from customer order by 1`.execute(store.db);
    expect(rows).toEqual([{ customer_id: '11' }, { customer_id: '99' }]);
  });

  it('is the only one of its organisation', async () => {
    const [one, other] = [store.openBulk(), store.openBulk()];
    const outcome = await one.alone('import 1', async () => [
      await other.alone('import 1', () => Promise.resolve('beside')),
      await other.alone('import 2', () => Promise.resolve('of another')),
    ]);
    expect(outcome).toEqual([null, 'of another']);
    expect(await other.alone('import 1', () => Promise.resolve('after'))).toBe('after');
    await Promise.all([one.close(), other.close()]);
  });
});
