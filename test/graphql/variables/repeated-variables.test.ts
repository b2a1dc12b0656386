import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { repetitionLimit } from '../../../src/graphql/variables/repeated-variables.js';

const enrol = (customers: string) =>
  `mutation ($value: String!, $source: CustomerIdentifierSource!) { enrolCustomers(input: { customers: [${customers}] }) { status } }`;
const timesHundred = (customer: string) => enrol(Array(100).fill(customer).join());
const LONG = 'a'.repeat(10_000);

describe('the variables of one argument come to 256 KiB at most', () => {
  it.each([
    ['one long text', enrol('{ identifierValue: $value }'), { value: 'a'.repeat(250_000) }],
    ['a short text for each of a hundred', timesHundred('{ source: $source }'), { source: 'INSTORE' }],
    ['a text that is missing', timesHundred('{ identifierValue: $value }'), {}],
    [
      'one text in each of ten calls',
      `mutation ($input: EnrolCustomersInput!) { ${Array.from({ length: 10 }, (_, i) => `a${i}: enrolCustomers(input: $input) { status }`).join(' ')} }`,
      { input: { customers: [{ identifierValue: 'a'.repeat(250_000) }] } },
    ],
  ])('so %s is accepted', (_, query, variables) => {
    expect(repetitionLimit(parse(query))(variables)).toBeNull();
  });

  it.each([
    ['a text', timesHundred('{ identifierValue: $value }'), { value: LONG }],
    ['a customer', timesHundred('$customer'), { customer: { identifierValue: LONG } }],
    [
      'an entity',
      `query ($entity: _Any!) { _entities(representations: [${Array(100).fill('$entity').join()}]) { __typename } }`,
      { entity: { id: LONG } },
    ],
    [
      'a list of earnings',
      `mutation ($ids: [ID!]) { revokePromotionEarnings(input: { customers: [${Array(100).fill('{ earnedIds: $ids }').join()}] }) { status } }`,
      { ids: Array(100).fill('9'.repeat(100)) },
    ],
  ])('so %s that is named a hundred times is refused', (_, query, variables) => {
    expect(repetitionLimit(parse(query))(variables)?.extensions.code).toBe('QUERY_LIMIT');
  });
});
