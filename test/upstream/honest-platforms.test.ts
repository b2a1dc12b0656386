import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import type { CustomerKey } from '../../src/domain/customer.js';
import type { Store } from '../../src/postgres/store.js';
import type { BulkCommand } from '../../src/service/promotion-service.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { judged } from '../support/judged.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { openPlatform, type TestPlatform } from '../support/platform.js';
import { aPromotion } from '../support/promotion.js';
import { Random } from '../support/random.js';
import { randomDialect, type Dialect } from './dialect.js';
import { OAUTH, openDialectPlatform, type DialectPlatform } from './dialect-platform.js';
import { aRequestOf, caller, openTestUpstream, verdictsOf, type TestUpstream } from './service.js';

/** How many platforms are drawn: a sample by default. */
const PLATFORMS = Number(process.env.HONEST_PLATFORMS ?? 25);
const UNKNOWN = '9999';
const limits = { enrolmentLimit: 2, earnLimit: 2 };
/** More promotions than the smallest page has. */
const promotions = [
  aPromotion(limits),
  aPromotion({ promotionId: '501', promoIdentifier: 'direct', kind: 'DIRECT_ISSUE', earnLimit: 2 }),
  ...Array.from({ length: 12 }, (_, n) =>
    aPromotion({ ...limits, promotionId: String(502 + n), promoIdentifier: `more-${n}` }),
  ),
];

let standIn: TestPlatform;
let own: Store;
let platform: DialectPlatform;
let organisation: TestOrganisation;
beforeAll(async () => {
  standIn = await openPlatform();
  own = await openMemoryStore();
  const customers = Array.from({ length: PLATFORMS }, (_, seed) => customersOf(seed)).flat();
  organisation = await standIn.organisation({ promotions, customers: customers.map(aCustomer) });
  platform = await openDialectPlatform(standIn.url, randomDialect(new Random(0)));
});
afterAll(async () => {
  await platform.close();
  await own.close();
  await standIn.close();
});

/** Five customers for each platform. */
function customersOf(seed: number): string[] {
  return [0, 1, 2, 3, 4].map((n) => String(1_000 + 5 * seed + n));
}

const byMobile = (id: string): CustomerKey => ({
  identifierName: 'MOBILE',
  value: `91900000${id}`,
  source: 'INSTORE',
});
const byId = (id: string): CustomerKey => ({ identifierName: 'ID', value: id, source: 'ALL' });

interface Acted {
  readonly upstream: TestUpstream;
  readonly customers: readonly string[];
  act(
    keys: readonly CustomerKey[],
    request: Partial<BulkRequest>,
    options?: Partial<BulkCommand>,
  ): Promise<string[]>;
}

let requests = 0;

function inFrontOfA(dialect: Dialect, seed: number): Acted {
  platform.dialect = dialect;
  platform.authorization = organisation.authorization;
  const upstream = openTestUpstream(platform.url, own, {
    credential: OAUTH,
    batchSize: dialect.batchLimit,
    timeoutMs: 60_000,
  });
  const by = { ...caller, organisation: { organisationId: organisation.organisationId, timeZone: 'UTC' } };
  const act: Acted['act'] = async (keys, request, options = {}) => {
    const command = judged({
      caller: by,
      requestId: `request-${++requests}`,
      request: {
        operation: 'ENROL_AND_EARN',
        entityType: 'CUSTOMER',
        action: 'ENROL',
        programId: '10',
        promotionId: '500',
        promoIdentifier: null,
        identifierName: keys[0]?.identifierName ?? 'ID',
        customers: keys.map(({ value, source }) => ({ identifierValue: value, source })),
        ...request,
      },
      lookups: keys.map((key) => ({ status: 'deferred', key })),
      idempotencyKey: null,
      dryRun: false,
      showsEnrolments: true,
      ...options,
    });
    return verdictsOf(await upstream.service.execute(command));
  };
  return { upstream, customers: customersOf(seed), act };
}

const EARN = { action: 'EARN' };
const DIRECT = { action: 'EARN', promotionId: '501' };

/** Acts as apps do, and expects of every platform the same. */
async function writesAll({ act, customers }: Acted): Promise<void> {
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = customers;
  const keyed = { idempotencyKey: `key-${first}` };
  const mobiles = [first, second, UNKNOWN, third].map(byMobile);
  const enrolled = ['enrolled', 'enrolled', 'CUSTOMER_NOT_FOUND', 'enrolled'];
  expect(await act(mobiles, {}, { dryRun: true })).toEqual(enrolled);
  expect(await act(mobiles, {}, keyed)).toEqual(enrolled);
  expect(await act(mobiles, {}, keyed)).toEqual(enrolled);
  expect(await act([fourth, UNKNOWN, fifth].map(byId), {})).toEqual([
    'enrolled',
    'CUSTOMER_NOT_FOUND',
    'enrolled',
  ]);
  const singles = customers.map((id) => act([byId(id)], EARN));
  expect((await Promise.all(singles)).flat()).toEqual(Array(5).fill('earned'));
  const thrice = [first, first, first].map(byId);
  expect(await act(thrice, {})).toEqual(['enrolled', 'NOT_ISSUED', 'NOT_ISSUED']);
  expect(await act(thrice, EARN)).toEqual(['earned', 'NOT_ISSUED', 'NOT_ISSUED']);
  expect(await act(thrice, DIRECT)).toEqual(['earned', 'earned', 'NOT_ISSUED']);
  expect(await act([byId(first)], DIRECT, { dryRun: true })).toEqual(['NOT_ISSUED']);
  const single = { operation: 'ISSUE', action: 'ISSUE' } as const;
  expect(await act([byMobile(second)], single)).toEqual(['enrolled']);
  expect(await act([byMobile(second)], single)).toEqual(['NOT_ISSUED']);
  expect(await act([byMobile(second)], { ...single, promotionId: '501' })).toEqual(['earned']);
  expect(await act([byMobile(UNKNOWN)], single)).toEqual(['CUSTOMER_NOT_FOUND']);
}

async function refusesAll({ act, customers }: Acted): Promise<void> {
  const keys = customers.map(byId);
  expect(await act(keys, { promotionId: '9' })).toEqual(['INVALID_PROMOTION']);
  expect(await act(keys, { programId: '9' })).toEqual(['INVALID_PROGRAM']);
  expect(await act(keys, { promotionId: '501' })).toEqual(['ACTION_NOT_SUPPORTED']);
  expect(await act(keys.slice(0, 1), { ...EARN, promotionId: '502' })).toEqual(['NOT_ENROLLED']);
}

async function readsAll({ upstream, customers }: Acted, { programs }: Dialect): Promise<void> {
  const { organisationId } = organisation;
  const origin = aRequestOf({ ...caller, organisation: { organisationId, timeZone: 'UTC' } });
  const [first = '', second = ''] = customers;
  const keys = [byId(first), byMobile(second), byId(UNKNOWN), byMobile(UNKNOWN)];
  expect(await upstream.directoryFor(origin).find(organisationId, keys)).toEqual([first, second, null, null]);
  const { catalogue, records } = upstream.readsFor(origin, () => undefined);
  const [histories] = await records.historiesOf(organisationId, [first], new Date());
  const read = [...(histories ?? [])];
  expect(read.map(({ promotion }) => promotion.promotionId)).toEqual(
    promotions.map(({ promotionId }) => promotionId),
  );
  const standings = read.slice(0, 2).map(({ standing }) => standing);
  expect(standings).toMatchObject([{ enrolmentsUsed: 2, earningsUsed: 2 }, { earningsUsed: 2 }]);
  const [known, unknown] = await catalogue.findPromotions(organisationId, [
    { programId: '10', promotionId: '500', promoIdentifier: null },
    { programId: '10', promotionId: '9', promoIdentifier: null },
  ]);
  expect(known).toMatchObject({
    promotionId: '500',
    kind: 'ENROL_AND_ISSUE',
    enrolmentLimit: 2,
    earnLimit: 2,
  });
  expect(unknown).toBeNull();
  if (programs === 'listed') expect(await catalogue.programs(organisationId)).toHaveLength(1);
}

async function revokesAll({ act, customers }: Acted): Promise<void> {
  const revoke = { operation: 'REVOKE' } as const;
  const keys = [customers[0] ?? '', customers[2] ?? ''].map(byId);
  expect(await act(keys, { ...revoke, action: 'REVOKE_ENROL' })).toEqual(
    Array(2).fill('EARNING_NOT_REVOCABLE'),
  );
  expect(await act(keys, { ...revoke, action: 'REVOKE_EARN' })).toEqual(Array(2).fill('earningsRevoked'));
  expect(await act(keys, { ...revoke, action: 'REVOKE_ENROL' })).toEqual(Array(2).fill('enrolmentRevoked'));
}

/** How much the stand-in has recorded for the customers of a platform. */
async function recorded({ customers }: Acted) {
  const { organisationId } = organisation;
  const ids = customers.map(Number);
  const { rows } = await sql<{ enrolments: number; earnings: number }>`
    select (select count(*)::int from enrolment
        where organisation_id = ${organisationId} and customer_id = any(${ids})) as enrolments,
      (select count(*)::int from earning
        where organisation_id = ${organisationId} and customer_id = any(${ids})) as earnings`.execute(
    standIn.store.db,
  );
  return rows[0];
}

describe('a gateway in front of an honest platform', () => {
  it.each(Array.from({ length: PLATFORMS }, (_, seed) => seed))(
    'does what it is asked once, and knows what became of it, whichever way number %i speaks',
    async (seed) => {
      const dialect = randomDialect(new Random(seed));
      const acted = inFrontOfA(dialect, seed);
      try {
        await writesAll(acted);
        await refusesAll(acted);
        await readsAll(acted, dialect);
        await revokesAll(acted);
        // Two of the enrolments are placeholders of Direct Issue.
        expect(await recorded(acted)).toEqual({ enrolments: 9, earnings: 9 });
      } catch (error) {
        throw new Error(`Platform ${seed} speaks so: ${JSON.stringify(dialect)}`, { cause: error });
      } finally {
        await acted.upstream.close();
      }
    },
  );
});
