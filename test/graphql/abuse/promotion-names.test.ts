import { describe, expect, it } from 'vitest';
import { anInput, ENROL, enrol, inStore, recorded, verdicts } from '../../support/operations.js';
import { aPromotion } from '../../support/promotion.js';
import { useGraphqlDoor } from './graphql-door.js';

const door = useGraphqlDoor();

describe('abuse of the GraphQL door in programId', () => {
  it.each([
    '0',
    '-1',
    '1.5',
    '0x0a',
    '10 or 1=1',
    '2147483648',
    '9223372036854775808',
    '9'.repeat(99),
    0,
    -1,
    2147483648,
  ])('answers 1101 to %s', async (programId) => {
    const outcome = await enrol(door.caller, { programId });
    expect(outcome.requestError).toMatchObject({ restCode: 1101, field: ['programId'] });
    expect(outcome.results).toMatchObject([{ code: 'INVALID_PROGRAM', restCode: 1101 }]);
  });

  it('answers 8881 to an empty one', async () => {
    const outcome = await enrol(door.caller, { programId: '' });
    expect(outcome.requestError).toMatchObject({
      code: 'MISSING_PARAMETERS',
      restCode: 8881,
      field: ['programId'],
    });
  });

  it.each([
    { is: '469', written: '469' },
    { is: '469', written: 469 },
    { is: '2147483648', written: '2147483648' },
    { is: '2147483648', written: 2147483648 },
    { is: '9223372036854775807', written: '9223372036854775807' },
  ])('finds program $is by $written', async ({ is, written }) => {
    const program = { programId: is, name: 'Large', active: true };
    const organisation = await door.gateway.organisation({ promotions: [aPromotion({ program })] });
    expect(verdicts(await enrol(organisation, { programId: written }))).toEqual(['Success']);
  });

  it('takes no number that JSON cannot carry whole for the one beside it', async () => {
    const program = { programId: '9007199254740992', name: 'Large', active: true };
    const organisation = await door.gateway.organisation({ promotions: [aPromotion({ program })] });
    const body = JSON.stringify({ query: ENROL, variables: { input: anInput({ programId: '?' }) } });
    const response = await door.send({
      headers: { authorization: organisation.authorization, 'content-type': 'application/json' },
      payload: body.replace('"?"', '9007199254740993'),
    });
    expect(response.statusCode).toBeLessThan(500);
    expect(await recorded(door.gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });
});

describe('abuse of the GraphQL door in the promotion', () => {
  it.each([
    { promotionId: undefined, promoIdentifier: undefined },
    { promotionId: null, promoIdentifier: null },
    { promotionId: '', promoIdentifier: '' },
    { promotionId: '', promoIdentifier: null },
  ])('answers 8881 to $promotionId and $promoIdentifier', async (names) => {
    const outcome = await enrol(door.caller, names);
    expect(outcome.requestError).toMatchObject({
      code: 'MISSING_PARAMETERS',
      restCode: 8881,
      message: 'insufficient parameters passed, program id and one of promotion id/identifier are required',
      field: ['promotionId'],
    });
    expect(verdicts(outcome)).toEqual(['MISSING_PARAMETERS']);
  });

  it.each([
    { promotionId: '0' },
    { promotionId: '-1' },
    { promotionId: '1.5' },
    { promotionId: 'spring-500' },
    { promotionId: '9223372036854775808' },
    { promotionId: '5'.repeat(99) },
    { promotionId: null, promoIdentifier: '500' },
    { promotionId: null, promoIdentifier: 'SPRING-500' },
    { promotionId: null, promoIdentifier: "spring-500' --" },
    { promotionId: null, promoIdentifier: 'spring-500\u0000' },
    { promotionId: null, promoIdentifier: '\ud800' },
    { promotionId: null, promoIdentifier: 'x'.repeat(256) },
    { promotionId: '500', promoIdentifier: 'summer' },
  ])('answers 8874 to $promotionId and $promoIdentifier', async (names) => {
    const outcome = await enrol(door.caller, names);
    expect(outcome.requestError).toMatchObject({
      code: 'INVALID_PROMOTION',
      restCode: 8874,
      field: [names.promotionId === null ? 'promoIdentifier' : 'promotionId'],
    });
  });
});

describe('abuse of the GraphQL door', () => {
  it('reports the first of several faults, in the order of the checks', async () => {
    const everything = {
      programId: '',
      promotionId: '999',
      customers: [] as unknown[],
    };
    const restCodeOf = async (changes: object) =>
      (await enrol(door.caller, { ...everything, ...changes })).requestError?.restCode;
    expect(await restCodeOf({})).toBe(8881);
    expect(await restCodeOf({ programId: '99' })).toBe(11013);
    expect(await restCodeOf({ programId: '9'.repeat(99) })).toBe(11013);
    const tooMany = inStore(...Array<string>(101).fill(''));
    expect(await restCodeOf({ programId: '99', customers: tooMany })).toBe(1060);
    expect(await restCodeOf({ programId: '99', customers: inStore('') })).toBe(1101);
    expect(await restCodeOf({ programId: '10', customers: inStore('') })).toBe(8874);
  });
});
