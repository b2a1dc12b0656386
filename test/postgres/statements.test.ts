import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyStatement, type CallersStatement } from '../tenants/every-statement.js';
import { executedPlaces, executionPlaces } from '../tenants/execution-places.js';
import {
  distinctStatements,
  STATEMENTS,
  writeStatement,
  type StatementFile,
} from '../tenants/statement-files.js';
import { normalised, statementSources, type StatementSource } from '../tenants/statement-sources.js';

// `npx vitest run --project all test/postgres/statements.test.ts -u` writes the files anew.
let files: readonly string[];
let statements: StatementFile[];
let unseen: StatementSource[];
let executed: ReadonlySet<string>;
beforeAll(async () => {
  files = readdirSync(STATEMENTS);
  let sent: CallersStatement[] = [];
  executed = await executedPlaces(async () => {
    sent = await everyStatement();
  });
  const texts = [...new Set(sent.map(({ text }) => normalised(text)))];
  unseen = statementSources().filter(({ looksLike }) => !texts.some((text) => looksLike.test(text)));
  // What is sent past the pool is not seen: where its text is whole, it stands as it is.
  const whole = unseen.flatMap((source) => source.whole ?? []);
  const unsent = whole.map((text) => ({ text, values: [], organisationId: 'of no caller' }));
  statements = distinctStatements([...sent, ...unsent]);
}, 180_000);

describe('the statements of the product', () => {
  it('are all seen by this test', () => {
    const places = unseen.filter(({ whole }) => whole === null).map(({ place }) => place);
    expect(places, 'have test/tenants/every-statement.ts send what is made there').toEqual([]);
  });

  it('are executed at every place that executes one', () => {
    const places = executionPlaces();
    expect(places.length).toBeGreaterThan(25);
    const missed = places.filter((place) => !executed.has(place));
    expect(missed, 'have test/tenants/every-statement.ts come by there').toEqual([]);
  });

  it('have a file each, and no file is without its statement', () => {
    const names = statements.map(({ name }) => `${name}.sql`);
    expect([...files].sort(), 'run this test with -u, and look at what it writes').toEqual(names.sort());
  });

  it('are sent as their files have them', async () => {
    for (const statement of statements) {
      const file = join(STATEMENTS, `${statement.name}.sql`);
      await expect(writeStatement(statement)).toMatchFileSnapshot(file);
    }
  });
});
