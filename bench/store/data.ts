import { importBuilt } from '../product.js';
import { withClient } from './postgres.js';
import { FIRST_CUSTOMER_ID, FIRST_PROMOTION_ID, namedBy, PROGRAM_ID, STRIDE, type Walk } from './walk.js';

export const ORGANISATION_ID = '1';
export const TILL = 'bench.till';
const PASSWORD = 'bench-password';
/** An OAuth client, for token requests. */
export const oauthClient = { key: 'bench', secret: 'bench-secret' } as const;

/** The credential that every contender with credentials is called with. */
export const authorization = `Basic ${Buffer.from(`${TILL}:${PASSWORD}`).toString('base64')}`;

/** Brings an empty database to the product's schema and fills it: customers in one statement, however many. */
export async function loadData(url: string, customers: number, promotions: number): Promise<void> {
  await loadOrganisation(url, promotions);
  await withClient(url, async (client) => {
    // The rows refer to each other by construction; checking that would take most of the time.
    await client.query('set session_replication_role = replica');
    const numbers = `generate_series(${FIRST_CUSTOMER_ID}::bigint, ${FIRST_CUSTOMER_ID + customers - 1}::bigint) as n`;
    await client.query(
      `insert into customer (organisation_id, customer_id) select ${ORGANISATION_ID}, n from ${numbers}`,
    );
    await client.query(`insert into customer_identifier
      (organisation_id, identifier_name, identifier_value, source, customer_id)
      select ${ORGANISATION_ID}, 'MOBILE', '91' || n, 'INSTORE', n from ${numbers}`);
    await client.query('vacuum analyze');
  });
}

async function loadOrganisation(url: string, promotions: number): Promise<void> {
  const { openServerStore } = await importBuilt('postgres/store.js');
  const { storeOrganisation } = await importBuilt('postgres/store-organisation.js');
  const { hashSecret, hashTillPassword } = await importBuilt('service/auth/secret-hash.js');
  const store = await openServerStore(url, { poolSize: 1 });
  try {
    await storeOrganisation(store.db, {
      organisationId: ORGANISATION_ID,
      name: 'Bench',
      timeZone: 'Asia/Kolkata',
      clients: [
        {
          kind: 'TILL',
          key: TILL,
          secretHash: await hashTillPassword(PASSWORD),
          access: ['customer:read', 'customer:write', 'promotion:read'],
        },
        {
          kind: 'OAUTH',
          key: oauthClient.key,
          secretHash: await hashSecret(oauthClient.secret),
          access: ['customer:read'],
        },
      ],
      promotions: Array.from({ length: promotions }, (_, i) => aPromotion(i)),
      customers: [],
    });
  } finally {
    await store.close();
  }
}

/** Without limits, so that no contender has less to do towards the end. */
function aPromotion(i: number) {
  return {
    promotionId: String(FIRST_PROMOTION_ID + i),
    promoIdentifier: null,
    program: { programId: PROGRAM_ID, name: 'Bench Rewards', active: true },
    name: `Bench promotion ${i}`,
    kind: 'ENROL_AND_ISSUE',
    active: true,
    startsAt: new Date('2020-01-01T00:00:00Z'),
    endsAt: new Date('2099-12-31T23:59:59Z'),
    enrolmentLimit: null,
    earnLimit: null,
    totalEarnLimit: null,
    enrolmentExpiryDays: null,
    earningExpiryDays: null,
  } as const;
}

/** Empties what mutations fill, and has everything on disk, so that every case begins alike. */
export async function emptyRecords(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('truncate enrolment, earning, idempotency_record, outbox');
    await client.query('checkpoint');
  });
}

/** Enrols whomever a walk names before it begins again, so that they can earn. */
export async function enrolAhead(url: string, walk: Walk & { readonly length: number }): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('set session_replication_role = replica');
    await client.query(`insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, enrolled_at, client_id, request_id)
      select ${ORGANISATION_ID}, ${FIRST_PROMOTION_ID} + step % ${walk.promotions},
        ${FIRST_CUSTOMER_ID} + ((step / ${walk.promotions} * ${walk.size} + i) * ${STRIDE}::bigint) % ${walk.customers},
        1, '2026-01-01', 1, 'enrolled ahead'
      from generate_series(0, ${walk.length - 1}) as step, generate_series(0, ${walk.size - 1}) as i`);
    await client.query('vacuum analyze enrolment');
    await client.query('checkpoint');
    await requireEnrolled(client, walk);
  });
}

/** Gives the first customer a history of so many enrolments in the first promotion. */
export async function enrolLong(url: string, enrolments: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('set session_replication_role = replica');
    await client.query(`insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, enrolled_at, client_id, request_id)
      select ${ORGANISATION_ID}, ${FIRST_PROMOTION_ID}, ${FIRST_CUSTOMER_ID}, n, '2026-01-01', 1, 'enrolled ahead'
      from generate_series(1, ${enrolments}) as n`);
    await client.query('vacuum analyze enrolment');
  });
}

/** The walk is written twice, here and in SQL: both have to name the same. */
async function requireEnrolled(
  client: { query(text: string, values: unknown[]): Promise<{ rows: { count: string }[] }> },
  walk: Walk & { readonly length: number },
): Promise<void> {
  const { promotionId, customerIds } = namedBy(walk, walk.length - 1);
  const { rows } = await client.query(
    'select count(*) from enrolment where promotion_id = $1 and customer_id = any($2)',
    [promotionId, customerIds],
  );
  if (Number(rows[0]?.count) !== walk.size) throw new Error('The customers who are to earn are not enrolled');
}

/** How many enrolments and earnings are in the store beyond those that were enrolled ahead. */
export async function countRecords(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ count: string }>(
      `select (select count(*) from enrolment where request_id <> 'enrolled ahead')
        + (select count(*) from earning) as count`,
    );
    return Number(rows[0]?.count);
  });
}
