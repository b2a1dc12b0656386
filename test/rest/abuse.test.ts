import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aBody, inStore, linesDuring, recorded } from '../support/operations.js';
import { aPromotion } from '../support/promotion.js';

const URL = '/v2/promotion/bulk/enrolAndEarn';

interface BulkAnswer {
  readonly response: readonly {
    readonly result?: { readonly entityId: number };
    readonly errors: readonly { readonly code: number; readonly message: string }[];
  }[];
  readonly totalCount: number;
  readonly failureCount: number;
}

const messages = {
  1060: 'Batch limit size exceeded.',
  1101: 'invalid programId passed',
  8003: 'Invalid source',
  8013: 'Lookup,Invalid identifier passed',
  8015: 'Customer not found for the given identifiers',
  8874: 'promotion id passed is invalid',
  8881: 'insufficient parameters passed, program id and one of promotion id/identifier are required',
  8899: 'Cannot enrol/issue to the user group',
  8901: 'invalid entity type passed',
  8902: 'bulk action passed not supported for loyalty/generic promotion type',
  11013: 'identifierName, identifierValue, source can not be empty',
} as const;
type Code = keyof typeof messages;

/** A failed item. */
function failure(code: Code): unknown {
  return { errors: [{ status: false, code, message: messages[code] }], warnings: [] };
}

/** What a call is answered of which this item is all. */
function refusal(code: Code): unknown {
  return { response: [failure(code)], totalCount: 1, failureCount: 1 };
}

describe('abuse of the REST door', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  function send(request: InjectOptions) {
    return gateway.app.server.inject({
      method: 'POST',
      url: URL,
      ...request,
      headers: { authorization: caller.authorization, ...request.headers },
    });
  }

  /** The answer to `aBody(changes)`, which is always with status 200. */
  async function answer(changes: object, organisation = caller): Promise<BulkAnswer> {
    const response = await organisation.bulk(aBody(changes));
    expect(response.statusCode).toBe(200);
    return response.json();
  }

  /** For each item the customer it found, or the code of its error. */
  async function verdicts(changes: object, organisation = caller): Promise<unknown[]> {
    const { response } = await answer(changes, organisation);
    return response.map(({ result, errors }) => result?.entityId ?? errors[0]?.code);
  }

  describe('in HTTP', () => {
    it.each([
      { request: 'an empty body', payload: '', message: 'The body is empty: JSON is expected' },
      { request: 'a body that is not JSON', payload: '{"type": ', message: 'The body is not JSON' },
      {
        request: 'a body that is not UTF-8',
        payload: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
        message: 'The body is not UTF-8',
      },
      {
        request: 'a body that would change prototypes',
        payload: '{"type":"CUSTOMER","__proto__":{"admin":true}}',
        message: 'The body is not JSON',
      },
      {
        request: 'a customer that would change prototypes',
        payload: '{"type":"CUSTOMER","customers":[{"constructor":{"prototype":{"admin":true}}}]}',
        message: 'The body is not JSON',
      },
      {
        request: 'a customer that has an identifier twice',
        payload: '{"customers":[{"identifierValue":"1001","source":"INSTORE","identifierValue":"1002"}]}',
        message: 'The body repeats a member of an object: send each member once',
      },
      {
        request: 'a body with a byte order mark',
        payload: '\ufeff{"type":"CUSTOMER"}',
        message: 'The body is not JSON',
      },
      { request: 'null', payload: 'null', message: 'The body must be a JSON object' },
      { request: 'a list', payload: '[]', message: 'The body must be a JSON object' },
      { request: 'text', payload: '"x"', message: 'The body must be a JSON object' },
      { request: 'a number', payload: '1', message: 'The body must be a JSON object' },
      {
        request: 'a body of endless depth',
        payload: '['.repeat(1e5) + ']'.repeat(1e5),
        message: 'The body must be a JSON object',
      },
    ])('answers 400 to $request', async ({ payload, message }) => {
      const response = await send({ headers: { 'content-type': 'application/json' }, payload });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toEqual({ errors: [{ status: false, code: 400, message }], warnings: [] });
    });

    it('answers 414 to a URL of more than 8 KiB', async () => {
      const response = await send({ url: `${URL}?mobile=${'9'.repeat(8_192)}` });
      expect(response.statusCode).toBe(414);
      expect(response.json()).toEqual({
        errors: [{ status: false, code: 414, message: 'The URL is longer than 8 KiB' }],
        warnings: [],
      });
    });

    it('answers 415 to a compressed body', async () => {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      expect((await send({ headers, payload: '{"type":"CUSTOMER"}' })).statusCode).toBe(415);
    });

    it('answers 400 to no body at all', async () => {
      const response = await send({});
      expect(response.statusCode).toBe(400);
      expect(response.json()).toEqual({
        errors: [{ status: false, code: 400, message: 'The body must be a JSON object' }],
        warnings: [],
      });
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'nonsense',
    ])('answers 415 to a body of type %s', async (contentType) => {
      const response = await send({
        headers: { 'content-type': contentType },
        payload: JSON.stringify(aBody()),
      });
      expect(response.statusCode).toBe(415);
      expect(response.json()).toEqual({
        errors: [
          {
            status: false,
            code: 415,
            message: 'The body must be JSON: send Content-Type: application/json',
          },
        ],
        warnings: [],
      });
    });

    it('answers 415 to a body of no type', async () => {
      const response = await send({ payload: Buffer.from(JSON.stringify(aBody())) });
      expect(response.statusCode).toBe(415);
    });

    it('takes a body of 256 KiB, and answers 413 to one byte more', async () => {
      const padded = (length: number) => JSON.stringify(aBody({ type: 'USERGROUP2' })).padEnd(length, ' ');
      const [fits, tooLarge] = [await caller.bulk(padded(262_144)), await caller.bulk(padded(262_145))];
      expect(fits.statusCode).toBe(200);
      expect(tooLarge.statusCode).toBe(413);
      expect(tooLarge.json()).toEqual({
        errors: [{ status: false, code: 413, message: 'The body is larger than 256 KiB' }],
        warnings: [],
      });
    });

    it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)('answers 405 to %s', async (method) => {
      const response = await send({ method });
      expect(response.statusCode).toBe(405);
      expect(response.headers.allow).toBe('POST');
    });

    it.each([
      `${URL}/`,
      `${URL}/1`,
      '/v2/promotion/bulk',
      '/V2/promotion/bulk/enrolAndEarn',
      '/v2/promotion/bulk/enrolandearn',
    ])('answers 404 at %s', async (url) => {
      const response = await send({ url });
      expect(response.statusCode).toBe(404);
    });
  });

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
      expect(await answer({ type })).toEqual(refusal(code));
    });
  });

  it.each(['REVOKE_ENROL', 'ENROLL', '', undefined, null, 1, ['ENROL'], { ENROL: true }])(
    'answers 8902 to the bulkAction %j',
    async (bulkAction) => {
      expect(await answer({ bulkAction })).toEqual(refusal(8902));
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
      const response = await caller.bulk(text.replace('"?"', written));
      expect(response.json()).toEqual(refusal(1101));
    });

    it.each([undefined, null, '', true, [10], { id: 10 }])('answers 8881 to %j', async (programId) => {
      expect(await answer({ promotionDetails: { programId, promotionId: 500 } })).toEqual(refusal(8881));
    });

    it.each([
      { is: '469', written: '469' },
      { is: '469', written: '"469"' },
      { is: '2147483648', written: '2147483648' },
      { is: '9223372036854775807', written: '"9223372036854775807"' },
    ])('finds program $is by $written, and answers it whole', async ({ is, written }) => {
      const program = { programId: is, name: 'Large', active: true };
      const organisation = await gateway.organisation({ promotions: [aPromotion({ program })] });
      const text = JSON.stringify(aBody({ promotionDetails: { programId: '?', promotionId: '500' } }));
      const response = await organisation.bulk(text.replace('"?"', written));
      expect(response.body).toContain(`"programId":${is},`);
      expect(response.json()).toMatchObject({ totalCount: 1, failureCount: 0 });
    });

    it('takes no number that JSON cannot carry whole for the one beside it', async () => {
      const program = { programId: '9007199254740992', name: 'Large', active: true };
      const organisation = await gateway.organisation({ promotions: [aPromotion({ program })] });
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
      expect(await answer({ promotionDetails: { programId: 10, ...names } })).toEqual(refusal(8881));
    });

    it.each([undefined, null, 'x', [], 500])('answers 8881 to the promotionDetails %j', async (details) => {
      expect(await answer({ promotionDetails: details })).toEqual(refusal(8881));
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
      const organisation = await gateway.organisation({ promotions });
      expect(await answer({ promotionDetails: { programId: 10, ...names } }, organisation)).toEqual(
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
      const organisation = await gateway.organisation({ promotions });
      const { response } = await answer({ promotionDetails: { programId: 10, ...names } }, organisation);
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
      expect(await answer({ identifierName: name })).toEqual(refusal(8013));
    });

    it.each(['', undefined, null, ['id'], {}])('answers 11013 to %j', async (identifierName) => {
      expect(await answer({ identifierName })).toEqual(refusal(11013));
    });

    it.each(['id', 'ID', 'Id'])('takes %s', async (identifierName) => {
      const organisation = await gateway.organisation();
      expect(await verdicts({ identifierName }, organisation)).toEqual([1001]);
    });
  });

  describe('in the customers', () => {
    it.each([[], {}, null, undefined, '1001', 1001])('answers 11013 to %j', async (customers) => {
      expect(await answer({ customers })).toEqual(refusal(11013));
    });

    it('takes 100, and answers 1060 to 101', async () => {
      const organisation = await gateway.organisation({
        customers: Array.from({ length: 101 }, (_, i) => aCustomer(String(1_001 + i))),
      });
      const ids = Array.from({ length: 101 }, (_, i) => 1_001 + i);
      expect(await answer({ customers: inStore(...ids) }, organisation)).toEqual(refusal(1060));
      expect(await verdicts({ customers: inStore(...ids.slice(1)) }, organisation)).toEqual(ids.slice(1));
    });

    it.each([null, 1, 'x', [], {}, { identifierValue: '1001' }, { source: 'INSTORE' }])(
      'answers 11013 in place of %j, and serves the others',
      async (customer) => {
        const organisation = await gateway.organisation();
        expect(await answer({ customers: [customer, ...inStore('1002')] }, organisation)).toMatchObject({
          response: [failure(11013), { result: { entityId: 1002 } }],
          totalCount: 2,
          failureCount: 1,
        });
      },
    );

    it('deals twice with one who is named twice', async () => {
      const organisation = await gateway.organisation();
      expect(await answer({ customers: inStore('1001', '1001') }, organisation)).toMatchObject({
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
      const organisation = await gateway.organisation();
      const customers = [{ identifierValue: '1001', source }, ...inStore('1002')];
      expect(await answer({ customers }, organisation)).toMatchObject({
        response: [failure(code), { result: { entityId: 1002 } }],
        failureCount: 1,
      });
    });

    it.each(['instore', 'InStore', 'WECHAT', 'mobile_app', 'all'])('takes %s', async (source) => {
      const organisation = await gateway.organisation();
      const customers = [{ identifierValue: '1001', source }];
      expect(await verdicts({ customers }, organisation)).toEqual([1001]);
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
      const organisation = await gateway.organisation();
      expect(await answer({ customers: inStore(value, '1002') }, organisation)).toMatchObject({
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
      const organisation = await gateway.organisation();
      expect(await verdicts({ identifierName, customers: inStore(value) }, organisation)).toEqual([1001]);
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
      expect(await answer({ identifierName, customers: inStore(value) })).toEqual(refusal(8015));
    });

    it.each([
      "1001' or '1'='1",
      "'; drop table customer; --",
      '1001; select pg_sleep(10)',
      '1001\n',
      '1001\r\n{"level":50,"msg":"forged"}',
      '1001\u0000',
      '\ud8001001',
      '1001\u2028forged',
    ])('answers 8015 to %j, and logs one line without it', async (value) => {
      for (const identifierName of ['id', 'mobile', 'email']) {
        const lines = await linesDuring(gateway, async () => {
          expect(await answer({ identifierName, customers: inStore(value) })).toEqual(refusal(8015));
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
    ] as const)('answers $code to their $thing, as to one that nobody has', async ({ changes, code }) => {
      await gateway.organisation({
        promotions: [
          aPromotion({ promotionId: '600', program: { programId: '60', name: 'Theirs', active: true } }),
          aPromotion({ promotionId: '601' }),
        ],
        customers: [aCustomer('6001')],
      });
      expect(await answer(changes)).toEqual(refusal(code));
    });
  });

  it('tells the first of several faults, in the order of the checks', async () => {
    const inactive = aPromotion({
      promotionId: '501',
      promoIdentifier: null,
      kind: 'GENERIC',
      active: false,
    });
    const generic = aPromotion({ promotionId: '502', promoIdentifier: null, kind: 'GENERIC' });
    const organisation = await gateway.organisation({ promotions: [aPromotion(), inactive, generic] });
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
    const told = [];
    for (const [i] of faults.entries()) {
      const changes = faults.slice(0, i + 1).reduce((all, fault) => ({ ...all, ...fault.changes }), none);
      told.push(...(await verdicts(changes, organisation)));
    }
    expect(told).toEqual(faults.map(({ code }) => code));
    expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });
});
