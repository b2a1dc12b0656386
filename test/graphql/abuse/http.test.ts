import { describe, expect, it } from 'vitest';
import { anInput, ENROL, inStore, recorded, type Outcome } from '../../support/operations.js';
import { useGraphqlDoor } from './graphql-door.js';

const BATCHING =
  'Operation batching is off: send each operation in a request of its own, as HttpLink does and BatchHttpLink does not';

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
  { request: 'a list', payload: '[]', message: BATCHING },
  {
    request: 'a list of operations',
    payload: '[{"query":"{ __typename }"}]',
    message: BATCHING,
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

const door = useGraphqlDoor();

describe('abuse of the GraphQL door in HTTP', () => {
  it.each(MALFORMED)('answers 400 to $request', async ({ payload, message }) => {
    const response = await door.sendJson(payload);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('answers 400 to no body at all', async () => {
    const response = await door.send({});
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
    const response = await door.send({
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
    const response = await door.send({ payload: Buffer.from('{"query":"{ __typename }"}') });
    expect(response.statusCode).toBe(415);
  });

  it('takes names and colons in texts for what they are', async () => {
    const text = '"a": \\ "a": \\" : {"a":1,"a":2}';
    const response = await door.sendJson(
      JSON.stringify({ query: '{ __typename }', variables: { a: text, b: [text, {}] } }),
    );
    expect(response.statusCode).toBe(200);
  });

  it.each(['gzip', 'br', 'deflate', 'nonsense'])('answers 415 to a body encoded as %s', async (encoding) => {
    const response = await door.send({
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
      payload: '{"query":"{ __typename }"}',
    });
    expect(response.statusCode).toBe(415);
    expect(response.headers['accept-encoding']).toBe('identity');
  });

  it.each(['ibm037', 'UTF-16', '"iso-8859-1"'])(
    'answers 400 to a body in the charset %s',
    async (charset) => {
      const headers = { 'content-type': `application/json; charset=${charset}` };
      expect((await door.send({ headers, payload: '{"query":"{ __typename }"}' })).statusCode).toBe(400);
    },
  );

  it.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('takes a body in the charset %s', async (charset) => {
    const headers = {
      'content-type': `application/json; charset=${charset}`,
      'content-encoding': 'identity',
    };
    expect((await door.send({ headers, payload: '{"query":"{ __typename }"}' })).statusCode).toBe(200);
  });

  it('takes a body of 256 KiB, and answers 413 to one byte more', async () => {
    const padded = (length: number) => {
      const body = '{"query":"{ __typename }"}';
      return body.padEnd(length, ' ');
    };
    const [fits, tooLarge] = [await door.sendJson(padded(262_144)), await door.sendJson(padded(262_145))];
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
      payload: JSON.stringify({ query: '{ promotionErrors '.repeat(2_499) }),
    },
  ])('survives a $nested of endless depth', async ({ payload }) => {
    const response = await door.sendJson(payload);
    expect(response.statusCode).toBeLessThan(500);
    expect(response.body).not.toContain('Internal server error');
    expect(response.body).not.toContain('call stack');
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)('answers 405 to %s', async (method) => {
    const response = await door.send({ method });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('GET, POST');
  });

  it('answers 405 to a mutation by GET, and does nothing', async () => {
    const organisation = await door.gateway.organisation();
    const query = `mutation { enrolCustomers(input: {
        programId: "10", promotionId: "500", identifierName: ID, customers: [{ identifierValue: "1001", source: INSTORE }]
      }) { status } }`;
    const response = await door.send({
      method: 'GET',
      url: `/graphql?query=${encodeURIComponent(query)}`,
      headers: { authorization: organisation.authorization, 'apollo-require-preflight': 'yes' },
    });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('POST');
    expect(await recorded(door.gateway, organisation)).toEqual({ enrolments: 0, earnings: 0 });
  });

  it.each(['graphql-require-preflight', 'apollo-require-preflight', 'x-apollo-operation-name'])(
    'answers a query by GET with the header %s',
    async (header) => {
      const response = await door.send({
        method: 'GET',
        url: '/graphql?query=%7B__typename%7D',
        headers: { [header]: 'true' },
      });
      expect(response.json()).toEqual({ data: { __typename: 'Query' } });
    },
  );

  it('answers 400 to a request by GET that a foreign page could have a browser send', async () => {
    const response = await door.send({ method: 'GET', url: '/graphql?query=%7B__typename%7D' });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('Cross-Site Request Forgery') }],
    });
  });

  it.each(['/graphql/', '/graphql/x', '/graphiql', '/', '/v1/graphql'])('answers 404 at %s', async (url) => {
    const response = await door.send({ url });
    expect(response.statusCode).toBe(404);
  });

  it('answers 400 to a persisted query, for there are none', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    const response = await door.sendJson(JSON.stringify({ extensions }));
    expect(response.json()).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
    });
    expect(response.statusCode).toBe(400);
  });
});

describe('abuse of the GraphQL door', () => {
  it('answers every mistake in data with status 200, for the call was understood', async () => {
    const response = await door.caller.graphql(ENROL, { input: anInput({ customers: inStore('') }) });
    expect(response.statusCode).toBe(200);
    expect(response.json<{ data: { enrolCustomers: Outcome }; errors?: unknown }>().errors).toBeUndefined();
  });
});
