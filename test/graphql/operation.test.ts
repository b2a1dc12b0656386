import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyRecords } from '../../src/postgres/keys/key-records.js';
import { forgetOldKeys } from '../../src/service/idempotency/key-cleanup.js';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const FIELDS = `__typename status requestId replayed requestError { code }
  results { ... on Success { index identifierValue issualId earnedId expiresAt } ... on CustomerError { index identifierValue code } }`;
const EARN = `mutation ($input: EarnPromotionInput!) { earnPromotion(input: $input) { ${FIELDS} } }`;
const OPERATION = `query ($key: String!) { promotionOperation(idempotencyKey: $key) { ${FIELDS} } }`;

describe('promotionOperation(idempotencyKey)', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation({ promotions: [aPromotion({ kind: 'DIRECT_ISSUE' })] });
  });
  afterAll(() => gateway.close());

  const input = (idempotencyKey: string, changes: object = {}) => ({
    programId: '10',
    promotionId: '500',
    identifierName: 'ID',
    idempotencyKey,
    customers: ['1001', '9'].map((identifierValue) => ({ identifierValue, source: 'INSTORE' })),
    ...changes,
  });

  async function earn(key: string, changes: object = {}): Promise<Record<string, unknown>> {
    const answer = await caller.graphql(EARN, { input: input(key, changes) });
    return answer.json<{ data: { earnPromotion: Record<string, unknown> } }>().data.earnPromotion;
  }

  async function operation(key: string, by = caller): Promise<unknown> {
    const answer = await by.graphql(OPERATION, { key });
    return answer.json<{ data: { promotionOperation: unknown } }>().data.promotionOperation;
  }

  it('returns the outcome of a call, with the requestId of that call', async () => {
    const key = randomUUID();
    const first = await earn(key);
    expect(first).toMatchObject({ status: 'PARTIAL_SUCCESS', replayed: false });
    expect(await operation(key)).toEqual({ ...first, replayed: true });
  });

  it('returns the refusal of a call that was refused as a whole', async () => {
    const key = randomUUID();
    const first = await earn(key, { programId: '11' });
    expect(first).toMatchObject({ requestError: { code: 'INVALID_PROGRAM' } });
    expect(await operation(key)).toEqual({ ...first, replayed: true });
  });

  it('knows nothing of a key that was never used, of a dry run, and of the key of another client', async () => {
    const key = randomUUID();
    expect(await operation(key)).toBeNull();
    await earn(key, { dryRun: true });
    expect(await operation(key)).toBeNull();
    await earn(key);
    expect(await operation(key, await gateway.organisation())).toBeNull();
  });

  it.each(['', 'a b', 'a\n', 'x'.repeat(256)])('refuses %j, which is no key', async (key) => {
    const answer = await caller.graphql(OPERATION, { key });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      errors: [
        {
          message: 'An idempotency key must have 1 to 255 visible ASCII characters',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
  });

  it('forgets a key after 24 hours, and not before', async () => {
    const key = randomUUID();
    await earn(key);
    const records = keyRecords(gateway.store.db, 'idempotency_record');
    const age = (hours: number) =>
      sql`update idempotency_record set recorded_at = now() - ${hours} * interval '1 hour' where key = ${key}`.execute(
        gateway.store.db,
      );
    await age(23.99);
    await forgetOldKeys(records);
    expect(await operation(key)).not.toBeNull();
    await age(24.01);
    await forgetOldKeys(records);
    expect(await operation(key)).toBeNull();
  });

  it('keeps a key that a gateway recorded whose clock runs 25 hours ahead or behind of the store', async () => {
    const records = keyRecords(gateway.store.db, 'idempotency_record');
    for (const hours of [25, -25]) {
      const key = randomUUID();
      gateway.clock.set(new Date(Date.now() + hours * 3_600_000));
      await caller.graphql(EARN, { input: input(key) });
      await forgetOldKeys(records);
      gateway.clock.set(TEST_NOW);
      expect(await operation(key)).not.toBeNull();
    }
  });

  it('forgets many keys in portions', async () => {
    await sql`insert into idempotency_record
      select ${caller.organisationId}::bigint, 1, 'ENROL', 'old-' || n, 'f', 'r', '{}', '2020-01-01'
      from generate_series(1, 2500) n`.execute(gateway.store.db);
    gateway.statements.length = 0;
    await forgetOldKeys(keyRecords(gateway.store.db, 'idempotency_record'));
    expect(gateway.statements.filter((statement) => statement.includes('delete'))).toHaveLength(3);
    const { rows } = await sql`select from idempotency_record where key like 'old-%'`.execute(
      gateway.store.db,
    );
    expect(rows).toEqual([]);
  });
});
