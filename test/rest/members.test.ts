import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import {
  aBody,
  enrol,
  earn,
  inStore,
  recorded,
  revokePromotionEnrolments,
  verdicts,
} from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const club = { programId: '20', name: 'Club', active: true, membersOnly: true };
const notFound = { status: false, code: 8015, message: 'Customer not found for the given identifiers' };
const named = { programId: '20', promotionId: '600' };
const both = { customers: inStore('1001', '1002') };

describe('a program for members only', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation({
      promotions: [
        aPromotion(),
        aPromotion({ promotionId: '600', promoIdentifier: null, program: club, enrolmentLimit: null }),
        aPromotion({ promotionId: '601', promoIdentifier: null, program: club, kind: 'DIRECT_ISSUE' }),
      ],
      customers: [{ ...aCustomer('1001'), memberOf: ['20'] }, aCustomer('1002')],
    });
  });
  afterAll(() => gateway.close());

  it('enrols its members, and answers 8015 for other customers on both doors', async () => {
    expect(verdicts(await enrol(organisation, { ...named, ...both }))).toEqual([
      'Success',
      'CUSTOMER_NOT_FOUND',
    ]);
    const promotionDetails = { programId: 20, promotionId: 600 };
    expect((await organisation.bulk(aBody({ promotionDetails, ...both }))).json()).toMatchObject({
      response: [{ result: { entityId: 1001 } }, { errors: [notFound] }],
      failureCount: 1,
    });
  });

  it('issues to its members alone, and so does a dry run', async () => {
    const direct = { programId: '20', promotionId: '601', ...both };
    const expected = ['Success', 'CUSTOMER_NOT_FOUND'];
    expect(verdicts(await earn(organisation, { ...direct, dryRun: true }))).toEqual(expected);
    expect(verdicts(await earn(organisation, direct))).toEqual(expected);
  });

  it('shows its promotions to its members alone', async () => {
    const read = async (customerId: string) => {
      const query = `identifierName=id&identifierValue=${customerId}&source=ALL`;
      const answer = await organisation.get(`/v2/customers/lookup/promotionData?${query}`);
      return answer
        .json<{ promotions: { promotionId: number }[] }>()
        .promotions.map(({ promotionId }) => promotionId);
    };
    expect(await read('1001')).toEqual([500, 600, 601]);
    expect(await read('1002')).toEqual([500]);
  });

  it('lets what was recorded be revoked after a customer left', async () => {
    const mine = await gateway.organisation({
      promotions: [aPromotion({ promotionId: '600', program: club })],
      customers: [{ ...aCustomer('1001'), memberOf: ['20'] }],
    });
    await enrol(mine, named);
    await gateway.store.db
      .deleteFrom('program_member')
      .where('organisation_id', '=', mine.organisationId)
      .execute();
    expect(verdicts(await enrol(mine, named))).toEqual(['CUSTOMER_NOT_FOUND']);
    expect(verdicts(await revokePromotionEnrolments(mine, named))).toEqual(['Success']);
    expect(await recorded(gateway, mine)).toMatchObject({ enrolments: 1 });
  });

  it('costs one more statement for all customers, and an open program none', async () => {
    const count = async (input: object) => {
      gateway.statements.length = 0;
      await enrol(organisation, { ...input, ...both });
      const sent = gateway.statements.filter((text) => text.includes('join program_member'));
      return sent.length;
    };
    expect(await count(named)).toBe(1);
    expect(await count({})).toBe(0);
  });
});
