import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import type { TestOrganisation } from '../../support/organisation.js';
import { recorded } from '../../support/operations.js';

const EARN = `earnPromotion(input: { programId: 10, promotionId: 500, identifierName: ID,
  customers: [{ identifierValue: "1001", source: INSTORE }] }) { status }`;

/** So many of something, numbered from 0. */
function times(count: number, text: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => text(i)).join(' ');
}

/** Fields within fields, so many in all. */
function within(depth: number): string {
  const levels = ['promotions(first: 1)', 'edges', 'node', 'program'];
  const opening = times(depth - 2, (i) => `{ ${levels[i % levels.length] ?? ''}`);
  return `{ loyaltyProgram(id: 10) ${opening} { __typename ${'}'.repeat(depth)}`;
}

/** Two to the power of so many spreads of one field. */
function doubling(times2: number): string {
  const fragments = times(times2, (i) => `fragment F${i + 1} on Query { ...F${i} ...F${i} }`);
  return `{ ...F${times2} } fragment F0 on Query { __typename } ${fragments}`;
}

describe('a document', () => {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation();
    await caller.graphql('{ __typename }');
  });
  afterAll(() => gateway.close());

  it.each([
    {
      document: '101 aliases',
      query: `{ ${times(101, (i) => `a${i}: __typename`)} }`,
      limit: '100 fields at the root',
    },
    {
      document: '101 aliases in a field',
      query: `{ loyaltyProgram(id: 10) { ${times(101, (i) => `a${i}: id`)} } }`,
      limit: '100 aliases',
    },
    {
      document: '11 mutations',
      query: `mutation { ${times(11, (i) => `a${i}: ${EARN}`)} }`,
      limit: '10 mutations',
    },
    {
      document: '12 mutations in fragments',
      query: `mutation { ...A ...B }
        fragment A on Mutation { ${times(6, (i) => `a${i}: ${EARN}`)} }
        fragment B on Mutation { ${times(6, (i) => `b${i}: ${EARN}`)} }`,
      limit: '10 mutations',
    },
    { document: 'fields 16 deep', query: within(16), limit: '15 levels of fields' },
    { document: 'fields 50 deep', query: within(50), limit: '15 levels of fields' },
    { document: 'fields 1,000 deep', query: within(1_000), limit: '15 levels of fields' },
    {
      document: 'fragments 1,600 deep',
      query: `{ loyaltyProgram(id: 10) { id ${'... { '.repeat(1_600)} id ${'}'.repeat(1_600)} } }`,
      limit: '400 fields',
    },
    { document: '2^24 fields by fragments', query: doubling(24), limit: '100 fields at the root' },
    {
      document: '2^24 fields by fragments in a field',
      query: doubling(24)
        .replace('{ ...F24 }', '{ loyaltyProgram(id: 10) { ...F24 } }')
        .replaceAll('on Query', 'on LoyaltyProgram'),
      limit: '10000 fields',
    },
    {
      document: '500 equal fields',
      query: `{ ${'__typename '.repeat(500)} }`,
      limit: '100 fields at the root',
    },
    {
      document: '401 equal fields in a field',
      query: `{ loyaltyProgram(id: 10) { ${'id '.repeat(400)} } }`,
      limit: '400 fields',
    },
    {
      document: '401 equal fields in a fragment that nothing spreads',
      query: `{ __typename } fragment F on LoyaltyProgram { ${'id '.repeat(400)} }`,
      limit: '400 fields',
    },
    {
      document: '1,200 equal fields, dispersed over fragments',
      query: `{ __typename } ${times(4, (i) => `fragment F${i} on LoyaltyProgram { ${'id '.repeat(300)} }`)}`,
      limit: '400 fields',
    },
    { document: '5,001 lines', query: `${'\n'.repeat(5_000)}{ __typename }`, limit: '5000 lines' },
    {
      document: '5,001 lines of another kind',
      query: `${'\r'.repeat(5_000)}{ __typename }`,
      limit: '5000 lines',
    },
    {
      document: '201 variables',
      query: `query (${times(201, (i) => `$v${i}: Int`)}) { __typename }`,
      limit: '200 variables',
    },
    {
      document: '51 arguments of a field',
      query: `{ program(${'id: 10 '.repeat(51)}) { id } }`,
      limit: '50 arguments in one place',
    },
    {
      document: '51 arguments of a directive',
      query: `{ __typename @include(${'if: true '.repeat(51)}) }`,
      limit: '50 arguments in one place',
    },
    {
      document: '700 directives',
      query: `{ __typename ${'@include(if: true) '.repeat(700)} }`,
      limit: '50 directives',
    },
    {
      document: '2,000 unknown directives',
      query: `{ __typename ${'@aa '.repeat(2_000)} }`,
      limit: '50 directives',
    },
  ])('of $document is refused as too much, and nothing else is said of it', async ({ query, limit }) => {
    const response = await caller.graphql(query);
    expect(response.json()).toEqual({
      errors: [
        {
          message: `The document has more than ${limit}: select less in one document`,
          locations: [expect.any(Object)],
          extensions: { code: 'QUERY_LIMIT' },
        },
      ],
    });
    expect(response.statusCode).toBe(400);
    expect(await recorded(gateway, caller)).toEqual({ enrolments: 0, earnings: 0 });
  });

  it.each([
    {
      document: '100 customers',
      query: `{ ${times(100, (i) => `a${i}: loyaltyCustomer(identifierName: ID, identifierValue: "${i + 1}", source: ALL) { ...F }`)} }
        fragment F on Customer { id promotions { edges { node { availability @include(if: true) promotion { id } } } } }`,
    },
    { document: 'fields 15 deep', query: within(15) },
    { document: '400 fields', query: `{ loyaltyProgram(id: 10) { ${'id '.repeat(399)} } }` },
    {
      document: '100 aliases and 50 directives',
      query: `{ loyaltyProgram(id: 10) { ${times(100, (i) => `a${i}: id ${i % 2 ? '@include(if: true)' : ''}`)} } }`,
    },
  ])('of $document is answered', async ({ query }) => {
    expect((await caller.graphql(query)).json()).not.toHaveProperty('errors');
  });

  it('of the tools that read the schema is answered where introspection is on', async () => {
    const open = await openGateway({ config: { introspection: true } });
    const organisation = await open.organisation();
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true });
    expect((await organisation.graphql(query)).json()).not.toHaveProperty('errors');
    await open.close();
  });

  it.each([
    { mistakes: '10 unknown directives', query: `query cop { __typename ${'@aa'.repeat(10)} }` },
    { mistakes: '390 unknown fields', query: `{ loyaltyProgram(id: 10) { ${times(390, () => 'ida')} } }` },
    {
      mistakes: '200 variables that nothing uses',
      query: `query (${times(200, (i) => `$v${i}: Int`)}) { __typename }`,
    },
    {
      mistakes: '300 fragments that nothing spreads',
      query: `{ __typename } ${times(300, (i) => `fragment F${i} on Query { __typename }`)}`,
    },
    { mistakes: 'one argument 50 times', query: `{ program(${'id: 10 '.repeat(50)}) { id } }` },
    {
      mistakes: 'many literals of a wrong type',
      query: `mutation { enrolCustomers(input: { programId: 10, promotionId: 500, identifierName: ID,
        customers: [${'{ identifierValue: 1, source: X } '.repeat(400)}] }) { status } }`,
    },
  ])('with $mistakes gets six errors at most, in less than 2 KB', async ({ query }) => {
    const response = await caller.graphql(query);
    expect(response.statusCode).toBe(400);
    expect(response.json<{ errors: unknown[] }>().errors.length).toBeLessThanOrEqual(6);
    expect(response.body.length).toBeLessThan(2_048);
  });

  it('whose variables are wrong in 5,000 places gets six errors at most, in less than 2 KB', async () => {
    const customers = Array.from({ length: 2_500 }, () => ({ identifierValue: 1, source: 'X' }));
    const input = { programId: '10', promotionId: '500', identifierName: 'ID', customers };
    const query = 'mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { status } }';
    const response = await caller.graphql(query, { input });
    expect(response.statusCode).toBe(400);
    expect(response.json<{ errors: unknown[] }>().errors.length).toBeLessThanOrEqual(6);
    expect(response.body.length).toBeLessThan(2_048);
  });
});
