import { describe, expect, it } from 'vitest';
import { aBody, inStore, recorded } from '../../support/operations.js';
import { aPromotion } from '../../support/promotion.js';
import { refusal, useRestDoor } from './rest-door.js';

const door = useRestDoor();

describe('abuse of the REST door', () => {
  describe('in the type', () => {
    it.each([
      { type: 'USERGROUP', code: 8901 },
      { type: 'customer', code: 8901 },
      { type: 'usergroup2', code: 8901 },
      { type: '', code: 8901 },
      { type: undefined, code: 8901 },
      { type: null, code: 8901 },
      { type: ['CUSTOMER'], code: 8901 },
      { type: 'USERGROUP2', code: 8899 },
    ] as const)('answers $code to $type', async ({ type, code }) => {
      expect(await door.answer({ type })).toEqual(refusal(code));
    });
  });

  it.each(['REVOKE_ENROL', 'ENROLL', 1, ['ENROL'], { ENROL: true }])(
    'answers 8902 to the bulkAction %j',
    async (bulkAction) => {
      expect(await door.answer({ bulkAction })).toEqual(refusal(8902));
    },
  );

  describe('in the programId', () => {
    it.each([
      0,
      -1,
      1.5,
      2 ** 31,
      2 ** 63,
      1e400,
      '0',
      '-1',
      '1.5',
      '0x0a',
      '10 or 1=1',
      '2147483648',
      '9223372036854775808',
    ])('answers 1101 to %j', async (programId) => {
      const text = JSON.stringify(aBody({ promotionDetails: { programId: '?', promotionId: 500 } }));
      const written = programId === Infinity ? '1e400' : JSON.stringify(programId);
      const response = await door.caller.bulk(text.replace('"?"', written));
      expect(response.json()).toEqual(refusal(1101));
    });

    it.each([undefined, null, '', true, [10], { id: 10 }])('answers 8881 to %j', async (programId) => {
      expect(await door.answer({ promotionDetails: { programId, promotionId: 500 } })).toEqual(refusal(8881));
    });

    it.each([
      { is: '469', written: '469' },
      { is: '469', written: '"469"' },
      { is: '2147483648', written: '2147483648' },
      { is: '9223372036854775807', written: '"9223372036854775807"' },
    ])('finds program $is by $written, and answers it whole', async ({ is, written }) => {
      const program = { programId: is, name: 'Large', active: true };
      const organisation = await door.gateway.organisation({ promotions: [aPromotion({ program })] });
      const text = JSON.stringify(aBody({ promotionDetails: { programId: '?', promotionId: '500' } }));
      const response = await organisation.bulk(text.replace('"?"', written));
      expect(response.body).toContain(`"programId":${is},`);
      expect(response.json()).toMatchObject({ totalCount: 1, failureCount: 0 });
    });

    it('takes no number that JSON cannot carry whole for the one beside it', async () => {
      const program = { programId: '9007199254740992', name: 'Large', active: true };
      const organisation = await door.gateway.organisation({ promotions: [aPromotion({ program })] });
      const text = JSON.stringify(aBody({ promotionDetails: { programId: '?', promotionId: 500 } }));
      const response = await organisation.bulk(text.replace('"?"', '9007199254740993'));
      expect(response.json()).toEqual(refusal(1101));
    });
  });

  describe('in the promotion', () => {
    const promotions = [aPromotion(), aPromotion({ promotionId: '501', promoIdentifier: 'summer' })];

    it.each([
      {},
      { promotionId: null, promoIdentifier: null },
      { promotionId: '', promoIdentifier: '' },
      { promotionId: true },
      { promotionId: [500] },
    ])('answers 8881 to %j', async (names) => {
      expect(await door.answer({ promotionDetails: { programId: 10, ...names } })).toEqual(refusal(8881));
    });

    it.each([undefined, null, 'x', [], 500])('answers 8881 to the promotionDetails %j', async (details) => {
      expect(await door.answer({ promotionDetails: details })).toEqual(refusal(8881));
    });

    it.each([
      { promotionId: 0 },
      { promotionId: -1 },
      { promotionId: 1.5 },
      { promotionId: 999 },
      { promotionId: 2 ** 63 },
      { promotionId: 'spring-500' },
      { promotionId: '5'.repeat(99) },
      { promoIdentifier: '500' },
      { promoIdentifier: "spring-500' --" },
      { promoIdentifier: 'spring-500\u0000' },
      { promoIdentifier: 'x'.repeat(256) },
      { promotionId: 500, promoIdentifier: 'summer' },
      { promotionId: 500, promoIdentifier: 'autumn' },
    ])('answers 8874 to %j', async (names) => {
      const organisation = await door.gateway.organisation({ promotions });
      expect(await door.answer({ promotionDetails: { programId: 10, ...names } }, organisation)).toEqual(
        refusal(8874),
      );
    });

    it.each([
      { names: { promotionId: 501 }, said: { promotionId: 501 } },
      { names: { promotionId: '501' }, said: { promotionId: 501 } },
      { names: { promoIdentifier: 'summer' }, said: { promoIdentifier: 'summer' } },
      { names: { promotionId: 501, promoIdentifier: 'summer' }, said: { promotionId: 501 } },
      { names: { promotionId: '', promoIdentifier: 'summer' }, said: { promoIdentifier: 'summer' } },
    ])('takes $names, and answers with one of the two: $said', async ({ names, said }) => {
      const organisation = await door.gateway.organisation({ promotions });
      const { response } = await door.answer({ promotionDetails: { programId: 10, ...names } }, organisation);
      expect(response[0]?.result).toEqual({
        entityType: 'CUSTOMER',
        entityId: 1001,
        ...said,
        programId: 10,
        issualId: expect.stringMatching(/^\d+$/),
      });
    });
  });

  describe('in the identifierName', () => {
    it.each(['phone', 'externalId', 'cardnumber', 'mobıle', 'id '])('answers 8013 to %j', async (name) => {
      expect(await door.answer({ identifierName: name })).toEqual(refusal(8013));
    });

    it.each(['', undefined, null, ['id'], {}])('answers 11013 to %j', async (identifierName) => {
      expect(await door.answer({ identifierName })).toEqual(refusal(11013));
    });

    it.each(['id', 'ID', 'Id'])('takes %s', async (identifierName) => {
      const organisation = await door.gateway.organisation();
      expect(await door.verdicts({ identifierName }, organisation)).toEqual([1001]);
    });
  });

  it('reports the first of several faults, in the order of the checks', async () => {
    const inactive = aPromotion({
      promotionId: '501',
      promoIdentifier: null,
      kind: 'GENERIC',
      active: false,
    });
    const generic = aPromotion({ promotionId: '502', promoIdentifier: null, kind: 'GENERIC' });
    const organisation = await door.gateway.organisation({ promotions: [aPromotion(), inactive, generic] });
    const tooMany = inStore(...Array<string>(101).fill(''));
    const faults: readonly { readonly changes: object; readonly code: number }[] = [
      { changes: { type: 'x' }, code: 8901 },
      { changes: { type: 'CUSTOMER' }, code: 8881 },
      { changes: { promotionDetails: { programId: 99, promotionId: 999 } }, code: 11013 },
      { changes: { identifierName: 'phone' }, code: 8013 },
      { changes: { identifierName: 'id' }, code: 11013 },
      { changes: { customers: tooMany }, code: 1060 },
      { changes: { customers: inStore('') }, code: 1101 },
      { changes: { promotionDetails: { programId: 10, promotionId: 999 } }, code: 8874 },
      { changes: { promotionDetails: { programId: 10, promotionId: 501 } }, code: 8892 },
      { changes: { promotionDetails: { programId: 10, promotionId: 502 } }, code: 8902 },
      { changes: { bulkAction: 'ENROL' }, code: 8902 },
      { changes: { promotionDetails: { programId: 10, promotionId: 500 } }, code: 11013 },
      { changes: { customers: inStore('9999') }, code: 8015 },
    ];
    const none: object = { bulkAction: 'x', promotionDetails: {}, identifierName: '', customers: [] };
    const codes = [];
    for (const [i] of faults.entries()) {
      const changes = faults.slice(0, i + 1).reduce((all, fault) => ({ ...all, ...fault.changes }), none);
      codes.push(...(await door.verdicts(changes, organisation)));
    }
    expect(codes).toEqual(faults.map(({ code }) => code));
    expect(await recorded(door.gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });
});
