import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { promotionLedger } from '../../src/postgres/ledger/promotion-ledger.js';
import { openServerStore, type Store } from '../../src/postgres/store.js';
import { storeOrganisation } from '../../src/postgres/store-organisation.js';
import { LocalPromotionService } from '../../src/service/local-promotion-service.js';
import type { BulkOutcome, CustomerOutcome } from '../../src/service/promotion-service.js';
import { openMemoryStore } from '../support/embedded-store.js';
import { manualClock } from '../support/manual-clock.js';
import { aCustomer } from '../support/organisation.js';
import { createDatabase, type TestDatabase } from '../support/postgres-database.js';
import { aPromotion } from '../support/promotion.js';
import { ReferenceModel, type Expected, type ModelAction, type ModelPromotion } from './reference-model.js';
import { judged } from '../support/judged.js';

const RUNS = 500;
const START = Date.parse('2026-04-01T09:00:00Z');
const DAY = 86_400_000;

const limit = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null });
const days = fc.option(fc.integer({ min: 1, max: 12 }), { nil: null });
const promotions: fc.Arbitrary<ModelPromotion> = fc.record({
  kind: fc.constantFrom('ENROL_AND_ISSUE', 'ENROL_AND_ISSUE', 'DIRECT_ISSUE', 'GENERIC'),
  startsAt: fc.integer({ min: -20, max: 1 }).map((n) => START + n * DAY),
  endsAt: fc.integer({ min: 10, max: 40 }).map((n) => START + n * DAY),
  enrolmentLimit: limit,
  earnLimit: limit,
  totalEarnLimit: limit,
  enrolmentDays: days,
  earningDays: days,
});

/** Time passing, or a call for customers of which each names, to revoke, so many of its earnings from the last on; null names none. */
type Step =
  | { readonly hours: number }
  | {
      readonly organisation: 0 | 1;
      readonly action: ModelAction;
      readonly customers: readonly { readonly number: number; readonly names: number | null }[];
    };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ hours: fc.integer({ min: 1, max: 150 }) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        organisation: fc.constantFrom(0 as const, 1 as const),
        action: fc.constantFrom<ModelAction>(
          'ENROL',
          'ENROL',
          'EARN',
          'EARN',
          'EARN',
          'REVOKE_ENROL',
          'REVOKE_EARN',
        ),
        customers: fc.array(
          fc.record({
            number: fc.integer({ min: 1, max: 3 }),
            names: fc.option(fc.integer({ min: 0, max: 2 }), { nil: null }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
      }),
    },
  ),
  { minLength: 4, maxLength: 16 },
);

describe('any sequence of enrol, earn, revoke and time passing', () => {
  let database: TestDatabase | undefined;
  let store: Store;
  let organisations = 0;
  beforeAll(async () => {
    database = inject('postgresUrl') === null ? undefined : await createDatabase();
    store = database ? await openServerStore(database.url, { poolSize: 2 }) : await openMemoryStore();
  });
  afterAll(async () => {
    await store.close();
    await database?.drop();
  });

  async function openOrganisation(promotion: ModelPromotion) {
    const organisationId = String(++organisations);
    const { enrolmentDays, earningDays, startsAt, endsAt, ...rest } = promotion;
    await storeOrganisation(store.db, {
      organisationId,
      name: 'Model',
      timeZone: 'UTC',
      clients: [],
      promotions: [
        aPromotion({
          ...rest,
          startsAt: new Date(startsAt),
          endsAt: new Date(endsAt),
          enrolmentExpiryDays: enrolmentDays,
          earningExpiryDays: earningDays,
        }),
      ],
      customers: ['1', '2', '3'].map(aCustomer),
    });
    return { organisationId, model: new ReferenceModel(promotion) };
  }

  it(`comes to what a model of its own comes to, in ${RUNS} of them over two organisations`, async () => {
    const clock = manualClock('2026-04-01T09:00:00Z');
    const service = new LocalPromotionService({
      ledger: promotionLedger(store.db),
      clock,
      reportDefect: (error) => {
        throw error;
      },
    });
    await fc.assert(
      fc.asyncProperty(promotions, promotions, steps, async (one, other, sequence) => {
        clock.set(new Date(START));
        const both = [await openOrganisation(one), await openOrganisation(other)] as const;
        for (const step of sequence) {
          if ('hours' in step) clock.advance(step.hours * 3_600_000);
          else await compare(service, both[step.organisation], step, clock.now().getTime());
        }
      }),
      { numRuns: RUNS, seed: 20261123, endOnFailure: false },
    );
    const { rows } = await sql<{ wrong: number }>`
      select count(*)::int as wrong from promotion_total t where earned <> (
        select count(*) from earning e where e.organisation_id = t.organisation_id
          and e.promotion_id = t.promotion_id and e.revoked_at is null)`.execute(store.db);
    expect(rows).toEqual([{ wrong: 0 }]);
  }, 180_000);
});

async function compare(
  service: LocalPromotionService,
  { organisationId, model }: { organisationId: string; model: ReferenceModel },
  { action, customers }: Extract<Step, { action: ModelAction }>,
  now: number,
): Promise<void> {
  const named = customers.map(({ number, names }) => {
    const own = model.earnings.filter(({ customer }) => customer === String(number));
    const earnedIds = names === null ? null : own.slice(-1 - names).map(({ id }) => id);
    return { customer: String(number), earnedIds: earnedIds?.length === 0 ? null : earnedIds };
  });
  const outcome = await service.execute(
    judged({
      caller: { organisation: { organisationId, timeZone: 'UTC' }, clientId: '1', access: [] },
      requestId: 'model',
      request: {
        operation: action.startsWith('REVOKE') ? 'REVOKE' : 'ENROL_AND_EARN',
        entityType: 'CUSTOMER',
        action,
        programId: '10',
        promotionId: '500',
        promoIdentifier: null,
        identifierName: 'ID',
        customers: named.map(({ customer, earnedIds }) => ({
          identifierValue: customer,
          source: 'ALL',
          earnedIds,
        })),
      },
      lookups: named.map(({ customer }) => ({ status: 'found', customerId: customer })),
      idempotencyKey: null,
      dryRun: false,
    }),
  );
  const refusal = model.refuses(action, now);
  expect(faultOf(outcome)).toBe(refusal);
  if (refusal !== null || outcome.status !== 'settled') return;
  // All of a call is decided before any of it has an id, so the model goes first.
  const expected = named.map(({ customer, earnedIds }) => model.act(action, customer, earnedIds, now));
  outcome.customers.forEach((customer, i) => {
    expectOutcome(customer, expected[i]!);
  });
}

function faultOf(outcome: BulkOutcome): string | null {
  return outcome.status === 'refused' ? outcome.refusal.fault : null;
}

function expectOutcome(outcome: CustomerOutcome, expected: Expected): void {
  switch (outcome.status) {
    case 'refused':
      expect(expected).toEqual({ fault: outcome.refusal.fault });
      return;
    case 'enrolmentRevoked':
      expect(expected).toEqual({ revoked: [outcome.issualId] });
      return;
    case 'earningsRevoked':
      expect(expected).toEqual({ revoked: outcome.earnedIds });
      return;
    case 'enrolled':
    case 'earned': {
      expect(expected).toMatchObject({ end: outcome.expiresAt?.getTime() });
      const { issualId, take } = expected as Extract<Expected, { end: number }>;
      if (outcome.status === 'earned' && issualId !== null) expect(outcome.issualId).toBe(issualId);
      take(outcome.issualId, outcome.status === 'earned' ? outcome.earnedId : undefined);
    }
  }
}
