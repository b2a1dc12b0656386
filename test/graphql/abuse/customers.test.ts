import { describe, expect, it } from 'vitest';
import { aCustomer } from '../../support/organisation.js';
import { anInput, ENROL, enrol, inStore, linesDuring, verdicts } from '../../support/operations.js';
import { useGraphqlDoor } from './graphql-door.js';

const door = useGraphqlDoor();

describe('abuse of the GraphQL door in how many customers there are', () => {
  it('answers none with one cause and no results', async () => {
    const outcome = await enrol(door.caller, { customers: [] });
    expect(outcome).toMatchObject({
      requestError: {
        index: 0,
        identifierValue: '',
        code: 'INVALID_IDENTIFIER',
        restCode: 11013,
        message: 'identifierName, identifierValue, source can not be empty',
        scope: 'REQUEST',
        field: ['customers'],
      },
      results: [],
      status: 'FAILURE',
      totalCount: 0,
      successCount: 0,
      failureCount: 0,
    });
  });

  it('takes 100, and refuses 101 with the one cause', async () => {
    const organisation = await door.gateway.organisation({
      customers: Array.from({ length: 101 }, (_, i) => aCustomer(String(1_001 + i))),
    });
    const values = Array.from({ length: 101 }, (_, i) => String(1_001 + i));
    const tooMany = await enrol(organisation, { customers: inStore(...values) });
    expect(tooMany.requestError).toMatchObject({
      code: 'BATCH_TOO_LARGE',
      restCode: 1060,
      message: 'Batch limit size exceeded.',
      field: ['customers'],
    });
    expect(tooMany).toMatchObject({ status: 'FAILURE', results: [], totalCount: 0, failureCount: 0 });
    const asMany = await enrol(organisation, { customers: inStore(...values.slice(1)) });
    expect(asMany).toMatchObject({ status: 'SUCCESS', successCount: 100 });
  });

  it.each([
    ['the first time', 1],
    ['again', 2],
  ])('answers 4,700 in a few words %s, and looks none of them up', async (_, times) => {
    const organisation = await door.gateway.organisation();
    const customers = inStore(...Array<string>(4_700).fill('1001'));
    const call = () => organisation.graphql(ENROL, { input: anInput({ customers }) });
    for (let time = 1; time < times; time++) await call();
    const response = await call();
    expect(response.json()).toMatchObject({
      data: { enrolCustomers: { requestError: { code: 'BATCH_TOO_LARGE' }, results: [] } },
    });
    expect(response.body.length).toBeLessThan(1_000);
  });

  it('answers 100,000 that are no customers with the one cause', async () => {
    const organisation = await door.gateway.organisation();
    const customers = Array<number>(100_000).fill(1);
    for (const time of ['the first time', 'again']) {
      const response = await organisation.graphql(ENROL, {
        input: anInput({ customers: customers as never }),
      });
      expect(response.statusCode, time).toBe(400);
      expect(response.json(), time).toEqual({
        errors: [
          {
            message: 'Variable "$input" has a list of more than 100 items: send fewer in one call',
            locations: [{ line: 1, column: 11 }],
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      });
    }
  });

  it('refuses 500 that are written into the document with the one cause', async () => {
    const organisation = await door.gateway.organisation();
    const customers = '{ identifierValue: "9999", source: INSTORE }'.repeat(500);
    const response = await organisation.graphql(`mutation { enrolCustomers(input: {
        programId: 10, promotionId: 500, identifierName: ID, customers: [${customers}]
      }) { totalCount requestError { code } results { __typename } } }`);
    expect(response.json()).toEqual({
      data: { enrolCustomers: { totalCount: 0, requestError: { code: 'BATCH_TOO_LARGE' }, results: [] } },
    });
  });

  it('takes 100 that are written into the document', async () => {
    const customers = Array.from({ length: 100 }, () => '{ identifierValue: "9999", source: INSTORE }');
    const response = await door.caller.graphql(`mutation { enrolCustomers(input: {
        programId: "10", promotionId: "500", identifierName: ID, customers: [${customers.join(' ')}]
      }) { totalCount } }`);
    expect(response.json()).toEqual({ data: { enrolCustomers: { totalCount: 100 } } });
  });
});

describe('abuse of the GraphQL door in identifiers', () => {
  it.each([
    { identifier: 'nothing', value: '', code: 'INVALID_IDENTIFIER', restCode: 11013 },
    { identifier: 'spaces', value: '   ', code: 'INVALID_IDENTIFIER', restCode: 11013 },
    { identifier: 'other white space', value: '\t\n', code: 'INVALID_IDENTIFIER', restCode: 11013 },
    { identifier: '10 KB of text', value: 'x'.repeat(10_240), code: 'CUSTOMER_NOT_FOUND', restCode: 8015 },
    {
      identifier: '10 KB of digits',
      value: '1'.repeat(10_240),
      code: 'CUSTOMER_NOT_FOUND',
      restCode: 8015,
    },
  ])('answers $restCode to $identifier, and serves the others', async ({ value, code, restCode }) => {
    const expected = { code, restCode };
    const organisation = await door.gateway.organisation();
    for (const identifierName of ['ID', 'MOBILE', 'EMAIL']) {
      const { results } = await enrol(organisation, { identifierName, customers: inStore(value) });
      expect(results).toMatchObject([
        { ...expected, index: 0, scope: 'CUSTOMER', field: ['customers', '0', 'identifierValue'] },
      ]);
    }
    const mixed = await enrol(organisation, { customers: inStore(value, '1001') });
    expect(verdicts(mixed)).toEqual([expected.code, 'Success']);
  });

  it.each([
    '919000001001',
    '+919000001001',
    '+91 90000 01001',
    '+91-90000-01001',
    '91 90000 01001',
    '91-90000-01001',
    '+91 (90000) 01001',
    '  919000001001  ',
  ])('finds the mobile written as "%s", and says it as it was written', async (value) => {
    const organisation = await door.gateway.organisation();
    const { results } = await enrol(organisation, {
      identifierName: 'MOBILE',
      customers: inStore(value),
    });
    expect(results).toMatchObject([{ customer: { id: '1001' }, identifierValue: value }]);
  });

  it.each([
    ['MOBILE', 'mobile'],
    ['MOBILE', '+'],
    ['MOBILE', '12'],
    ['MOBILE', '919000001001x5'],
    ['MOBILE', '919000001001;ext=5'],
    ['MOBILE', 'call 919000001001'],
    ['MOBILE', '919000001001,919000001002'],
    ['MOBILE', '++919000001001'],
    ['MOBILE', '9190000010019190000010'],
    ['MOBILE', '+1-800-FLOWERS'],
    ['MOBILE', '9.19000001001e11'],
    ['ID', 'abc'],
    ['ID', '1001x'],
    ['ID', '-1001'],
    ['ID', '+1001'],
    ['ID', '1001.0'],
    ['ID', '1e3'],
    ['ID', '0x3e9'],
    ['ID', '1 001'],
    ['ID', '0'],
    ['ID', '9223372036854775807'],
    ['ID', '9223372036854775808'],
    ['ID', '18446744073709552617'],
    ['ID', '9'.repeat(40)],
    ['EMAIL', 'nobody'],
    ['EMAIL', '@'],
  ])('finds no customer by the %s %s', async (identifierName, value) => {
    const outcome = await enrol(door.caller, { identifierName, customers: inStore(value) });
    expect(outcome.results).toMatchObject([{ code: 'CUSTOMER_NOT_FOUND', restCode: 8015 }]);
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
    '\u001b[31m1001',
  ])('finds no customer by %j, and logs one line without it', async (value) => {
    for (const identifierName of ['ID', 'MOBILE', 'EMAIL']) {
      const lines = await linesDuring(door.gateway, async () => {
        const outcome = await enrol(door.caller, { identifierName, customers: inStore(value) });
        expect(outcome.results).toMatchObject([{ code: 'CUSTOMER_NOT_FOUND', identifierValue: value }]);
      });
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toMatch(/\n|\\n|\\r|drop table|pg_sleep|forged|1001/);
    }
  });
});
