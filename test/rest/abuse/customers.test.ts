import { describe, expect, it } from 'vitest';
import { aCustomer } from '../../support/organisation.js';
import { inStore, linesDuring } from '../../support/operations.js';
import { aPromotion } from '../../support/promotion.js';
import { failure, refusal, useRestDoor } from './rest-door.js';

const door = useRestDoor();

describe('abuse of the REST door', () => {
  describe('in the customers', () => {
    it.each([[], {}, null, undefined, '1001', 1001])('answers 11013 to %j', async (customers) => {
      expect(await door.answer({ customers })).toEqual(refusal(11013));
    });

    it('takes 100, and answers 1060 to 101', async () => {
      const organisation = await door.gateway.organisation({
        customers: Array.from({ length: 101 }, (_, i) => aCustomer(String(1_001 + i))),
      });
      const ids = Array.from({ length: 101 }, (_, i) => 1_001 + i);
      expect(await door.answer({ customers: inStore(...ids) }, organisation)).toEqual(refusal(1060));
      expect(await door.verdicts({ customers: inStore(...ids.slice(1)) }, organisation)).toEqual(
        ids.slice(1),
      );
    });

    it.each([null, 1, 'x', [], {}, { identifierValue: '1001' }, { source: 'INSTORE' }])(
      'answers 11013 in place of %j, and serves the others',
      async (customer) => {
        const organisation = await door.gateway.organisation();
        expect(await door.answer({ customers: [customer, ...inStore('1002')] }, organisation)).toMatchObject({
          response: [failure(11013), { result: { entityId: 1002 } }],
          totalCount: 2,
          failureCount: 1,
        });
      },
    );

    it('deals twice with one who is named twice', async () => {
      const organisation = await door.gateway.organisation();
      expect(await door.answer({ customers: inStore('1001', '1001') }, organisation)).toMatchObject({
        response: [
          { result: { issualId: expect.any(String) }, warnings: [] },
          { result: { entityId: 1001 }, errors: [], warnings: [{ code: 8890 }] },
        ],
        totalCount: 2,
        failureCount: 0,
      });
    });
  });

  describe('in a source', () => {
    it.each([
      { source: 'SHOP', code: 8003 },
      { source: 'INSTORE ', code: 8003 },
      { source: 'ınstore', code: 8003 },
      { source: "INSTORE'", code: 8003 },
      { source: '', code: 11013 },
      { source: ' ', code: 11013 },
      { source: null, code: 11013 },
      { source: 5, code: 8003 },
      { source: ['INSTORE'], code: 11013 },
    ] as const)('answers $code to $source, and serves the others', async ({ source, code }) => {
      const organisation = await door.gateway.organisation();
      const customers = [{ identifierValue: '1001', source }, ...inStore('1002')];
      expect(await door.answer({ customers }, organisation)).toMatchObject({
        response: [failure(code), { result: { entityId: 1002 } }],
        failureCount: 1,
      });
    });

    it.each(['instore', 'InStore', 'WECHAT', 'mobile_app', 'all'])('takes %s', async (source) => {
      const organisation = await door.gateway.organisation();
      const customers = [{ identifierValue: '1001', source }];
      expect(await door.verdicts({ customers }, organisation)).toEqual([1001]);
    });
  });

  describe('in identifiers', () => {
    it.each([
      { identifier: 'nothing', value: '', code: 11013 },
      { identifier: 'white space', value: ' \t\n', code: 11013 },
      { identifier: 'null', value: null, code: 11013 },
      { identifier: 'true', value: true, code: 11013 },
      { identifier: 'a list', value: ['1001'], code: 11013 },
      { identifier: 'an object', value: { id: '1001' }, code: 11013 },
      { identifier: 'a fraction', value: 1001.5, code: 8015 },
      { identifier: 'a number that JSON cannot carry whole', value: 2 ** 63, code: 8015 },
      { identifier: '10 KB of text', value: 'x'.repeat(10_240), code: 8015 },
      { identifier: '10 KB of digits', value: '1'.repeat(10_240), code: 8015 },
    ] as const)('answers $code to $identifier, and serves the others', async ({ value, code }) => {
      const organisation = await door.gateway.organisation();
      expect(await door.answer({ customers: inStore(value, '1002') }, organisation)).toMatchObject({
        response: [failure(code), { result: { entityId: 1002 } }],
        totalCount: 2,
        failureCount: 1,
      });
    });

    it.each([
      { identifierName: 'id', value: 1001 },
      { identifierName: 'mobile', value: 919000001001 },
      { identifierName: 'mobile', value: '+919000001001' },
      { identifierName: 'mobile', value: '+91 90000 01001' },
      { identifierName: 'mobile', value: '91-90000-01001' },
    ])('finds $identifierName $value', async ({ identifierName, value }) => {
      const organisation = await door.gateway.organisation();
      expect(await door.verdicts({ identifierName, customers: inStore(value) }, organisation)).toEqual([
        1001,
      ]);
    });

    it.each([
      ['mobile', 'mobile'],
      ['mobile', '12'],
      ['mobile', '919000001001x5'],
      ['mobile', '9190000010019190000010'],
      ['id', 'abc'],
      ['id', '-1001'],
      ['id', '1001.0'],
      ['id', '1e3'],
      ['id', '9223372036854775807'],
      ['id', '9223372036854775808'],
      ['id', '9'.repeat(40)],
      ['email', 'nobody'],
    ])('answers 8015 to the %s %s', async (identifierName, value) => {
      expect(await door.answer({ identifierName, customers: inStore(value) })).toEqual(refusal(8015));
    });

    it.each([
      "1001' or '1'='1",
      "'; drop table customer; --",
      '1001; select pg_sleep(10)',
      '1001\u0007',
      '1001\r\n{"level":50,"msg":"forged"}',
      '1001\u0000',
      '\ud8001001',
      '1001\u2028forged',
    ])('answers 8015 to %j, and logs one line without it', async (value) => {
      for (const identifierName of ['id', 'mobile', 'email']) {
        const lines = await linesDuring(door.gateway, async () => {
          expect(await door.answer({ identifierName, customers: inStore(value) })).toEqual(refusal(8015));
        });
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toMatch(/\n|\\n|\\r|drop table|pg_sleep|forged|1001/);
      }
    });
  });

  describe('of other organisations', () => {
    it.each([
      { thing: 'program', changes: { promotionDetails: { programId: 60, promotionId: 600 } }, code: 1101 },
      { thing: 'promotion', changes: { promotionDetails: { programId: 10, promotionId: 601 } }, code: 8874 },
      { thing: 'customer', changes: { customers: inStore('6001') }, code: 8015 },
      {
        thing: 'mobile',
        changes: { identifierName: 'mobile', customers: inStore('919000006001') },
        code: 8015,
      },
    ] as const)('answers $code to their $thing, as to one that does not exist', async ({ changes, code }) => {
      await door.gateway.organisation({
        promotions: [
          aPromotion({ promotionId: '600', program: { programId: '60', name: 'Theirs', active: true } }),
          aPromotion({ promotionId: '601' }),
        ],
        customers: [aCustomer('6001')],
      });
      expect(await door.answer(changes)).toEqual(refusal(code));
    });
  });
});
