import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { anInput, recorded } from '../../support/operations.js';
import type { TestOrganisation } from '../../support/organisation.js';

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { readonly message: string; readonly extensions: { readonly code: string } }[];
}

const PAGE = '{ edges { cursor } }';
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const SIX = `query Q(${NAMES.map((name) => `$${name}: Int!`).join(', ')}) {
  ${NAMES.map((name) => `${name}: loyaltyPromotions(programId: 469, first: $${name}) ${PAGE}`).join(' ')} }`;
const mutation = (parts: string) =>
  `enrolCustomers(input: { programId: 469, promotionId: 57099, identifierName: ID, ${parts} }) { status }`;

let gateway: TestGateway;
let organisation: TestOrganisation;
beforeAll(async () => {
  gateway = await openGateway();
  organisation = await gateway.organisation();
});
beforeEach(() => {
  gateway.log.length = 0;
});
afterAll(() => gateway.close());

const codesOf = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions.code);
const errorLines = () => gateway.log.filter(({ level }) => level === 'error' || Number(level) >= 50);

describe('a value that graphql-js refuses while it executes', () => {
  const v = { v: null };
  const condition = 'query Q($v: Boolean = true)';

  it.each([
    [
      'an argument with a default',
      200,
      'query Q($v: CustomerIdentifierSource) { loyaltyCustomer(identifierName: ID, identifierValue: "1", source: $v) { id } }',
      v,
    ],
    ['a condition', 400, `${condition} { promotionErrors @include(if: $v) { code } }`, v],
    [
      'a condition of a fragment',
      400,
      `${condition} { ...F @skip(if: $v) } fragment F on Query { promotionErrors { code } }`,
      v,
    ],
    ['a condition within a field', 400, `${condition} { promotionErrors { code @include(if: $v) } }`, v],
    ['a field of an input', 200, `mutation Q($v: Boolean) { ${mutation('dryRun: $v, customers: []')} }`, v],
    [
      'a field within a list',
      200,
      `mutation Q($v: String = "1") { ${mutation('customers: [{ identifierValue: $v, source: ALL }]')} }`,
      v,
    ],
    ['six variables', 400, SIX, Object.fromEntries(NAMES.map((name) => [name, 'x']))],
  ])('is the caller’s mistake, each time that it is sent: %s', async (_, status, query, variables) => {
    for (let time = 1; time <= 3; time += 1) {
      const response = await organisation.graphql(query, variables);
      const codes = codesOf(response.json());
      expect(codes).not.toEqual([]);
      expect(codes.filter((code) => code !== 'BAD_USER_INPUT')).toEqual([]);
      expect(response.statusCode).toBe(status);
    }
    expect(errorLines()).toEqual([]);
  });

  it.each([
    ['of a field', '{ status @include(if: $v) }', ''],
    ['deep in the answer', '{ results { ... on CustomerError { message @skip(if: $v) } } }', ''],
    [
      'in fragments within each other',
      '{ ...A }',
      'fragment A on PromotionOutcome { ...B } fragment B on PromotionOutcome { status ...C @include(if: $v) } fragment C on PromotionOutcome { totalCount }',
    ],
  ])('is refused before a mutation is carried out: a condition %s', async (_, fields, fragments) => {
    const caller = await gateway.organisation();
    const query = `mutation Q($v: Boolean = true, $input: EnrolCustomersInput!) { enrolCustomers(input: $input) ${fields} } ${fragments}`;
    for (let time = 1; time <= 3; time += 1) {
      const response = await caller.graphql(query, { v: null, input: anInput() });
      expect(response.statusCode).toBe(400);
      expect(codesOf(response.json())).toEqual(['BAD_USER_INPUT']);
    }
    expect(await recorded(gateway, caller)).toEqual({ enrolments: 0, earnings: 0 });
    expect(errorLines()).toEqual([]);
  });

  it('is a condition of the operation that is asked for, and of no other in the document', async () => {
    const query = `query Q($v: CustomerIdentifierSource = ALL) { ...F promotionErrors { code } } fragment F on Query { loyaltyCustomer(identifierName: ID, identifierValue: "1", source: $v) { id } }
      query R($v: Boolean = true) { promotionErrors { code @include(if: $v) } }`;
    const response = await organisation.post('/graphql', {
      query,
      operationName: 'Q',
      variables: { v: null },
    });
    expect(response.statusCode).toBe(200);
    expect(codesOf(response.json())).toEqual(['BAD_USER_INPUT']);
  });

  it('is described without the caller’s values', async () => {
    const query = `mutation Q($v: Boolean) { ${mutation('dryRun: $v, customers: [{ identifierValue: "Ann 12345", source: ALL }]')} }`;
    const { errors } = (await organisation.graphql(query, v)).json<Answer>();
    expect(errors?.map(({ message }) => message)).toEqual(['Argument "input" has an invalid value.']);
  });
});

describe('the status of a document that was executed', () => {
  it.each([
    ['a page that cannot be', `{ loyaltyPromotions(programId: 469, first: 500) ${PAGE} }`],
    ['a cursor that is none', `{ loyaltyPromotions(programId: 469, after: "x") ${PAGE} }`],
    ['a promotion that is not named', '{ loyaltyPromotion(programId: 469) { id } }'],
    ['a key that is none', '{ promotionOperation(idempotencyKey: "") { status } }'],
    ['a mutation with such a key', `mutation { ${mutation('idempotencyKey: "", customers: []')} }`],
    [
      'two fields that fail',
      `{ a: loyaltyPromotions(programId: 469, first: 500) ${PAGE} loyaltyPromotion(programId: 469) { id } }`,
    ],
  ])('is 200 beside data, though all of it is null: %s', async (_, query) => {
    const response = await organisation.graphql(query);
    expect(response.statusCode).toBe(200);
    const { data, errors } = response.json<Answer>();
    expect(Object.values(data ?? {}).every((field) => field === null)).toBe(true);
    expect(data).toBeTypeOf('object');
    expect(errors).not.toEqual([]);
  });

  it('is 403 without data where the credential lacks the access for every field', async () => {
    const reader = await gateway.organisation({ access: ['promotion:read'] });
    const response = await reader.graphql(
      `mutation Q($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status } }`,
      { input: anInput() },
    );
    expect(response.statusCode).toBe(403);
    expect(Object.keys(response.json<Answer>())).toEqual(['errors']);
  });

  it('is 200 where the credential lacks the access for one field, and another was read', async () => {
    const reader = await gateway.organisation({ access: ['promotion:read'] });
    const response = await reader.graphql(
      `{ loyaltyProgram(id: 1) { id } loyaltyCustomer(identifierName: ID, identifierValue: "1", source: ALL) { id } }`,
    );
    expect(response.statusCode).toBe(200);
    expect(response.json<Answer>()).toMatchObject({ data: { loyaltyProgram: null, loyaltyCustomer: null } });
    expect(codesOf(response.json())).toEqual(['FORBIDDEN']);
  });

  it('is the same whenever it comes', async () => {
    const query = `{ b: loyaltyPromotions(programId: 469, first: 500) ${PAGE} a: loyaltyPromotions(programId: 469, after: "x") ${PAGE} }`;
    const answers = [];
    for (let time = 1; time <= 3; time += 1) answers.push((await organisation.graphql(query)).body);
    expect(new Set(answers).size).toBe(1);
  });
});
