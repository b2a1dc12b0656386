import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { earn, enrol, recorded, revokePromotionEarnings, verdicts } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { aPromotion } from '../support/promotion.js';

describeWithPostgres('sequences that are set back behind a running gateway', (url) => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  let admin: pg.Client;

  beforeAll(async () => {
    gateway = await openGateway({ databaseUrl: url(), poolSize: 2 });
    organisation = await gateway.organisation({
      promotions: [aPromotion({ enrolmentLimit: null, earnLimit: null })],
    });
    admin = new pg.Client({ connectionString: url() });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await gateway.close();
  });
  const highest = async (table: string, column: string): Promise<number> => {
    const { rows } = await admin.query<{ highest: string }>(`select max(${column}) as highest from ${table}`);
    return Number(rows[0]?.highest);
  };

  it('are advanced by the first enrolment and the first earning, which are recorded once', async () => {
    for (const act of [enrol, enrol, earn, earn])
      expect(verdicts(await act(organisation))).toEqual(['Success']);
    await admin.query(`select setval('issual_id', 1, false), setval('earned_id', 1, false)`);
    const before = await recorded(gateway, organisation);
    gateway.log.length = 0;

    const [issualId, earnedId] = [
      await highest('enrolment', 'issual_id'),
      await highest('earning', 'earned_id'),
    ];
    expect(verdicts(await enrol(organisation, { idempotencyKey: 'k' }))).toEqual(['Success']);
    expect(verdicts(await earn(organisation))).toEqual(['Success']);

    expect(await highest('enrolment', 'issual_id')).toBeGreaterThan(issualId);
    expect(await highest('earning', 'earned_id')).toBeGreaterThan(earnedId);
    expect(await recorded(gateway, organisation)).toEqual({
      enrolments: before.enrolments + 1,
      earnings: before.earnings + 1,
    });
    const warnings = gateway.log.filter(({ msg }) => String(msg).startsWith('Advanced a sequence'));
    expect(warnings.map(({ table }) => table)).toEqual(['enrolment', 'earning']);
  });

  it('hold up none of the calls that come at the same moment', async () => {
    await admin.query(`select setval('earned_id', 1, false)`);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => earn(organisation)));
    expect(new Set(outcomes.flatMap(verdicts))).toEqual(new Set(['Success']));
    expect(verdicts(await revokePromotionEarnings(organisation))).toEqual(['Success']);
  });
});
