import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import {
  anInput,
  ENROL,
  enrol,
  inStore,
  linesDuring,
  recorded,
  verdicts,
  type Outcome,
} from '../support/operations.js';
import { aPromotion } from '../support/promotion.js';

interface GraphqlError {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

const MALFORMED = [
  { request: 'an empty body', payload: '', message: 'The body is empty: JSON is expected' },
  { request: 'a body that is not JSON', payload: '{"query": ', message: 'The body is not JSON' },
  {
    request: 'a body that is not UTF-8',
    payload: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    message: 'The body is not UTF-8',
  },
  {
    request: 'a body that would change prototypes',
    payload: '{"query":"{ __typename }","__proto__":{"admin":true}}',
    message: 'The body is not JSON',
  },
  {
    request: 'variables that would change prototypes',
    payload: '{"query":"{ __typename }","variables":{"constructor":{"prototype":{"admin":true}}}}',
    message: 'The body is not JSON',
  },
  {
    request: 'a body with a byte order mark',
    payload: '\ufeff{"query":"{ __typename }"}',
    message: 'The body is not JSON',
  },
  {
    request: 'a body that names its query twice',
    payload: '{"query":"{ __typename }","query":"{ __typename }"}',
    message: 'The body repeats a member of an object: send each member once',
  },
  {
    request: 'variables that name something twice',
    payload: '{"query":"{ __typename }","variables":{"a":[{"b":1,"b":2}]}}',
    message: 'The body repeats a member of an object: send each member once',
  },
  {
    request: 'variables that name something twice, with room before a colon and text that looks like a name',
    payload: '{"query":"{ __typename }","variables":{"a":":\\":","b" \n:1,"b":2}}',
    message: 'The body repeats a member of an object: send each member once',
  },
  { request: 'null', payload: 'null', message: expect.stringContaining('POST body missing') },
  { request: 'an empty object', payload: '{}', message: expect.stringContaining('POST body missing') },
  { request: 'text', payload: '"x"', message: expect.stringContaining('POST body missing') },
  { request: 'a list', payload: '[]', message: 'Operation batching disabled.' },
  {
    request: 'a list of operations',
    payload: '[{"query":"{ __typename }"}]',
    message: 'Operation batching disabled.',
  },
  { request: 'a query that is no text', payload: '{"query":5}', message: 'GraphQL queries must be strings.' },
  {
    request: 'no query',
    payload: '{"query":""}',
    message: expect.stringContaining('must contain a non-empty `query`'),
  },
  {
    request: 'variables that are text',
    payload: JSON.stringify({ query: '{ __typename }', variables: '1001' }),
    message: expect.stringContaining('`variables` in a POST body should be provided as an object'),
  },
  {
    request: 'variables that are a list',
    payload: JSON.stringify({ query: '{ __typename }', variables: ['1001'] }),
    message: '`variables` in a POST body must be an object if provided.',
  },
];

describe('abuse of the GraphQL door', () => {
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
      url: '/graphql',
      ...request,
      headers: { authorization: caller.authorization, ...request.headers },
    });
  }

  function sendJson(payload: InjectOptions['payload']) {
    return send({ headers: { 'content-type': 'application/json' }, payload: payload! });
  }

  async function sendDocument(
    query: string,
    variables?: unknown,
  ): Promise<{ status: number; errors: GraphqlError[] }> {
    const response = await caller.graphql(query, variables);
    return { status: response.statusCode, errors: response.json<{ errors: GraphqlError[] }>().errors };
  }

  describe('in HTTP', () => {
    it.each(MALFORMED)('answers 400 to $request', async ({ payload, message }) => {
      const response = await sendJson(payload);
      expect(response.statusCode).toBe(400);
      expect(response.json()).toEqual({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
    });

    it('answers 400 to no body at all', async () => {
      const response = await send({});
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/graphql',
      'nonsense',
    ])('answers 415 to a body of type %s', async (contentType) => {
      const response = await send({
        headers: { 'content-type': contentType },
        payload: JSON.stringify({ query: '{ __typename }' }),
      });
      expect(response.statusCode).toBe(415);
      expect(response.json()).toEqual({
        errors: [
          {
            message: 'The body must be JSON: send Content-Type: application/json',
            extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' },
          },
        ],
      });
    });

    it('answers 415 to a body of no type', async () => {
      const response = await send({ payload: Buffer.from('{"query":"{ __typename }"}') });
      expect(response.statusCode).toBe(415);
    });

    it('takes names and colons in texts for what they are', async () => {
      const text = '"a": \\ "a": \\" : {"a":1,"a":2}';
      const response = await sendJson(
        JSON.stringify({ query: '{ __typename }', variables: { a: text, b: [text, {}] } }),
      );
      expect(response.statusCode).toBe(200);
    });

    it.each(['gzip', 'br', 'deflate', 'nonsense'])(
      'answers 415 to a body encoded as %s',
      async (encoding) => {
        const response = await send({
          headers: { 'content-type': 'application/json', 'content-encoding': encoding },
          payload: '{"query":"{ __typename }"}',
        });
        expect(response.statusCode).toBe(415);
        expect(response.headers['accept-encoding']).toBe('identity');
      },
    );

    it.each(['ibm037', 'UTF-16', '"iso-8859-1"'])(
      'answers 400 to a body in the charset %s',
      async (charset) => {
        const headers = { 'content-type': `application/json; charset=${charset}` };
        expect((await send({ headers, payload: '{"query":"{ __typename }"}' })).statusCode).toBe(400);
      },
    );

    it.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('takes a body in the charset %s', async (charset) => {
      const headers = {
        'content-type': `application/json; charset=${charset}`,
        'content-encoding': 'identity',
      };
      expect((await send({ headers, payload: '{"query":"{ __typename }"}' })).statusCode).toBe(200);
    });

    it('takes a body of 256 KiB, and answers 413 to one byte more', async () => {
      const padded = (length: number) => {
        const body = '{"query":"{ __typename }"}';
        return body.padEnd(length, ' ');
      };
      const [fits, tooLarge] = [await sendJson(padded(262_144)), await sendJson(padded(262_145))];
      expect(fits.statusCode).toBe(200);
      expect(tooLarge.statusCode).toBe(413);
      expect(tooLarge.json()).toEqual({
        errors: [{ message: 'The body is larger than 256 KiB', extensions: { code: 'PAYLOAD_TOO_LARGE' } }],
      });
    });

    it.each([
      { nested: 'body', payload: '['.repeat(200_000) + ']'.repeat(200_000) },
      {
        nested: 'variables',
        payload: `{"query":"{ __typename }","variables":{"x":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
      },
      {
        nested: 'document',
        payload: JSON.stringify({ query: '{ errorCatalog '.repeat(2_499) }),
      },
    ])('survives a $nested of endless depth', async ({ payload }) => {
      const response = await sendJson(payload);
      expect(response.statusCode).toBeLessThan(500);
      expect(response.body).not.toContain('Internal server error');
      expect(response.body).not.toContain('call stack');
    });

    it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)('answers 405 to %s', async (method) => {
      const response = await send({ method });
      expect(response.statusCode).toBe(405);
      expect(response.headers.allow).toBe('GET, POST');
    });

    it('answers 405 to a mutation by GET, and does nothing', async () => {
      const organisation = await gateway.organisation();
      const query = `mutation { enrolCustomers(input: {
        programId: "10", promotionId: "500", identifierName: ID, customers: [{ identifierValue: "1001", source: INSTORE }]
      }) { status } }`;
      const response = await send({
        method: 'GET',
        url: `/graphql?query=${encodeURIComponent(query)}`,
        headers: { authorization: organisation.authorization, 'apollo-require-preflight': 'yes' },
      });
      expect(response.statusCode).toBe(405);
      expect(response.headers.allow).toBe('POST');
      expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
    });

    it('answers 400 to a request by GET that a foreign page could have a browser send', async () => {
      const response = await send({ method: 'GET', url: '/graphql?query=%7B__typename%7D' });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({
        errors: [{ message: expect.stringContaining('Cross-Site Request Forgery') }],
      });
    });

    it.each(['/graphql/', '/graphql/x', '/graphiql', '/', '/v1/graphql'])(
      'answers 404 at %s',
      async (url) => {
        const response = await send({ url });
        expect(response.statusCode).toBe(404);
      },
    );

    it('answers 400 to a persisted query, for there are none', async () => {
      const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
      const response = await sendJson(JSON.stringify({ extensions }));
      expect(response.json()).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
      });
      expect(response.statusCode).toBe(400);
    });
  });

  describe('in the document', () => {
    it.each([
      { mistake: 'nothing in it', query: '# nothing', message: 'Syntax Error: Unexpected <EOF>.' },
      {
        mistake: 'a brace missing',
        query: '{ errorCatalog { code }',
        message: 'Syntax Error: Expected Name, found <EOF>.',
      },
      {
        mistake: 'a string not ended',
        query: '{ a(b: "x) }',
        message: 'Syntax Error: Unterminated string.',
      },
      {
        mistake: 'more tokens than anyone needs',
        query: `{ ${'a: __typename '.repeat(2_000)} }`,
        message: 'Syntax Error: Document contains more that 5000 tokens. Parsing aborted.',
      },
    ])('answers 400 to $mistake', async ({ query, message }) => {
      const { status, errors } = await sendDocument(query);
      expect(status).toBe(400);
      expect(errors).toMatchObject([{ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    });

    const mutation = (input: string, selection = 'status') =>
      `mutation { enrolCustomers(input: { programId: 10, promotionId: 500, ${input} }) { ${selection} } }`;
    const customer = 'identifierName: ID, customers: [{ identifierValue: "1001", source: INSTORE }]';

    it.each([
      {
        unknown: 'query',
        query: '{ errorCatalogue { code } }',
        message: 'Cannot query field "errorCatalogue" on type "Query".',
      },
      {
        unknown: 'mutation',
        query: 'mutation { enrolCustomer { status } }',
        message: 'Cannot query field "enrolCustomer" on type "Mutation".',
      },
      {
        unknown: 'field',
        query: mutation(customer, 'statuss'),
        message: 'Cannot query field "statuss" on type "EnrolCustomersPayload".',
      },
      {
        unknown: 'field of a union',
        query: mutation(customer, 'results { issualId }'),
        message: 'Cannot query field "issualId" on type "CustomerResult".',
      },
      {
        unknown: 'argument',
        query: '{ errorCatalog(code: "x") { code } }',
        message: 'Unknown argument "code" on field "Query.errorCatalog".',
      },
      {
        unknown: 'input field',
        query: mutation(`${customer}, customer: []`),
        message: 'Field "customer" is not defined by type "EnrolCustomersInput".',
      },
      {
        unknown: 'type',
        query: 'mutation ($input: EnrolCustomerInput!) { enrolCustomers(input: $input) { status } }',
        message: 'Unknown type "EnrolCustomerInput".',
      },
      {
        unknown: 'identifierName',
        query: mutation('identifierName: PHONE, customers: []'),
        message: 'The value does not exist in "IdentifierName" enum.',
      },
      {
        unknown: 'source',
        query: mutation('identifierName: ID, customers: [{ identifierValue: "1001", source: INSTOR }]'),
        message: 'The value does not exist in "CustomerSource" enum.',
      },
      {
        unknown: 'directive',
        query: '{ __typename @skipp(if: true) }',
        message: 'Unknown directive "@skipp".',
      },
    ])('answers 400 to an unknown $unknown, and offers no other', async ({ query, message }) => {
      const { status, errors } = await sendDocument(query);
      expect(status).toBe(400);
      expect(errors).toMatchObject([{ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    });

    it.each(['{ __schema { types { name } } }', '{ __type(name: "Success") { name } }'])(
      'refuses the introspection %s',
      async (query) => {
        const { status, errors } = await sendDocument(query);
        expect(status).toBe(400);
        expect(errors).toMatchObject([{ message: expect.stringContaining('introspection is not allowed') }]);
      },
    );

    it('answers 400 to a subscription, for there are none, and logs no defect', async () => {
      const lines = await linesDuring(gateway, async () => {
        const { status, errors } = await sendDocument('subscription { enrolled }');
        expect(errors[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
        expect(status).toBe(400);
      });
      expect(lines).toHaveLength(1);
    });

    it('answers 400 to an operation that the document does not hold', async () => {
      const response = await sendJson(
        JSON.stringify({ query: 'query A { __typename }', operationName: 'B' }),
      );
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({
        errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
      });
    });
  });

  describe('in the variables', () => {
    it.each([
      {
        mistake: 'no input',
        input: undefined,
        message: 'Variable "$input" of required type "EnrolCustomersInput!" was not provided.',
      },
      {
        mistake: 'an unknown identifierName',
        input: anInput({ identifierName: 'PHONE' }),
        message:
          'Variable "$input" has an invalid value at "input.identifierName"; The value does not exist in "IdentifierName" enum.',
      },
      {
        mistake: 'an identifierName that is no text',
        input: anInput({ identifierName: 7 }),
        message:
          'Variable "$input" has an invalid value at "input.identifierName"; Enum "IdentifierName" cannot represent non-string value.',
      },
      {
        mistake: 'an unknown source',
        input: anInput({ customers: [{ identifierValue: '1001', source: 'SHOP' }] }),
        message:
          'Variable "$input" has an invalid value at "input.customers[0].source"; The value does not exist in "CustomerSource" enum.',
      },
      {
        mistake: 'a source in small letters',
        input: anInput({ customers: [{ identifierValue: '1001', source: 'instore' }] }),
        message:
          'Variable "$input" has an invalid value at "input.customers[0].source"; The value does not exist in "CustomerSource" enum.',
      },
      {
        mistake: 'no source',
        input: anInput({ customers: [{ identifierValue: '1001' }] }),
        message:
          'Variable "$input" has an invalid value at "input.customers[0]"; Field "source" of required type "CustomerSource!" was not provided.',
      },
      {
        mistake: 'an identifier that is a number',
        input: anInput({ customers: inStore('1001', 1002) }),
        message:
          'Variable "$input" has an invalid value at "input.customers[1].identifierValue"; String cannot represent a non string value.',
      },
      {
        mistake: 'an identifier that is null',
        input: anInput({ customers: inStore(null) }),
        message:
          'Variable "$input" has an invalid value at "input.customers[0].identifierValue"; Expected non-nullable type "String!" not to be null.',
      },
      {
        mistake: 'a programId that is no whole number',
        input: anInput({ programId: 1.5 }),
        message: 'Variable "$input" has an invalid value at "input.programId"; ID cannot represent value.',
      },
      {
        mistake: 'a programId that is true',
        input: anInput({ programId: true }),
        message: 'Variable "$input" has an invalid value at "input.programId"; ID cannot represent value.',
      },
      {
        mistake: 'no programId',
        input: anInput({ programId: undefined }),
        message:
          'Variable "$input" has an invalid value; Field "programId" of required type "ID!" was not provided.',
      },
    ])('answers 400 to $mistake', async ({ input, message }) => {
      const { status, errors } = await sendDocument(ENROL, { input });
      expect(status).toBe(400);
      expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    });
  });

  describe('in how many customers there are', () => {
    it('answers none with one cause and no results', async () => {
      const outcome = await enrol(caller, { customers: [] });
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
      const organisation = await gateway.organisation({
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
      const organisation = await gateway.organisation();
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
      const organisation = await gateway.organisation();
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
      const organisation = await gateway.organisation();
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
      const response = await caller.graphql(`mutation { enrolCustomers(input: {
        programId: "10", promotionId: "500", identifierName: ID, customers: [${customers.join(' ')}]
      }) { totalCount } }`);
      expect(response.json()).toEqual({ data: { enrolCustomers: { totalCount: 100 } } });
    });
  });

  describe('in identifiers', () => {
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
      const organisation = await gateway.organisation();
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
      const organisation = await gateway.organisation();
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
      ['ID', '١٠٠١'],
      ['EMAIL', 'nobody'],
      ['EMAIL', '@'],
    ])('finds nobody by the %s %s', async (identifierName, value) => {
      const outcome = await enrol(caller, { identifierName, customers: inStore(value) });
      expect(outcome.results).toMatchObject([{ code: 'CUSTOMER_NOT_FOUND', restCode: 8015 }]);
    });

    it.each([
      "1001' or '1'='1",
      "'; drop table customer; --",
      '1001; select pg_sleep(10)',
      '1001\n',
      '919000001001\r\n',
      '1001\r\n{"level":50,"msg":"forged"}',
      '1001\u0000',
      '\ud8001001',
      '1001\u2028forged',
      '\u001b[31m1001',
    ])('finds nobody by %j, and logs one line without it', async (value) => {
      for (const identifierName of ['ID', 'MOBILE', 'EMAIL']) {
        const lines = await linesDuring(gateway, async () => {
          const outcome = await enrol(caller, { identifierName, customers: inStore(value) });
          expect(outcome.results).toMatchObject([{ code: 'CUSTOMER_NOT_FOUND', identifierValue: value }]);
        });
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toMatch(/\n|\\n|\\r|drop table|pg_sleep|forged|1001/);
      }
    });
  });

  describe('in programId', () => {
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
      const outcome = await enrol(caller, { programId });
      expect(outcome.requestError).toMatchObject({ restCode: 1101, field: ['programId'] });
      expect(outcome.results).toMatchObject([{ code: 'INVALID_PROGRAM', restCode: 1101 }]);
    });

    it('answers 8881 to an empty one', async () => {
      const outcome = await enrol(caller, { programId: '' });
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
      const organisation = await gateway.organisation({ promotions: [aPromotion({ program })] });
      expect(verdicts(await enrol(organisation, { programId: written }))).toEqual(['Success']);
    });

    it('takes no number that JSON cannot carry whole for the one beside it', async () => {
      const program = { programId: '9007199254740992', name: 'Large', active: true };
      const organisation = await gateway.organisation({ promotions: [aPromotion({ program })] });
      const body = JSON.stringify({ query: ENROL, variables: { input: anInput({ programId: '?' }) } });
      const response = await send({
        headers: { authorization: organisation.authorization, 'content-type': 'application/json' },
        payload: body.replace('"?"', '9007199254740993'),
      });
      expect(response.statusCode).toBeLessThan(500);
      expect(await recorded(gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
    });
  });

  describe('in the promotion', () => {
    it.each([
      { promotionId: undefined, promoIdentifier: undefined },
      { promotionId: null, promoIdentifier: null },
      { promotionId: '', promoIdentifier: '' },
      { promotionId: '', promoIdentifier: null },
    ])('answers 8881 to $promotionId and $promoIdentifier', async (names) => {
      const outcome = await enrol(caller, names);
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
      const outcome = await enrol(caller, names);
      expect(outcome.requestError).toMatchObject({
        code: 'INVALID_PROMOTION',
        restCode: 8874,
        field: [names.promotionId === null ? 'promoIdentifier' : 'promotionId'],
      });
    });
  });

  it('tells the first of several faults, in the order of the checks', async () => {
    const everything = {
      programId: '',
      promotionId: '999',
      customers: [] as unknown[],
    };
    const told = async (changes: object) =>
      (await enrol(caller, { ...everything, ...changes })).requestError?.restCode;
    expect(await told({})).toBe(8881);
    expect(await told({ programId: '99' })).toBe(11013);
    expect(await told({ programId: '9'.repeat(99) })).toBe(11013);
    const tooMany = inStore(...Array<string>(101).fill(''));
    expect(await told({ programId: '99', customers: tooMany })).toBe(1060);
    expect(await told({ programId: '99', customers: inStore('') })).toBe(1101);
    expect(await told({ programId: '10', customers: inStore('') })).toBe(8874);
  });

  it('gives the schema away when introspection is on', async () => {
    const open = await openGateway({ config: { introspection: true } });
    try {
      const organisation = await open.organisation();
      const response = await organisation.graphql('{ __type(name: "Success") { name } }');
      expect(response.json()).toEqual({ data: { __type: { name: 'Success' } } });
    } finally {
      await open.close();
    }
  });

  it('answers every mistake in data with status 200, for the call was understood', async () => {
    const response = await caller.graphql(ENROL, { input: anInput({ customers: inStore('') }) });
    expect(response.statusCode).toBe(200);
    expect(response.json<{ data: { enrolCustomers: Outcome }; errors?: unknown }>().errors).toBeUndefined();
  });
});
