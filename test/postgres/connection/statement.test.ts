import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run, texts } from '../../../src/postgres/connection/statement.js';
import type { Store } from '../../../src/postgres/store.js';
import { openMemoryStore } from '../../support/embedded-store.js';

let store: Store;
beforeAll(async () => {
  store = await openMemoryStore();
});
afterAll(() => store.close());

/** Characters that mean something in a list of PostgreSQL, and words that do. */
const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', ',', '{', '}', ' ', 'n', '\n', 'é') }),
  fc.constantFrom('NULL', 'null', '', '{}', '\\"', '919812345678', 'a.b@example.com'),
);

it('texts arrive in a statement as they are, with any characters', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyText, { maxLength: 12 }), async (values) => {
      const statement = 'select coalesce(json_agg(value), $2::json) as list from unnest($1::text[]) as value';
      const [row] = await run<{ list: string[] }>(store.db, statement, [texts(values), '[]']);
      expect(row?.list).toEqual(values);
    }),
    { numRuns: 60 },
  );
});
