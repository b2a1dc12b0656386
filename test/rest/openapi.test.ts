import type { InjectOptions } from 'fastify';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiText } from '../../tools/openapi/text.js';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aBody, inStore } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';

interface Answer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

const ENROL_AND_EARN = '/v2/promotion/bulk/enrolAndEarn';
const LOOKUP = '/v2/customers/lookup';
const NAMED = 'identifierName=id&identifierValue=1001&source=INSTORE';
const PROMOTIONS = '/api_gateway/loyalty/v1/programs';

describe('the OpenAPI document', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  let text: string;
  let document: Document;
  beforeAll(async () => {
    text = await openApiText();
    document = JSON.parse(text) as Document;
    gateway = await openGateway({ config: { customersPerMinute: 1_000 } });
    organisation = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  it('in the repository is that of the routes: else run `npm run openapi`', async () => {
    await expect(text).toMatchFileSnapshot('../../openapi.json');
  });

  it('is served to everyone', async () => {
    const answer = await gateway.app.server.inject('/openapi.json');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json()).toEqual(document);
  });

  it('has every route of the REST door', () => {
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const routes = gateway.app.server
      .printRoutes({ commonPrefix: false, includeHooks: false })
      .split('\n')
      .flatMap((line) => {
        const [, path = '', methods = ''] =
          /[├└]── (\/(?:v[23]|api_gateway)\S*) \(([^)]+)\)/.exec(line) ?? [];
        return methods
          .split(', ')
          .filter((method) => method === 'GET' || method === 'POST')
          .map((method) => `${method} ${path}`);
      });
    expect(documented.length).toBeGreaterThan(14);
    for (const route of routes) expect(documented).toContain(route);
  });

  const basic = () => ({ authorization: organisation.authorization });
  const json = { 'content-type': 'application/json' };
  const enrol = (changes: object = {}, headers: object = {}) =>
    ({
      method: 'POST',
      url: ENROL_AND_EARN,
      payload: JSON.stringify(aBody(changes)),
      headers: { ...basic(), ...json, ...headers },
    }) as const;
  const register = (value: string) =>
    ({
      ...enrol({}, { 'idempotency-key': 'two' }),
      url: '/v2/customers?source=LINE',
      payload: JSON.stringify({ profiles: [{ identifiers: [{ type: 'email', value }] }] }),
    }) as const;
  const get = (url: string, headers: object = {}) =>
    ({ method: 'GET', url, headers: { ...basic(), ...headers } }) as const;

  /** Calls of every status that a gateway on its own store can be made to answer, by the paths of the document. */
  const calls = (): readonly (readonly [
    string,
    number,
    InjectOptions & { readonly method: 'GET' | 'POST' },
  ])[] => [
    [ENROL_AND_EARN, 200, enrol()],
    [ENROL_AND_EARN, 200, enrol({ customers: inStore('1002', 'x') })],
    [ENROL_AND_EARN, 200, enrol({ bulkAction: 'NONE' })],
    [ENROL_AND_EARN, 400, { ...enrol(), payload: '[]' }],
    [ENROL_AND_EARN, 401, { ...enrol(), headers: json }],
    [ENROL_AND_EARN, 406, enrol({}, { accept: 'text/html' })],
    [ENROL_AND_EARN, 413, enrol({ type: 'x'.repeat(300_000) })],
    [ENROL_AND_EARN, 415, enrol({}, { 'content-type': 'text/plain' })],
    [ENROL_AND_EARN, 200, enrol({}, { 'idempotency-key': 'one' })],
    [ENROL_AND_EARN, 200, enrol({}, { 'idempotency-key': 'one' })],
    [ENROL_AND_EARN, 422, enrol({ customers: inStore('1003') }, { 'idempotency-key': 'one' })],
    ['/v2/promotion/bulk/directEarn', 200, { ...enrol(), url: '/v2/promotion/bulk/directEarn' }],
    ['/v2/promotion/bulk/revokeDirectEarn', 200, { ...enrol(), url: '/v2/promotion/bulk/revokeDirectEarn' }],
    [
      '/v2/promotion/bulk/revokeEnrolAndEarn',
      200,
      { ...enrol({ bulkAction: 'REVOKE_ENROL' }), url: '/v2/promotion/bulk/revokeEnrolAndEarn' },
    ],
    [
      '/v2/promotion/issue',
      200,
      { ...enrol(), url: `/v2/promotion/issue?${NAMED}`, payload: '{"programId":10,"promotionId":500}' },
    ],
    [LOOKUP, 200, get(`${LOOKUP}?${NAMED}`)],
    [LOOKUP, 200, get(LOOKUP)],
    [LOOKUP, 414, get(`${LOOKUP}?x=${'9'.repeat(8_192)}`)],
    [`${LOOKUP}/promotionData`, 200, get(`${LOOKUP}/promotionData?${NAMED}`)],
    [`${LOOKUP}/promotionData`, 400, get(`${LOOKUP}/promotionData?${NAMED}&limit=x`)],
    [`${LOOKUP}/customerDetails`, 200, get(`${LOOKUP}/customerDetails?${NAMED}`)],
    ['/v2/customers/{customerId}', 200, get('/v2/customers/1001')],
    [
      '/v2/customers',
      200,
      {
        ...enrol(),
        url: '/v2/customers?source=LINE',
        payload: '{"profiles":[{"firstName":"A","identifiers":[{"type":"email","value":"a@b.example"}]}]}',
      },
    ],
    ['/v2/customers', 200, { ...enrol(), url: '/v2/customers', payload: '{}' }],
    ['/v2/customers', 200, register('c@b.example')],
    ['/v2/customers', 200, register('c@b.example')],
    ['/v2/customers', 422, register('d@b.example')],
    ['/v2/organization/programs', 200, get('/v2/organization/programs')],
    [
      `${PROMOTIONS}/{programId}/promotions/{promotionId}/get`,
      200,
      get(`${PROMOTIONS}/10/promotions/500/get`),
    ],
    [`${PROMOTIONS}/{programId}/promotions/{promotionId}/get`, 200, get(`${PROMOTIONS}/10/promotions/1/get`)],
    [`${PROMOTIONS}/promotions/list`, 200, get(`${PROMOTIONS}/promotions/list?limit=5&offset=0`)],
    [`${PROMOTIONS}/{programId}/promotionsV2`, 200, get(`${PROMOTIONS}/10/promotionsV2?limit=5&offset=0`)],
    [
      '/v3/oauth/token/generate',
      200,
      {
        ...enrol(),
        url: '/v3/oauth/token/generate',
        headers: json,
        payload: JSON.stringify({ key: organisation.oauthKey, secret: organisation.oauthSecret }),
      },
    ],
    [
      '/v3/oauth/token/generate',
      401,
      { ...enrol(), url: '/v3/oauth/token/generate', headers: json, payload: '{}' },
    ],
  ];

  it('has the status, the headers and the form of each answer', async () => {
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
    const names = new Set<string>();
    const ours = /^(x-|ratelimit|retry-after|idempotency|www-authenticate)/;
    for (const [path, status, call] of calls()) {
      const answer = await gateway.app.server.inject(call);
      expect([path, answer.statusCode]).toEqual([path, status]);
      const method = call.method.toLowerCase();
      const documented = document.paths[path]?.[method]?.responses[String(status)];
      const schema = documented?.content['application/json']?.schema;
      const validate = ajv.compile({ ...schema, components: document.components });
      expect([path, status, validate(answer.json()), validate.errors]).toEqual([path, status, true, null]);
      const sent = Object.keys(answer.headers).filter(
        (name) => ours.test(name) && name !== 'x-content-type-options',
      );
      const known = Object.keys(documented?.headers ?? {}).map((name) => name.toLowerCase());
      expect(known).toEqual(expect.arrayContaining(sent));
      names.add(`${method} ${path}`);
    }
    const all = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect([...names].sort()).toEqual(all.sort());
  });
});
