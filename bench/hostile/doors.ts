import { FIRST_CUSTOMER_ID, FIRST_PROMOTION_ID, PROGRAM_ID } from '../store/walk.js';
import { FILLING, get, rest, sse, unknownMembers, webSocket, type HostileCall } from './hostile-call.js';
import { customers } from './variables.js';

const BULK = '/v2/promotion/bulk/enrolAndEarn';
const REVOKE = '/v2/promotion/bulk/revokeEnrolAndEarn';
const ISSUE = '/v2/promotion/issue';
const LOOKUP = `/v2/customers/lookup?identifierName=mobile&source=INSTORE&identifierValue=`;
const DATA = `/v2/customers/lookup/promotionData?identifierName=mobile&source=INSTORE&identifierValue=91${FIRST_CUSTOMER_ID}`;
const TOKEN = '/v3/oauth/token/generate';
const WATCH = `subscription ($value: String!) { customerPromotionChanged(
  identifierName: MOBILE, identifierValue: $value, source: INSTORE) { enrolmentsUsed } }`;
const LETTERS = 'a'.repeat(FILLING);
/** Headers may have 16 KiB together. */
const HEADER = 15_000;
/** A URL may have 8 KiB. */
const URL_FILLING = 7_800;

const body = (changes: object = {}) => ({
  type: 'CUSTOMER',
  bulkAction: 'ENROL',
  promotionDetails: { programId: Number(PROGRAM_ID), promotionId: FIRST_PROMOTION_ID },
  identifierName: 'mobile',
  customers: customers(1),
  ...changes,
});
const bulk = (name: string, changes: object, headers: object = {}) =>
  rest(name, BULK, body(changes), headers);
const withHeader = (name: string, header: string, value: string) => bulk(name, {}, { [header]: value });

/** Calls of the REST door, of the other transports, and with hostile headers. */
export const hostileDoors: readonly HostileCall[] = [
  bulk('100 customers', { customers: customers(100) }),
  bulk('4,000 customers', { customers: customers(4_000) }),
  bulk('numbers for customers', { customers: Array(120_000).fill(1) }),
  bulk('a customer of 10,000 unknown names', { customers: [unknownMembers(10_000)] }),
  bulk('10,000 unknown names', unknownMembers(10_000)),
  bulk('an identifier of 250,000 letters', { customers: [{ identifierValue: LETTERS, source: 'ALL' }] }),
  bulk('100 identifiers of 2,400 letters', {
    customers: customers(100).map((each) => ({ ...each, identifierValue: '1'.repeat(2_400) })),
  }),
  bulk('a source of 250,000 spaces', { customers: [{ identifierValue: '1', source: ' '.repeat(FILLING) }] }),
  bulk('an identifierName of 250,000 letters', { identifierName: LETTERS }),
  bulk('a programId of 250,000 digits', {
    promotionDetails: { programId: '1'.repeat(FILLING), promotionId: 1 },
  }),
  rest(
    '100 times 100 earnings',
    REVOKE,
    body({
      bulkAction: 'REVOKE_EARN',
      customers: customers(100).map((each) => ({ ...each, earnIds: Array(100).fill(9_000_000_000_000) })),
    }),
  ),
  rest(
    '20,000 earnings of a customer',
    REVOKE,
    body({
      bulkAction: 'REVOKE_EARN',
      customers: [{ ...customers(1)[0], earnIds: Array(20_000).fill(1) }],
    }),
  ),
  rest(
    'a body of 10,000 unknown names',
    `${ISSUE}?identifierName=mobile&identifierValue=1&source=ALL`,
    unknownMembers(10_000),
  ),
  rest('lists within lists', BULK, `${'['.repeat(120_000)}${']'.repeat(120_000)}`),
  rest('a key of 250,000 letters', TOKEN, { key: LETTERS, secret: 'a' }),
  rest('a secret of 250,000 letters', TOKEN, { key: 'demo', secret: LETTERS }),
  rest('an identifier of 7,800 letters', `${LOOKUP}${'1'.repeat(URL_FILLING)}`),
  rest('2,600 escapes', `${LOOKUP}${'%41'.repeat(URL_FILLING / 3)}`),
  rest('a long history', DATA),
  rest('3,900 programs', `${DATA}&programs=${'1,'.repeat(URL_FILLING / 2 - 100)}`),
  rest('1,500 parameters', `${DATA}${'&a=1'.repeat(1_500)}`),
  withHeader('a key of backslashes', 'idempotency-key', `"${'\\\\'.repeat(HEADER / 2)}`),
  withHeader('a key of spaces', 'idempotency-key', `a${' '.repeat(HEADER)}a`),
  withHeader('a charset of semicolons', 'content-type', `application/json${'; '.repeat(HEADER / 2)}`),
  withHeader('5,000 media types', 'accept', 'a/b,'.repeat(HEADER / 4)),
  withHeader('5,000 encodings', 'accept-encoding', 'br;q=0,'.repeat(HEADER / 7)),
  withHeader('an attribution of 15,000 letters', 'x-cap-api-attribution-entity-code', 'a'.repeat(HEADER)),
  withHeader('a client name of 15,000 letters', 'apollographql-client-name', 'a'.repeat(HEADER)),
  get('an unknown field of 7,800 letters', { query: `{ ${'a'.repeat(URL_FILLING)} }` }),
  get('7,800 line breaks', { query: `${'\n'.repeat(2_500)}{ a }` }),
  get('variables of 2,000 lists', {
    query: '{ __typename }',
    variables: `${'['.repeat(1_200)}${']'.repeat(1_200)}`,
  }),
  get('extensions that are no JSON', { query: '{ __typename }', extensions: '{'.repeat(2_000) }),
  sse('an unknown field of 250,000 letters', `subscription { ${LETTERS} }`),
  sse('120,000 line breaks', `${'\n'.repeat(120_000)}subscription { a b c d e f }`),
  sse('an identifier of 250,000 letters', WATCH, { value: LETTERS }),
  sse('an identifier of 100,000 items', WATCH, { value: Array(100_000).fill(1) }),
  sse(
    '1,600 arguments of one name',
    `subscription { customerPromotionChanged(${'a: 1 '.repeat(1_600)}) { enrolmentsUsed } }`,
  ),
  webSocket('an unknown field of 250,000 letters', `subscription { ${LETTERS} }`),
  webSocket('120,000 line breaks', `${'\n'.repeat(120_000)}subscription { a b c d e f }`),
  webSocket('an identifier of 250,000 letters', WATCH, { value: LETTERS }),
  webSocket('an object of 10,000 names', WATCH, { value: unknownMembers(10_000) }),
];
