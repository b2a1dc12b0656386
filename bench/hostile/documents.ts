import { FIRST_CUSTOMER_ID, FIRST_PROMOTION_ID, PROGRAM_ID } from '../store/walk.js';
import { FILLING, named, post, type HostileCall } from './hostile-call.js';
import { anInput, customers } from './variables.js';

const PROMOTION =
  'id promoIdentifier name kind status startsAt endsAt enrolmentLimit earnLimit totalEarnLimit program { id name }';
const page = `loyaltyPromotions(programId: "${PROGRAM_ID}", first: 100) { edges { cursor node { ${PROMOTION} } } }`;
const customer = (fields: string) =>
  `loyaltyCustomer(identifierName: MOBILE, identifierValue: "91${FIRST_CUSTOMER_ID}", source: INSTORE) { ${fields} }`;
const ofCustomer = `promotions(first: 100) { edges { cursor node {
  promotion { ${PROMOTION} } availability enrolmentsUsed earningsUsed } } }`;
const LINES = '\n'.repeat(120_000);
const LETTERS = 'a'.repeat(FILLING);
const INTROSPECTION = `__schema { types { name description fields { name description args { name description type { name ofType { name } } } type { name ofType { name ofType { name } } } }
  inputFields { name description } enumValues { name description } possibleTypes { name } } }`;
const enrolLiteral = (list: string) => `mutation { enrolCustomers(input: { programId: ${PROGRAM_ID},
  promotionId: ${FIRST_PROMOTION_ID}, identifierName: MOBILE, customers: [${list}] }) { status } }`;
const ENROL_AND_READ = `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) {
  results { ... on Success { promotion { ${PROMOTION} } customer { ${ofCustomer} } } } } }`;
const FILTERED = `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { results { ... on Success { customer {
  ${named(40, (i) => `a${i}: promotions(first: 1, availability: EXPIRED) { pageInfo { hasNextPage } }`)} } } } } }`;

/** Calls whose cost is in their documents. */
export const hostileDocuments: readonly HostileCall[] = [
  post('an unknown field of 250,000 letters', `{ ${LETTERS} }`),
  post('an unknown argument of 250,000 letters', `{ promotionErrors(${LETTERS}: 1) { code } }`),
  post('an unknown type of 250,000 letters', `query ($a: ${LETTERS}) { __typename }`),
  post(
    'an unknown enum value of 250,000 letters',
    enrolLiteral(`{ identifierValue: "1", source: ${LETTERS} }`),
  ),
  post('a field of an input of 250,000 letters', enrolLiteral(`{ ${LETTERS}: 1 }`)),
  post('an operation of 250,000 letters', `query ${LETTERS} { a }`),
  post('a literal of 250,000 letters', enrolLiteral(`{ identifierValue: "${LETTERS}", source: ALL }`)),
  post('a literal number of 250,000 digits', enrolLiteral(`{ identifierValue: ${'1'.repeat(FILLING)} }`)),
  post(
    'a block of 120,000 lines',
    enrolLiteral(`{ identifierValue: """${' \n'.repeat(60_000)}""", source: ALL }`),
  ),
  post('a literal that does not end', `{ a(b: "${'\\'.repeat(100_000)}`),
  post('4,900 literal numbers', enrolLiteral('1 '.repeat(4_900))),
  post('600 literal customers', enrolLiteral('{ identifierValue: "1", source: ALL }'.repeat(600))),
  post('literal lists within lists', `{ a(b: ${'['.repeat(2_400)}${']'.repeat(2_400)}) }`),
  post('literal objects within objects', `{ a(b: ${'{a:'.repeat(1_200)}1${'}'.repeat(1_200)}) }`),
  post('fields within fields', `${'{ a '.repeat(2_400)}${'}'.repeat(2_400)}`),
  post('lists of lists as a type', `query ($a: ${'['.repeat(2_400)}Int${']'.repeat(2_400)}) { __typename }`),
  post('1,200 variables', `query (${named(1_200, (i) => `$a${i}: Int`)}) { __typename }`),
  post('1,200 variables of one name', `query (${'$a: Int '.repeat(1_200)}) { __typename }`),
  post('1,600 arguments of one name', `{ promotionErrors(${'a: 1 '.repeat(1_600)}) { code } }`),
  post('1,600 members of one name', enrolLiteral(`{ ${'a: 1 '.repeat(1_600)} }`)),
  post('400 fields of one name', `{ ${'promotionErrors { code } '.repeat(100)} }`),
  post(
    '400 fields in conflict',
    `{ ${named(98, (i) => `a: promotionErrors { x: ${['code', 'message', 'example'][i % 3] ?? ''} }`)} }`,
  ),
  post('120,000 line breaks and an error', `${LINES}{ a `),
  post('120,000 line breaks and five unknown fields', `${LINES}{ a b c d e f }`),
  post(
    '115,000 line breaks and 1,600 arguments',
    `${'\n'.repeat(115_000)}{ promotionErrors(${'a: 1 '.repeat(1_600)}) { code } }`,
  ),
  post(
    '115,000 line breaks and 1,000 variables',
    `${'\n'.repeat(115_000)}query (${'$a: Int '.repeat(1_000)}) { __typename }`,
  ),
  post('115,000 line breaks and a circle of 190 fragments', `${'\n'.repeat(115_000)}${circle(190)}`),
  post(
    '115,000 line breaks and a page that cannot be',
    `${'\n'.repeat(115_000)}{ ${named(90, (i) => `a${i}: loyaltyPromotions(programId: 1, first: 500) { pageInfo { endCursor } }`)} }`,
  ),
  post('a comment of 250,000 letters', `#${LETTERS}\n{ __typename }`),
  post('120,000 comments', `${'#\n'.repeat(80_000)}{ __typename }`),
  post('250,000 commas', `${','.repeat(FILLING)}{ __typename }`),
  post('100 aliases', `{ ${named(100, (i) => `a${i}: __typename`)} }`),
  post('2,400 aliases', `{ ${named(1_600, (i) => `a${i}: __typename`)} }`),
  post(
    '48 aliases of 60 fields',
    `{ ${named(48, (i) => `a${i}: loyaltyPromotions(programId: "${PROGRAM_ID}") { ...F }`)} }
    fragment F on LoyaltyPromotionConnection { edges { ${named(48, (i) => `c${i}: cursor`)} } pageInfo { endCursor } }`,
  ),
  post(
    'one text of 200,000 letters for each of 100 customers',
    `mutation ($value: String!) { enrolCustomers(input: { programId: ${PROGRAM_ID}, promotionId: ${FIRST_PROMOTION_ID}, identifierName: MOBILE,
      customers: [${named(100, () => '{ identifierValue: $value, source: ALL }')}] }) { results { ... on CustomerError { identifierValue } } } }`,
    { value: 'a'.repeat(200_000) },
  ),
  post(
    '120,000 backslashes 56 times',
    `mutation { enrolCustomers(input: { programId: ${PROGRAM_ID}, promotionId: ${FIRST_PROMOTION_ID}, identifierName: MOBILE,
      customers: [{ identifierValue: """${'\\'.repeat(120_000)}a""", source: ALL }] }) {
      results { ... on CustomerError { ${named(56, (i) => `a${i}: identifierValue`)} } } } }`,
  ),
  post('4,000 fields that fail', refusedPages(40), { input: anInput({ customers: customers(100) }) }),
  post('9,000 fields that fail', refusedPages(90), { input: anInput({ customers: customers(100) }) }),
  post('a circle of 190 fragments', circle(190)),
  post(
    'fragments that double',
    `{ ...F0 } ${named(60, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F60 on Query { __typename }`,
  ),
  post('50 directives', `{ __typename ${'@include(if: true) '.repeat(50)} }`),
  post('100 pages of promotions', `{ ${named(99, (i) => `a${i}: ${page}`)} }`),
  post('100 long histories', `{ ${named(99, (i) => `a${i}: ${customer(ofCustomer)}`)} }`),
  post('a long history', `{ ${customer(ofCustomer)} }`),
  post('4,000 pages of promotions that none of 100 customers has', FILTERED, {
    input: anInput({ customers: customers(100), dryRun: true }),
  }),
  post('100 customers with their promotions', ENROL_AND_READ, {
    input: anInput({ customers: customers(100) }),
  }),
  post(
    '99 times every error',
    `{ ${named(99, (i) => `a${i}: promotionErrors { code restCode message disposition example }`)} }`,
  ),
  post("the caller's text of 250,000 letters 99 times", refused(99), {
    input: anInput({ customers: [{ identifierValue: LETTERS, source: 'ALL' }] }),
  }),
  post("the caller's text of 250,000 letters 28 times", refused(28), {
    input: anInput({ customers: [{ identifierValue: LETTERS, source: 'ALL' }] }),
  }),
  post(
    'an alias of 100,000 letters',
    `{ ${named(50, (i) => `a${i}: promotionErrors { ...F }`)} } fragment F on PromotionErrorEntry { ${'a'.repeat(100_000)}: code }`,
  ),
  post(
    'the schema as text 2,500 times',
    `{ ${named(50, (i) => `a${i}: _service { ...F }`)} } fragment F on _Service { ${named(50, (i) => `b${i}: sdl`)} }`,
  ),
  post(
    'the values of a type 8,800 times',
    `{ ${named(50, (i) => `a${i}: __type(name: "ErrorCode") { ...F }`)} }
    fragment F on __Type { ${named(4, (i) => `e${i}: enumValues { ...G }`)} }
    fragment G on __EnumValue { ${named(44, (i) => `b${i}: description`)} }`,
  ),
  post('the schema', `{ ${INTROSPECTION} }`),
  post('the schema 14 times', `{ ${named(14, (i) => `a${i}: ${INTROSPECTION}`)} }`),
  post(
    'the schema 99 times',
    `{ ${named(99, (i) => `a${i}: __schema { ...S }`)} } fragment S on __Schema { types { name description fields { name description args { name description } } } }`,
  ),
  post(
    'types within types',
    `{ __schema { types { ${'fields { type { '.repeat(5)} name ${'} } '.repeat(5)} } } }`,
  ),
];

/** A call that fails, and repeats the caller's text so many times. */
function refused(times: number): string {
  return `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { results {
    ... on CustomerError { ${named(times, (i) => `a${i}: identifierValue`)} } } } }`;
}

/** A call that reads pages of each customer behind a cursor that is none. */
function refusedPages(times: number): string {
  return `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { results { ... on Success { customer {
    ${named(times, (i) => `a${i}: promotions(first: 1, after: "a") { pageInfo { endCursor } }`)} } } } } }`;
}

function circle(length: number): string {
  return `{ ...F0 } ${named(length, (i) => `fragment F${i} on Query { ...F${(i + 1) % length} }`)}`;
}
