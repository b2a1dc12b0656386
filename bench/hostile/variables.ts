import { FIRST_CUSTOMER_ID, FIRST_PROMOTION_ID, PROGRAM_ID } from '../store/walk.js';
import { FILLING, post, raw, unknownMembers, type HostileCall } from './hostile-call.js';

const RESULTS = '{ status results { ... on Success { issualId } ... on CustomerError { code message } } }';
export const ENROL = `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) ${RESULTS} }`;
const REVOKE = `mutation ($input: RevokePromotionEarningsInput!) { revokePromotionEarnings(input: $input) ${RESULTS} }`;
const PAGE = `query ($first: Int!) { loyaltyPromotions(programId: "${PROGRAM_ID}", first: $first) { pageInfo { endCursor } } }`;
const ENTITIES =
  'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Customer { id promotions { edges { cursor } } } } }';
const LETTERS = 'a'.repeat(FILLING);

export const aCustomer = (i: number) => ({
  identifierValue: `91${FIRST_CUSTOMER_ID + i}`,
  source: 'INSTORE',
});
export const customers = (count: number) => Array.from({ length: count }, (_, i) => aCustomer(i));
export const anInput = (changes: object = {}) => ({
  programId: PROGRAM_ID,
  promotionId: String(FIRST_PROMOTION_ID),
  identifierName: 'MOBILE',
  customers: customers(1),
  ...changes,
});
const enrol = (name: string, changes: object) => post(name, ENROL, { input: anInput(changes) });
const revoke = (name: string, list: readonly object[]) =>
  post(name, REVOKE, { input: anInput({ customers: list }) });
const earnings = (count: number) => Array.from({ length: count }, (_, i) => String(9_000_000_000_000 + i));

/** Calls whose cost is in their variables. */
export const hostileVariables: readonly HostileCall[] = [
  enrol('100 customers', { customers: customers(100) }),
  enrol('4,000 customers', { customers: customers(4_000) }),
  enrol('numbers for customers', { customers: Array(120_000).fill(1) }),
  enrol('a customer of 10,000 unknown names', {
    customers: [{ ...aCustomer(0), ...unknownMembers(10_000) }],
  }),
  enrol('100 customers of 100 unknown names', {
    customers: customers(100).map((customer) => ({ ...customer, ...unknownMembers(90) })),
  }),
  enrol('an input of 10,000 unknown names', unknownMembers(10_000)),
  enrol('an identifier of 250,000 letters', { customers: [{ ...aCustomer(0), identifierValue: LETTERS }] }),
  enrol('100 identifiers of 2,400 letters', {
    customers: customers(100).map((each) => ({ ...each, identifierValue: 'a'.repeat(2_400) })),
  }),
  enrol('100 mobiles of 255 brackets', {
    customers: customers(100).map((each) => ({ ...each, identifierValue: `+${'(1)-'.repeat(63)}` })),
  }),
  enrol('100 empty identifiers', {
    customers: customers(100).map((each) => ({ ...each, identifierValue: '' })),
  }),
  enrol('a source of 250,000 letters', { customers: [{ ...aCustomer(0), source: LETTERS }] }),
  enrol('an identifierName of 250,000 letters', { identifierName: LETTERS }),
  enrol('a programId of 250,000 digits', { programId: '1'.repeat(FILLING) }),
  enrol('a promoIdentifier of 250,000 letters', { promotionId: null, promoIdentifier: LETTERS }),
  enrol('an idempotencyKey of 250,000 letters', { idempotencyKey: LETTERS }),
  enrol('a programId that is an object of 10,000 names', { programId: unknownMembers(10_000) }),
  revoke(
    '100 times 100 earnings',
    customers(100).map((each) => ({ ...each, earnedIds: earnings(100) })),
  ),
  revoke('15,000 earnings of a customer', [{ ...aCustomer(0), earnedIds: earnings(15_000) }]),
  revoke(
    '3,500 customers with earnings',
    customers(3_500).map((each) => ({ ...each, earnedIds: ['1'] })),
  ),
  post('a number of 40,000 letters', PAGE, { first: 'a'.repeat(40_000) }),
  post('a number of 250,000 letters', PAGE, { first: LETTERS }),
  post('a number of 100,000 items', PAGE, { first: Array(100_000).fill(1) }),
  post('10,000 unknown variables', PAGE, { first: 1, ...unknownMembers(10_000) }),
  post(
    'all earnings of 100 customers 99 times',
    `mutation ($input: RevokePromotionEarningsInput!) { revokePromotionEarnings(input: $input) { results { ... on Success {
      ${Array.from({ length: 99 }, (_, i) => `a${i}: revokedEarnedIds`).join(' ')} } } } }`,
    { input: anInput({ customers: customers(100), dryRun: true }) },
  ),
  post('100 entities', ENTITIES, { all: entityList(100) }),
  post('4,500 entities', ENTITIES, { all: entityList(4_500) }),
  post('100,000 entities without a type', ENTITIES, { all: Array(100_000).fill({}) }),
  post('100 entities with ids of 2,400 letters', ENTITIES, {
    all: entityList(100).map((each) => ({ ...each, id: 'a'.repeat(2_400) })),
  }),
  post('an entity of 10,000 names', ENTITIES, { all: [{ ...entityList(1)[0], ...unknownMembers(10_000) }] }),
  raw(
    'lists within lists',
    `{"query":"{ __typename }","variables":{"a":${'['.repeat(120_000)}${']'.repeat(120_000)}}}`,
  ),
  raw(
    'objects within objects',
    `{"query":"{ __typename }","variables":${'{"a":'.repeat(35_000)}1${'}'.repeat(35_000)}}`,
  ),
  raw('lists that do not end', '['.repeat(FILLING)),
  raw('the same name 20,000 times', `{"query":"{ __typename }",${'"variables":{},'.repeat(15_000)}"a":1}`),
  raw('colons behind quotes in a text', JSON.stringify({ query: '{ __typename }', a: '":'.repeat(80_000) })),
  raw('spaces before colons', `{"query":"{ __typename }","a"${' '.repeat(FILLING)}:1}`),
  raw('a number of 250,000 digits', `{"query":"{ __typename }","a":${'1'.repeat(FILLING)}}`),
  raw('escapes', `{"query":"{ __typename }","a":"${'\\u0041'.repeat(40_000)}"}`),
  raw('a text that does not end', `{"query":"${'\\"'.repeat(120_000)}`),
  raw(
    'an operationName of 250,000 letters',
    JSON.stringify({ query: '{ __typename }', operationName: LETTERS }),
  ),
  raw(
    'a hash of 250,000 letters',
    JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: LETTERS } } }),
  ),
  raw('a list of 60,000 calls', `[${Array(60_000).fill('{}').join(',')}]`),
];

function entityList(count: number): { readonly __typename: string; readonly id: string }[] {
  return Array.from({ length: count }, (_, i) => ({
    __typename: 'Customer',
    id: String(FIRST_CUSTOMER_ID + i),
  }));
}
