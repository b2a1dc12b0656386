import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../src/postgres/store.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { root } from '../support/pages.js';
import { commandsOn } from './run-command.js';

let store: Store;
let folder: string;
const run = commandsOn(() => store);
beforeAll(async () => {
  store = await openMemoryStore();
  folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-export-test-'));
  for (const id of ['1', '2']) {
    await run([
      'organisations',
      'create',
      '--id',
      id,
      '--name',
      'Corner Shop',
      '--time-zone',
      'Europe/London',
    ]);
  }
  for (const what of ['programs', 'promotions']) {
    await run(['import', what, join(root, `examples/import/${what}.csv`), '--organisation', '1']);
  }
  await writeFile(
    join(folder, 'customers.csv'),
    'customerId,source,mobile,email,externalId\n1,INSTORE,+447700900001,a@example.com,"CARD ""1"", blue"\n1,WEBSITE,+447700900001,,\n1,INSTORE,+447700900002,,\n2,,,,\n',
  );
  await run(['import', 'customers', join(folder, 'customers.csv'), '--organisation', '1']);
  const clubs = 'programId,name,membersOnly\n471,Club,true\n';
  await run(['import', 'programs', '-', '--organisation', '1'], { stdin: clubs });
  const members = 'programId,customerId\n471,2\n471,1\n';
  await run(['import', 'members', '-', '--organisation', '1'], { stdin: members });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

it.each([
  ['programs', 'csv', 3],
  ['promotions', 'csv', 3],
  ['promotions', 'jsonl', 3],
  ['customers', 'csv', 4],
  ['customers', 'jsonl', 4],
  ['members', 'csv', 2],
  ['members', 'jsonl', 2],
])('an export of %s as %s is a file that an import finds unchanged', async (what, form, lines) => {
  const json = form === 'csv' ? [] : ['--json'];
  const exported = await run(['export', what, '--organisation', '1', ...json]);
  const file = join(folder, `exported.${form}`);
  await writeFile(file, exported.output);
  const again = await run(['import', what, file, '--organisation', '1', '--json']);
  expect(again.objects()[0]).toMatchObject({ lines, added: 0, unchanged: lines, faults: [] });
});

it('an export says which programs are for members only', async () => {
  const { output } = await run(['export', 'programs', '--organisation', '1']);
  expect(output.split('\n')).toEqual([
    'programId,name,active,membersOnly',
    '469,Corner Club,true,false',
    '470,Old Club,false,false',
    '471,Club,true,true',
    '',
  ]);
});

it('an export is imported into another organisation as it is', async () => {
  for (const what of ['programs', 'promotions', 'customers', 'members']) {
    const exported = await run(['export', what, '--organisation', '1']);
    const stdin = exported.output;
    expect(await run(['import', what, '-', '--organisation', '2'], { stdin })).toMatchObject({ code: 0 });
    expect((await run(['export', what, '--organisation', '2'])).output).toBe(stdin);
  }
});

it('a store can be migrated by a command of its own', async () => {
  expect(await run(['migrate'])).toMatchObject({
    code: 0,
    output: 'The schema of the store is up to date.\n',
  });
});

it('an organisation that is not there cannot be exported', async () => {
  const refused = await run(['export', 'customers', '--organisation', '9']);
  expect(refused).toMatchObject({
    code: 1,
    output: '',
    errors: expect.stringContaining('There is no organisation 9'),
  });
});
