import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from 'kysely';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { enrol, inStore, verdicts } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';
import { commandsOn } from './run-command.js';

let gateway: TestGateway;
let organisation: TestOrganisation;
const run = commandsOn(() => gateway.store);
beforeAll(async () => {
  gateway = await openGateway();
  organisation = await gateway.organisation({
    promotions: [aPromotion({ program: { programId: '10', name: 'Club', active: true, membersOnly: true } })],
  });
});
afterAll(() => gateway.close());

const importMembers = async (lines: readonly string[], ...options: string[]) => {
  const stdin = ['programId,customerId', ...lines].join('\n');
  const { organisationId } = organisation;
  const args = ['import', 'members', '-', '--organisation', organisationId, '--json', ...options];
  const result = await run(args, { stdin });
  return result.objects()[0];
};
const enrolled = async () => verdicts(await enrol(organisation, { customers: inStore('1001', '1002') }));

it('members are imported after a dry run, which makes no one a member, and can then be enrolled', async () => {
  expect(await importMembers(['10,1002'], '--dry-run')).toMatchObject({ added: 1, dryRun: true });
  expect(await enrolled()).toEqual(['CUSTOMER_NOT_FOUND', 'CUSTOMER_NOT_FOUND']);
  expect(await importMembers(['10,1002', '10,1002'])).toMatchObject({ added: 1, unchanged: 1, faults: [] });
  expect(await importMembers(['10,1002'])).toMatchObject({ added: 0, unchanged: 1, faults: [] });
  expect(await enrolled()).toEqual(['CUSTOMER_NOT_FOUND', 'Success']);
});

it('lines of unknown programs and customers are refused, and the others are imported', async () => {
  expect(await importMembers(['11,1001', '10,9999', 'x,1001', '10,0', '10,1001'])).toMatchObject({
    added: 1,
    faults: [
      { code: 'PROGRAM_NOT_FOUND', count: 1, firstLine: 2 },
      { code: 'CUSTOMER_NOT_FOUND', count: 1, firstLine: 3 },
      { code: 'BAD_ID', count: 2, firstLine: 4 },
    ],
  });
});

it('customers and programs of another organisation are unknown', async () => {
  const theirs = await gateway.organisation({ customers: [{ customerId: '77', identifiers: [] }] });
  expect(await importMembers(['10,77'])).toMatchObject({ faults: [{ code: 'CUSTOMER_NOT_FOUND' }] });
  const { rows } = await sql`
    select from program_member where organisation_id = ${theirs.organisationId}`.execute(gateway.store.db);
  expect(rows).toEqual([]);
});

it('a program for members does not become an open one by an import', async () => {
  const stdin = 'programId,name,membersOnly\n10,Club,false\n';
  const args = ['import', 'programs', '-', '--organisation', organisation.organisationId, '--json'];
  const [summary] = (await run(args, { stdin })).objects();
  expect(summary).toMatchObject({ added: 0, faults: [{ code: 'ALREADY_DIFFERENT' }] });
});
