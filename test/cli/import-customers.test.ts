import fc from 'fast-check';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/postgres/store.js';
import { customerDirectory } from '../../src/postgres/reads/customer-directory.js';
import { readCustomerKey } from '../../src/service/identifiers/customer-key.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { root } from '../support/pages.js';
import { commandsOn } from './run-command.js';

let store: Store;
let folder: string;
const run = commandsOn(() => store);
beforeAll(async () => {
  store = await openMemoryStore();
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-import-test-'));
  await run([
    'organisations',
    'create',
    '--id',
    '1',
    '--name',
    'Corner Shop',
    '--time-zone',
    'Europe/London',
  ]);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await sql`delete from customer_identifier`.execute(store.db);
  await sql`delete from customer`.execute(store.db);
});

const HEADER = 'customerId,source,mobile,email,externalId';

async function importFile(content: string | Buffer, ...options: string[]) {
  const file = join(folder, 'customers.csv');
  await writeFile(file, content);
  const result = await run(['import', 'customers', file, '--organisation', '1', '--json', ...options]);
  const refused = await readFile(join(folder, 'customers.refused.csv'), 'utf8').catch(() => null);
  const codes = refused
    ?.split('\n')
    .slice(1, -1)
    .map((line) => /,(\d+),([A-Z_]+),(?:"[^"]*"|[^,]*)$/.exec(line)?.slice(1).join(' '));
  const [summary] = result.objects();
  return { ...result, refused, codes: codes ?? [], summary };
}

async function storedRows(): Promise<string[]> {
  const { rows } = await sql<{ row: string }>`
    select c.customer_id || coalesce(' ' || i.identifier_name || ' ' || i.identifier_value || ' ' || i.source, '') as row
    from customer c left join customer_identifier i using (organisation_id, customer_id) order by 1`.execute(
    store.db,
  );
  return rows.map(({ row }) => row);
}

describe('a file of customers', () => {
  it('with every kind of dirt is imported but for the refused lines, which have their codes beside them', async () => {
    await importFile(`${HEADER}\n9,INSTORE,+447700900999,,`);
    const file = join(folder, 'dirty.csv');
    await copyFile(join(root, 'examples/import/customers.csv'), file);
    const result = await run(['import', 'customers', file, '--organisation', '1', '--country', 'GB']);
    expect(result.code).toBe(2);
    await expect(await readFile(join(folder, 'dirty.refused.csv'), 'utf8')).toMatchFileSnapshot(
      join(root, 'examples/import/customers.refused.csv'),
    );
    expect(result.output + result.errors).not.toMatch(/\d{7}|@/);
    expect(result.output).toContain('1 TRUNK_ZERO, first in line 13');
  });

  it('gives customers whom a call finds by any spelling of their identifiers', async () => {
    await importFile(`${HEADER}\n5,INSTORE,07911 123456,Zoë@Example.com,\n`, '--country', 'GB');
    const find = async (name: string, identifierValue: string) => {
      const key = readCustomerKey(name, { identifierValue, source: 'INSTORE' });
      return 'fault' in key ? key : (await customerDirectory(store.db).find('1', [key]))[0];
    };
    for (const mobile of ['+447911123456', '447911123456', '4407911123456', '00447911123456']) {
      expect(await find('MOBILE', mobile)).toBe('5');
    }
    expect(await find('EMAIL', 'zoë@example.com')).toBe('5');
  });

  it('changes nothing when it is imported again', async () => {
    const content = `${HEADER}\n1,INSTORE,+447700900001,a@example.com,x\n2,WEBSITE,,b@example.com,\n`;
    expect((await importFile(content)).summary).toMatchObject({ lines: 2, added: 2, unchanged: 0 });
    const before = await storedRows();
    expect(await importFile(content)).toMatchObject({ code: 0, summary: { added: 0, unchanged: 2 } });
    expect(await storedRows()).toEqual(before);
    const { rows } = await sql`select from import_line`.execute(store.db);
    expect(rows).toHaveLength(0);
  });

  it('that was refused can be corrected and imported, with the columns of the refused file', async () => {
    const first = await importFile(
      `${HEADER}\n1,INSTORE,07700900001,"a, b@example.com",\n2,INSTORE,+447700900002,,\n`,
    );
    expect(first).toMatchObject({ code: 2, codes: ['2 NO_COUNTRY_CODE'] });
    const corrected = first.refused!.replace('07700900001', '+447700900001');
    const again = await importFile(corrected);
    expect(again.codes).toEqual(['2 BAD_EMAIL']);
    expect(again.refused!.split('\n')[0]).toBe(`${HEADER},line,code,message`);
    expect(await importFile(again.refused!.replace('"a, b@example.com"', 'a@example.com'))).toMatchObject({
      code: 0,
      refused: null,
    });
  });

  it.each<[string, string | Buffer]>([
    [
      'has semicolons and CRLF',
      'Customer ID;Source;Phone;Email\r\n1;INSTORE;+447700900001;a@example.com\r\n',
    ],
    ['has tabs', 'id\tsource\tmobile\temail\n1\tINSTORE\t+447700900001\ta@example.com'],
    [
      'has a byte order mark',
      Buffer.from('\uFEFFcustomerId,source,mobile,email\n1,INSTORE,+447700900001,a@example.com\n'),
    ],
    [
      'is UTF-16',
      Buffer.from('\uFEFFcustomerId,source,mobile,email\n1,INSTORE,+447700900001,a@example.com\n', 'utf16le'),
    ],
    [
      'is UTF-16 of the other order',
      Buffer.from(
        '\uFEFFcustomerId,source,mobile,email\n1,INSTORE,+447700900001,a@example.com\n',
        'utf16le',
      ).swap16(),
    ],
    ['is gzipped', gzipSync('customerId,source,mobile,email\n1,INSTORE,+447700900001,a@example.com\n')],
    [
      'is JSON with an object a line',
      '{"customerId":1,"source":"INSTORE","mobile":"+447700900001","email":"a@example.com"}\n',
    ],
  ])('is read when it %s', async (_, content) => {
    expect((await importFile(content)).code).toBe(0);
    expect(await storedRows()).toEqual(['1 EMAIL a@example.com INSTORE', '1 MOBILE 447700900001 INSTORE']);
  });

  it('comes from standard input, too', async () => {
    const stdin = `${HEADER}\n1,INSTORE,+447700900001,,\n`;
    expect(await run(['import', 'customers', '-', '--organisation', '1'], { stdin })).toMatchObject({
      code: 0,
    });
    expect(await storedRows()).toEqual(['1 MOBILE 447700900001 INSTORE']);
  });

  it.each([
    [
      'unknown and missing columns',
      'name,telefon\nAnn,1\n',
      'unknown columns: name, telefon; missing columns: customerId',
    ],
    ['no line at all', '', 'is empty'],
    ['a list in JSON', '[{"customerId":1}]\n', 'write an object a line'],
  ])('with %s does nothing, and the message names all of it', async (_, content, message) => {
    const result = await importFile(content);
    expect(result).toMatchObject({ code: 1, output: '', refused: null });
    expect(result.errors).toContain(message);
  });
});

describe('an identifier of another customer', () => {
  const content = `${HEADER}\n2,INSTORE,+447700900001,b@example.com,\n3,INSTORE,+447700900003,b@example.com,\n`;
  beforeEach(() => importFile(`${HEADER}\n1,INSTORE,+447700900001,,\n`));

  it('keeps its whole line out, and no earlier line of the file loses its own', async () => {
    const result = await importFile(content);
    expect(result.codes).toEqual(['2 IDENTIFIER_TAKEN', '3 DUPLICATE_IN_FILE']);
    expect(result.code).toBe(1);
    expect(await storedRows()).toEqual(['1 MOBILE 447700900001 INSTORE']);
  });

  it('is left out alone with --on-conflict add, and its line is reported', async () => {
    const result = await importFile(content, '--on-conflict', 'add');
    expect(result.codes).toEqual(['2 IDENTIFIER_TAKEN', '3 DUPLICATE_IN_FILE']);
    expect(result.code).toBe(2);
    expect(await storedRows()).toEqual([
      '1 MOBILE 447700900001 INSTORE',
      '2 EMAIL b@example.com INSTORE',
      '3 MOBILE 447700900003 INSTORE',
    ]);
  });
});

describe('a dry run', () => {
  const line = fc.record({
    id: fc.constantFrom('1', '2', '3', '4', 'x'),
    source: fc.constantFrom('INSTORE', 'WEBSITE', ''),
    mobile: fc.constantFrom('', '+447700900001', '+447700900002', '07700900003', '4407700900001'),
    email: fc.constantFrom('', 'a@example.com', 'b@example.com', 'none'),
  });

  it('says what the import then does, and writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.constantFrom('refuse', 'add'),
        async (lines, way) => {
          await sql`delete from customer_identifier`.execute(store.db);
          await sql`delete from customer`.execute(store.db);
          await importFile(`${HEADER}\n1,INSTORE,+447700900001,,\n`);
          const rows = lines.map(({ id, source, mobile, email }) => `${id},${source},${mobile},${email},`);
          const content = [HEADER, ...rows, ''].join('\n');
          const before = await storedRows();
          const dry = await importFile(content, '--dry-run', '--on-conflict', way);
          expect(await storedRows()).toEqual(before);
          const real = await importFile(content, '--on-conflict', way);
          expect({ ...dry.summary, dryRun: false }).toEqual(real.summary);
          expect([dry.code, dry.refused]).toEqual([real.code, real.refused]);
          const again = await importFile(content, '--on-conflict', way);
          expect(again.summary).toMatchObject({ added: 0 });
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);
});
