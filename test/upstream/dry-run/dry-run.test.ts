import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import {
  earn,
  enrol,
  inStore,
  recorded,
  revokePromotionEarnings,
  revokePromotionEnrolments,
  verdicts,
} from '../../support/operations.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { inFrontOf, openPlatform, type TestPlatform } from '../../support/platform.js';
import { aPromotion } from '../../support/promotion.js';
import { unusedPort } from '../../support/unused-port.js';

const over = { endsAt: new Date('2026-02-01T00:00:00Z') };
const promotions = [
  aPromotion(),
  aPromotion({ promotionId: '501', promoIdentifier: 'over', ...over }),
  aPromotion({ promotionId: '502', promoIdentifier: null, ...over }),
  aPromotion({ promotionId: '600', promoIdentifier: 'direct', kind: 'DIRECT_ISSUE', totalEarnLimit: 1 }),
];

describe('a dry run in front of a platform', () => {
  let platform: TestPlatform;
  let behind: TestOrganisation;
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    platform = await openPlatform();
    behind = await platform.organisation({ promotions });
    gateway = await openGateway({ config: inFrontOf(platform.url, behind) });
    caller = await gateway.organisation({ promotions: [], customers: [] });
  });
  afterAll(async () => {
    await gateway.close();
    await platform.close();
  });

  const dry = (changes: object) => ({ dryRun: true, ...changes });
  /** What a whole call was refused for. */
  const refusalOf = async (changes: object) => (await enrol(caller, dry(changes))).requestError?.code;

  it('says of each customer what would become of it, and has no effect', async () => {
    const outcome = await enrol(caller, dry({ customers: inStore('1001', '999999', '1002') }));
    expect(verdicts(outcome)).toEqual(['Success', 'CUSTOMER_NOT_FOUND', 'Success']);
    expect(outcome.results[0]).toMatchObject({ issualId: '0', expiresAt: null });
    expect(await recorded(platform, behind)).toEqual({ enrolments: 0, earnings: 0 });
  });

  it('looks up no customer whose identifier cannot be valid', async () => {
    const outcome = await enrol(caller, dry({ customers: inStore('1001', 'x') }));
    expect(verdicts(outcome)).toEqual(['Success', 'CUSTOMER_NOT_FOUND']);
  });

  it.each([
    ['a program that there is not', { programId: '11' }, 'INVALID_PROGRAM'],
    ['a promotion that there is not', { promotionId: '999' }, 'INVALID_PROMOTION'],
    ['an identifier that no promotion has', { promotionId: null, promoIdentifier: 'x' }, 'INVALID_PROMOTION'],
    ['two names of two promotions', { promoIdentifier: 'direct' }, 'INVALID_PROMOTION'],
    ['two names of no live promotion', { promotionId: '502', promoIdentifier: 'over' }, 'INVALID_PROMOTION'],
    ['a promotion that is over', { promotionId: '502' }, 'PROMOTION_INACTIVE'],
    ['the same by both names', { promotionId: '501', promoIdentifier: 'over' }, 'PROMOTION_INACTIVE'],
    ['another kind of promotion', { promotionId: '600' }, 'ACTION_NOT_SUPPORTED'],
  ])('is refused for %s, as the platform itself would', async (_, changes, code) => {
    expect(await refusalOf(changes)).toBe(code);
    const wet = await enrol(behind, changes);
    expect(wet.requestError?.code).toBe(code);
  });

  it('finds the promotion by its identifier', async () => {
    const outcome = await enrol(caller, dry({ promotionId: null, promoIdentifier: 'spring-500' }));
    expect(verdicts(outcome)).toEqual(['Success']);
    expect(outcome.results[0]?.promotion).toMatchObject({ id: '500', name: 'Spring' });
  });

  it('keeps to what all customers together may have', async () => {
    const outcome = await earn(caller, dry({ promotionId: '600', customers: inStore('1001', '1002') }));
    expect(verdicts(outcome)).toEqual(['Success', 'NOT_ISSUED']);
  });

  it('knows what a customer has, and what can be taken back', async () => {
    const customers = inStore('1003', '1004');
    expect(verdicts(await earn(caller, dry({ customers })))).toEqual(['NOT_ENROLLED', 'NOT_ENROLLED']);
    await enrol(caller, { customers: inStore('1003') });
    expect(verdicts(await enrol(caller, dry({ customers })))).toEqual(['NOT_ISSUED', 'Success']);
    expect(verdicts(await revokePromotionEnrolments(caller, dry({ customers })))).toEqual([
      'Success',
      'NOT_ENROLLED',
    ]);
    await earn(caller, { customers: inStore('1003') });
    expect(verdicts(await revokePromotionEnrolments(caller, dry({ customers })))).toEqual([
      'EARNING_NOT_REVOCABLE',
      'NOT_ENROLLED',
    ]);
    const revocation = await revokePromotionEarnings(caller, dry({ customers }));
    expect(verdicts(revocation)).toEqual(['Success', 'EARNING_NOT_REVOCABLE']);
    expect(revocation.results[0]?.revokedEarnedIds).toHaveLength(1);
    expect(await recorded(platform, behind)).toEqual({ enrolments: 1, earnings: 1 });
  });

  it('cannot be where the platform cannot be asked', async () => {
    const away = await openGateway({
      config: inFrontOf(`http://127.0.0.1:${await unusedPort()}`, behind, 500),
    });
    const own = await away.organisation({ promotions: [], customers: [] });
    const answer = await own.graphql(
      'mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status } }',
      {
        input: {
          programId: '10',
          promotionId: '500',
          identifierName: 'ID',
          dryRun: true,
          customers: inStore('1001'),
        },
      },
    );
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    await away.close();
  });
});
