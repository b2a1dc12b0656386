import { parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answerLimit } from '../../../src/graphql/documents/limit-answer.js';

const ENROL = (fields: string) =>
  `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { results { ... on Success { ${fields} } } } }`;
const customers = (count: number) => ({ input: { customers: Array(count).fill({}) } });
const aliases = (count: number, field: string) =>
  Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ');
const ENTITIES = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Customer {
  promotions { edges { node { availability enrolments { edges { node { issualId active } } } } } } } } }`;
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
    ['one entity with all that it leads to', ENTITIES, { all: [{}] }],
    ['every result with its identifier', ENROL('index identifierValue issualId'), customers(100)],
    ['small pages by a variable', ENROL(PAGE), { ...customers(100), first: 5 }],
    ['large pages of one customer', ENROL(PAGE), { ...customers(1), first: 100 }],
    ['the schema once', '{ __schema { types { name fields { name args { name } } } } }', {}],
  ])('but not %s', (_, query, variables) => {
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
    ['the text of the caller forty times', ENROL(aliases(40, 'identifierValue')), customers(100)],
    [
      'one field many times',
      `{ promotions(programId: 1, first: 100) { ${aliases(50, 'edges { cursor node { id name kind status startsAt endsAt program { id name } } }')} } ${aliases(40, 'promotions(programId: 1, first: 100) { edges { cursor node { id name kind status startsAt endsAt } } }')} }`,
      {},
    ],
    [
      'the schema many times',
      `{ ${aliases(40, '__schema { types { name fields { name args { name description type { name } } } } }')} }`,
      {},
    ],
  ])('as of %s', (_, query, variables) => {
    expect(isRefused(query, variables)).toBe(true);
  });
});
