import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  historyOf,
  type EnrolmentRecord,
  type EnrolmentWithEarnings,
  type FullHistory,
  type History,
} from '../../../src/domain/history.js';
import { customerRecords } from '../../../src/postgres/reads/customer-records.js';
import type { Store } from '../../../src/postgres/store.js';
import type { CustomerRecords } from '../../../src/service/read-ports.js';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { aPromotion } from '../../support/promotion.js';
import { describeWithPostgres } from '../../support/postgres-database.js';

const NOW = new Date('2026-04-01T09:00:00Z');
const AT = new Date('2026-03-01T09:00:00Z');
const promotion = aPromotion({ enrolmentLimit: null, earnLimit: null });
const { promotionId } = promotion;
/** What every enrolment and earning of these tests says of where it came from. */
const deed = { at: AT, clientId: '1', requestId: 'request-1' };

/** An enrolment or earning as it may have been recorded. */
interface Act {
  readonly expiresAt: Date | null;
  readonly isRevoked: boolean;
}

const acts = fc.record<Act>({
  expiresAt: fc.option(
    fc.integer({ min: 1, max: 60 }).map((days) => new Date(AT.getTime() + days * 86_400_000)),
  ),
  isRevoked: fc.boolean(),
});
const enrolments = fc.array(fc.record({ own: acts, earnings: fc.array(acts, { maxLength: 4 }) }), {
  maxLength: 6,
});

async function record(
  { db }: Store,
  organisationId: string,
  customerId: string,
  all: readonly { readonly own: Act; readonly earnings: readonly Act[] }[],
): Promise<EnrolmentWithEarnings[]> {
  await sql`insert into customer values (${organisationId}, ${customerId})`.execute(db);
  const recorded: EnrolmentWithEarnings[] = [];
  let earningsMade = 0;
  for (const [i, { own, earnings }] of all.entries()) {
    const ordinal = i + 1;
    const { rows } = await sql<{ id: string }>`
      insert into enrolment (organisation_id, promotion_id, customer_id, ordinal, enrolled_at, client_id, request_id,
        expires_at, revoked_at, revoked_by_client_id, revoked_by_request_id)
      values (${organisationId}, ${promotionId}, ${customerId}, ${ordinal}, ${AT}, 1, 'request-1', ${own.expiresAt},
        ${own.isRevoked ? AT : null}, ${own.isRevoked ? '1' : null}, ${own.isRevoked ? 'request-1' : null})
      returning issual_id as id`.execute(db);
    const under = [];
    for (const { expiresAt, isRevoked } of earnings) {
      const inserted = await sql<{ id: string }>`
        insert into earning (organisation_id, promotion_id, customer_id, ordinal, enrolment_ordinal, earned_at,
          client_id, request_id, expires_at, revoked_at, revoked_by_client_id, revoked_by_request_id)
        values (${organisationId}, ${promotionId}, ${customerId}, ${++earningsMade}, ${ordinal}, ${AT}, 1, 'request-1',
          ${expiresAt}, ${isRevoked ? AT : null}, ${isRevoked ? '1' : null}, ${isRevoked ? 'request-1' : null})
        returning earned_id as id`.execute(db);
      const earnedId = inserted.rows[0]!.id;
      under.push({ earnedId, earned: deed, expiresAt, revoked: isRevoked ? deed : null });
    }
    const { expiresAt, isRevoked } = own;
    const revoked = isRevoked ? deed : null;
    recorded.push({ ordinal, issualId: rows[0]!.id, enrolled: deed, expiresAt, revoked, earnings: under });
  }
  return recorded;
}

/** A history without what it sums up. */
function summaryOf({
  promotion,
  totalLeft,
  standing,
  enrolmentsExpireAt: enrolmentsLapseAt,
  earningsExpireAt: earningsLapseAt,
}: FullHistory): History {
  const { enrolment } = standing;
  const current = enrolment && {
    ordinal: enrolment.ordinal,
    issualId: enrolment.issualId,
    expiresAt: enrolment.expiresAt,
  };
  return {
    promotion,
    totalLeft,
    standing: { ...standing, enrolment: current },
    enrolmentsExpireAt: enrolmentsLapseAt,
    earningsExpireAt: earningsLapseAt,
  };
}

function withoutEarnings(enrolment: EnrolmentWithEarnings): EnrolmentRecord {
  const { ordinal, issualId, enrolled, expiresAt, revoked } = enrolment;
  return { ordinal, issualId, enrolled, expiresAt, revoked };
}

/** Every item of a list that is read page by page. */
async function readAll<Item>(
  readPage: (after: string | null) => Promise<Item[][]>,
  idOf: (item: Item) => string,
): Promise<Item[]> {
  const all: Item[] = [];
  for (;;) {
    const [page = []] = await readPage(all.length > 0 ? idOf(all.at(-1)!) : null);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

describe('the records of a customer', () => {
  let gateway: TestGateway;
  let organisationId: string;
  let records: CustomerRecords;
  let customers = 0;
  beforeAll(async () => {
    gateway = await openGateway();
    ({ organisationId } = await gateway.organisation({ promotions: [promotion], customers: [] }));
    records = customerRecords(gateway.store.db);
  });
  afterAll(() => gateway.close());

  it('are summed up by the store as by the domain, and listed in pages newest first, each record once', async () => {
    await fc.assert(
      fc.asyncProperty(enrolments, fc.integer({ min: 1, max: 3 }), async (all, size) => {
        const customerId = String(++customers);
        const recorded = await record(gateway.store, organisationId, customerId, all);
        const [histories] = await records.historiesOf(organisationId, [customerId], NOW);
        const [history] = [...histories!];
        expect(history).toEqual(summaryOf(historyOf({ promotion, totalLeft: null }, recorded)));

        const place = { customerId, promotionId };
        const upTo = recorded.length;
        const listed = await readAll(
          (after) => records.enrolments(organisationId, [{ ...place, upTo, after, size }]),
          ({ issualId }) => issualId,
        );
        expect(listed).toEqual(recorded.toReversed().map((one) => withoutEarnings(one)));
        for (const enrolment of recorded) {
          const under = await readAll(
            (after) => records.earnings(organisationId, [{ ...place, enrolment, after, size }]),
            ({ earnedId }) => earnedId,
          );
          expect(under).toEqual(enrolment.earnings.toReversed());
        }
      }),
      { numRuns: 25, seed: 20260401 },
    );
  });

  it('are cut to the latest that were not taken back', async () => {
    const kept = { expiresAt: null, isRevoked: false };
    const customerId = String(++customers);
    const three = Array.from({ length: 3 }, (_, i) => ({ own: kept, earnings: i === 1 ? [kept, kept] : [] }));
    const recorded = await record(gateway.store, organisationId, customerId, [
      ...three,
      { own: { ...kept, isRevoked: true }, earnings: [] },
    ]);
    const latest = (atMost: number) =>
      records.latest(organisationId, customerId, [promotionId], atMost).then(([one]) => one);
    expect(await latest(3)).toEqual({ enrolments: recorded.slice(0, 3), isCut: false });
    const [, second, third] = recorded;
    const { earnings } = second!;
    expect(await latest(2)).toEqual({ enrolments: [second, third], isCut: true });
    expect(await latest(1)).toEqual({ enrolments: [third], isCut: true });
    expect(earnings).toHaveLength(2);
  });
});

describeWithPostgres('a page of ten thousand records', (url) => {
  it('costs the store no more rows than it lists', async () => {
    // A connection counts what it did when it is asked to: the only one can be asked.
    const gateway = await openGateway({ databaseUrl: url(), poolSize: 1 });
    const { db } = gateway.store;
    const { organisationId } = await gateway.organisation({ promotions: [promotion], customers: [] });
    const many = sql`generate_series(1, 10012) as n`;
    await sql`insert into customer values (${organisationId}, 1)`.execute(db);
    await sql`insert into enrolment
        (organisation_id, promotion_id, customer_id, ordinal, enrolled_at, client_id, request_id)
      select ${organisationId}::bigint, 500, 1, n, '2026-03-01', 1, 'r' from ${many}`.execute(db);
    await sql`insert into earning
        (organisation_id, promotion_id, customer_id, ordinal, enrolment_ordinal, earned_at, client_id, request_id)
      select ${organisationId}::bigint, 500, 1, n, 1 + n / 2, '2026-03-01', 1, 'r' from ${many}`.execute(db);
    const rowsRead = async () => {
      await sql`select pg_stat_force_next_flush()`.execute(db);
      const { rows } = await sql<{ read: string }>`
        select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read) as read from pg_stat_user_tables
        where relname in ('enrolment', 'earning')`.execute(db);
      return Number(rows[0]?.read);
    };
    const records = customerRecords(db);
    const place = { customerId: '1', promotionId, after: null, size: 5 };
    const before = await rowsRead();
    const [enrolments = []] = await records.enrolments(organisationId, [{ ...place, upTo: 10_012 }]);
    const after = enrolments.at(-1)!.issualId;
    await records.enrolments(organisationId, [{ ...place, after, upTo: 10_012 }]);
    await records.earnings(organisationId, [{ ...place, enrolment: { ordinal: 2_500, issualId: '0' } }]);
    // Three pages of five at most, and the record behind which one of them begins.
    expect((await rowsRead()) - before).toBeLessThanOrEqual(16);
    await gateway.close();
  });
});
