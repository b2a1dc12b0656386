import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { Kysely } from 'kysely';
import { randomUUID } from 'node:crypto';
import type { Promotion } from '../../src/domain/promotion.js';
import type { Database } from '../../src/postgres/schema.js';
import { storeOrganisation, type CustomerData } from '../../src/postgres/store-organisation.js';
import { accessGroups, type Access } from '../../src/service/caller.js';
import { cheapHash, cheapTillHash } from './cheap-hash.js';
import { aPromotion } from './promotion.js';

export interface OrganisationOptions {
  readonly timeZone?: string;
  /** What the organisation's till and OAuth client may do; everything unless given. */
  readonly access?: readonly Access[];
  /** Promotions, with the programs that are theirs; one of `aPromotion()` unless given. */
  readonly promotions?: readonly Promotion[];
  /** Customers 1001 to 1005 with mobiles 919000001001 to 919000001005, all INSTORE, unless given. */
  readonly customers?: readonly CustomerData[];
}

/** One of a test's organisations, and its till's way to the gateway. */
export interface TestOrganisation {
  readonly organisationId: string;
  readonly till: string;
  readonly password: string;
  readonly oauthKey: string;
  readonly oauthSecret: string;
  /** The Authorization header of its till. */
  readonly authorization: string;
  /** Sends a GraphQL request over HTTP as its till. */
  graphql(query: string, variables?: unknown): Promise<LightMyRequestResponse>;
  /** Sends a body to any path as its till: JSON unless it is text. */
  post(url: string, body: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** Reads a path as its till. */
  get(url: string): Promise<LightMyRequestResponse>;
  /** Sends a body to `POST /v2/promotion/bulk/enrolAndEarn` as its till: JSON unless it is text. */
  bulk(body: unknown): Promise<LightMyRequestResponse>;
}

const PASSWORD = 'till-password';
const OAUTH_SECRET = 'oauth-secret';
const hashes = Promise.all([cheapTillHash(PASSWORD), cheapHash(OAUTH_SECRET)]);

let organisations = 0;

export async function createOrganisation(
  server: FastifyInstance,
  db: Kysely<Database>,
  {
    timeZone = 'UTC',
    access = accessGroups,
    promotions = [aPromotion()],
    customers = someCustomers,
  }: OrganisationOptions = {},
): Promise<TestOrganisation> {
  const [tillHash, oauthHash] = await hashes;
  const unique = randomUUID();
  const organisationId = String(7_000 + ++organisations);
  const till = `till.${unique}`;
  const oauthKey = `client-${unique}`;
  await storeOrganisation(db, {
    organisationId,
    name: `Test ${unique}`,
    timeZone,
    clients: [
      { kind: 'TILL', key: till, secretHash: tillHash, access },
      { kind: 'OAUTH', key: oauthKey, secretHash: oauthHash, access },
    ],
    promotions,
    customers,
  });
  const authorization = `Basic ${Buffer.from(`${till}:${PASSWORD}`).toString('base64')}`;
  const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
    server.inject({
      method: 'POST',
      url,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    organisationId,
    till,
    password: PASSWORD,
    oauthKey,
    oauthSecret: OAUTH_SECRET,
    authorization,
    post,
    get: (url) => server.inject({ url, headers: { authorization } }),
    graphql: (query, variables) => post('/graphql', { query, variables }),
    bulk: (body) => post('/v2/promotion/bulk/enrolAndEarn', body),
  };
}

const someCustomers: readonly CustomerData[] = [1, 2, 3, 4, 5].map((n) => aCustomer(String(1_000 + n)));

/** A customer with the mobile 91900000<id>, registered INSTORE. */
export function aCustomer(customerId: string): CustomerData {
  return {
    customerId,
    identifiers: [{ name: 'MOBILE', value: `91900000${customerId}`, source: 'INSTORE' }],
  };
}
