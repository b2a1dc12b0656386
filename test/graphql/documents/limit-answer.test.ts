import {
  getNamedType,
  getNullableType,
  introspectionFromSchema,
  isListType,
  isObjectType,
  isScalarType,
  parse,
  type OperationDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { itemsOfSchema, weightOfText } from '../../../src/graphql/documents/answer-weights.js';
import { answerLimit } from '../../../src/graphql/documents/limit-answer.js';
import { printContract } from '../../../src/graphql/federation/subgraph.js';
import { createSchema } from '../../../src/graphql/schema.js';

const ENROL = (fields: string) =>
  `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { results { ... on Success { ${fields} } } } }`;
const customers = (count: number) => ({ input: { customers: Array(count).fill({}) } });
const aliases = (count: number, field: string) =>
  Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ');
const ENTITIES = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Customer {
  promotions { edges { node { availability enrolments { edges { node { issualId active } } } } } } } } }`;
const ERROR = (fields: string) =>
  `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { requestError { ${fields} } results { __typename } } }`;
const LONG = 'a'.repeat(250_000);
const ofText = (...texts: string[]) => ({
  input: { customers: texts.map((identifierValue) => ({ identifierValue })) },
});
const REVOKE = (fields: string) =>
  `mutation ($input: RevokePromotionEarningsInput!) { revokePromotionEarnings(input: $input) { results { ... on Success { ${fields} } } } }`;
const PAGE =
  'customer { promotions(first: $first) { edges { node { availability promotion { id name kind status } } } } }';

function isRefused(query: string, variables: Record<string, unknown>): boolean {
  const document = parse(query);
  return answerLimit(document, document.definitions[0] as OperationDefinitionNode)(variables) !== null;
}

describe('an answer that could be too large is refused before anything is executed', () => {
  it.each([
    [
      'a full call that reads a default page',
      ENROL('customer { promotions { edges { node { availability } } } }'),
      customers(100),
    ],
    [
      'a full call that reads the names of a default page',
      ENROL(
        'customer { promotions { edges { node { promotion { id name } availability enrolmentsUsed } } } }',
      ),
      customers(100),
    ],
    ['one entity with all that it leads to', ENTITIES, { all: [{}] }],
    ['every result with its identifier', ENROL('index identifierValue issualId'), customers(100)],
    ['small pages by a variable', ENROL(PAGE), { ...customers(100), first: 5 }],
    ['large pages of one customer', ENROL(PAGE), { ...customers(1), first: 100 }],
    [
      'every text of ten calls, a few times',
      `mutation ($input: EnrolCustomersInput!) { ${aliases(10, 'enrolCustomers(input: $input) { ...F }')} }
      fragment F on EnrolCustomersPayload { requestError { identifierValue } results {
        ... on Success { index identifierValue } ... on CustomerError { index identifierValue } } }`,
      ofText(...Array<string>(100).fill('919986000586')),
    ],
    [
      'names of full pages',
      `{ ${aliases(15, 'loyaltyPromotions(programId: 1, first: 100) { edges { cursor node { id name promoIdentifier program { id name } } } }')} }`,
      {},
    ],
    [
      'one type',
      `{ ${aliases(20, '__type(name: "PromotionErrorCode") { name enumValues { name description } }')} }`,
      {},
    ],
    [
      'every record that a success leads to',
      ENROL('customerPromotion { id enrolmentsUsed } enrolment { id } earning { id }'),
      customers(100),
    ],
    [
      'the default page where the size is not given, or null',
      'query ($first: Int, $ids: [ID!]!) { nodes(nodeIds: $ids) { ... on Customer { promotions(first: $first) { nodes { id availability enrolmentsUsed earningsUsed } } } } }',
      { ids: Array<string>(100).fill('Customer:1'), first: null },
    ],
    ['the schema once', '{ __schema { types { name fields { name args { name } } } } }', {}],
  ])('unlike that of %s', (_, query, variables) => {
    expect(isRefused(query, variables)).toBe(false);
  });

  it.each([
    ['large pages of a hundred customers', ENROL(PAGE), { ...customers(100), first: 100 }],
    [
      'large pages in a fragment',
      `${ENROL('...F')} fragment F on Success { ${PAGE} }`,
      { ...customers(100), first: 100 },
    ],
    ['pages of a size that nothing says', ENROL(PAGE), customers(100)],
    ['a hundred entities with all that they lead to', ENTITIES, { all: Array(100).fill({}) }],
    [
      'a hundred texts of the caller forty times',
      ENROL(aliases(40, 'identifierValue')),
      ofText(...Array<string>(100).fill('a'.repeat(2_500))),
    ],
    ['one long text of the caller forty times', ENROL(aliases(40, 'identifierValue')), ofText(LONG)],
    [
      'a long text of the caller beside short ones',
      ENROL(aliases(40, 'identifierValue')),
      ofText(LONG, ...Array<string>(99).fill('1')),
    ],
    ['a long text in the one cause of a refusal', ERROR(aliases(40, 'identifierValue')), ofText(LONG)],
    [
      'a long text in the document',
      `mutation { enrolCustomers(input: { customers: { identifierValue: "${LONG}" } }) { results { ... on Success { ${aliases(40, 'identifierValue')} } } } }`,
      {},
    ],
    [
      'a long text in a part of the input',
      `mutation ($value: String!) { enrolCustomers(input: { customers: [{ identifierValue: $value }] }) { results { ... on Success { ${aliases(40, 'identifierValue')} } } } }`,
      { value: LONG },
    ],
    [
      'the texts of calls that were kept',
      `{ ${aliases(40, 'promotionOperation(idempotencyKey: "a") { results { ... on Success { identifierValue } } }')} }`,
      {},
    ],
    [
      'the earnings of a call forty times',
      REVOKE(aliases(40, 'revokedEarnedIds')),
      { input: { customers: Array(100).fill({ earnedIds: Array(100).fill('9000000000000000000') }) } },
    ],
    [
      'all earnings of a hundred customers ten times',
      REVOKE(aliases(10, 'revokedEarnedIds')),
      customers(100),
    ],
    [
      'one text for each of ten customers ten times',
      `mutation ($value: String!) { enrolCustomers(input: { customers: [${Array(10).fill('{ identifierValue: $value }').join()}] }) {
        results { ... on CustomerError { ${aliases(10, 'identifierValue')} } } } }`,
      { value: 'a'.repeat(100_000) },
    ],
    [
      'a text that needs escapes forty times',
      `mutation { enrolCustomers(input: { customers: { identifierValue: """${'\\'.repeat(120_000)}a""" } }) { results { ... on CustomerError { ${aliases(40, 'identifierValue')} } } } }`,
      {},
    ],
    [
      'names of entities fifty times',
      `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Promotion { ${aliases(50, 'name')} } } }`,
      { all: Array(100).fill({}) },
    ],
    [
      'fifty pages of a hundred customers, however small',
      ENROL(`customer { ${aliases(50, 'promotions(first: 1) { pageInfo { endCursor } }')} }`),
      customers(100),
    ],
    [
      'a name of the answer as long as the document',
      `{ ${aliases(50, 'promotionErrors { ...F }')} } fragment F on PromotionErrorEntry { ${LONG}: code }`,
      {},
    ],
    [
      'names that may be long',
      `{ ${aliases(40, 'loyaltyPromotions(programId: 1, first: 100) { edges { node { name program { name } a: name } } }')} }`,
      {},
    ],
    [
      'the schema as text many times',
      `{ ${aliases(50, '_service { ...F }')} } fragment F on _Service { ${aliases(50, 'sdl')} }`,
      {},
    ],
    [
      'the values of one type many times',
      `{ ${aliases(50, '__type(name: "PromotionErrorCode") { ...F }')} } fragment F on __Type { enumValues { ${aliases(50, 'description')} } }`,
      {},
    ],
    [
      'one field many times',
      `{ loyaltyPromotions(programId: 1, first: 100) { ${aliases(50, 'edges { cursor node { id name kind status startsAt endsAt program { id name } } }')} } ${aliases(40, 'loyaltyPromotions(programId: 1, first: 100) { edges { cursor node { id name kind status startsAt endsAt } } }')} }`,
      {},
    ],
    [
      'pages of 100 nodes',
      'query ($ids: [ID!]!) { nodes(nodeIds: $ids) { ... on Customer { promotions(first: 100) { nodes { id availability enrolmentsUsed earningsUsed promotion { id name } } } } } }',
      { ids: Array<string>(100).fill('Customer:1') },
    ],
    [
      'the schema many times',
      `{ ${aliases(40, '__schema { types { name fields { name args { name description type { name } } } } }')} }`,
      {},
    ],
  ])('such as that of %s', (_, query, variables) => {
    expect(isRefused(query, variables)).toBe(true);
  });
});

it('the schema as text weighs no less than it is long', () => {
  const text = printContract(createSchema());
  expect(weightOfText('sdl', { echo: 0, part: 'all types' }) * 125).toBeGreaterThan(text.length);
});

it('every list of texts in an answer has a weight', () => {
  const objects = Object.values(createSchema().getTypeMap()).filter(isObjectType);
  const fields = objects
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.values(type.getFields()));
  const lists = fields.filter(
    ({ type }) => isListType(getNullableType(type)) && isScalarType(getNamedType(type)),
  );
  const weightless = lists.filter(({ name }) => weightOfText(name, { echo: 0, part: 'data' }) === 0);
  expect(lists).not.toEqual([]);
  expect(weightless.map(({ name }) => name)).toEqual([]);
});

it('no list of the schema is longer than it counts for', () => {
  const { types } = introspectionFromSchema(createSchema()).__schema;
  expect(types.length).toBeLessThanOrEqual(itemsOfSchema('types', 'all types'));
  for (const name of ['fields', 'inputFields', 'enumValues', 'possibleTypes', 'interfaces']) {
    const each = types.map((type) => {
      const list: unknown = new Map(Object.entries(type)).get(name);
      return Array.isArray(list) ? list.length : 0;
    });
    expect(Math.max(...each), name).toBeLessThanOrEqual(itemsOfSchema(name, 'one type'));
    const average = each.reduce((sum, size) => sum + size, 0) / types.length;
    expect(average, name).toBeLessThanOrEqual(itemsOfSchema(name, 'all types'));
  }
});
