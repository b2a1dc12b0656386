import { beforeEach, describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../../src/domain/bulk-request.js';
import type { Promotion } from '../../../src/domain/promotion.js';
import { LocalPromotionService } from '../../../src/service/local-promotion-service.js';
import { RecordingFailed, StoreUnavailable } from '../../../src/service/ports.js';
import type { BulkOutcome, CustomerLookup } from '../../../src/service/promotion-service.js';
import { FakeLedger, type FakeLedgerOptions } from '../../support/fake-ledger.js';
import { manualClock, type ManualClock } from '../../support/manual-clock.js';
import { aPromotion } from '../../support/promotion.js';
import { judged } from '../../support/judged.js';

const NOW = '2026-04-01T09:00:00Z';

let ledger: FakeLedger;
let clock: ManualClock;
let service: LocalPromotionService;

function open(promotion: Promotion, options: FakeLedgerOptions = {}): void {
  ledger = new FakeLedger({ target: { program: promotion.program, promotion }, ...options });
  clock = manualClock(NOW);
  service = new LocalPromotionService({ ledger, clock, reportDefect: () => undefined });
}
beforeEach(() => {
  open(aPromotion({ enrolmentLimit: null, earnLimit: null }));
});

const found = (customerId: string): CustomerLookup => ({ status: 'found', customerId });

interface Call {
  readonly key?: string | null;
  readonly requestId?: string;
  readonly organisationId?: string;
  readonly clientId?: string;
  readonly request?: Partial<BulkRequest>;
  readonly lookups?: readonly CustomerLookup[];
  readonly dryRun?: boolean;
}

/** An ENROL of customer 1 with the key 'key-1', apart from what the call says. */
function call({
  key = 'key-1',
  requestId = 'first',
  organisationId = '77',
  clientId = '9',
  request = {},
  lookups = [found('1')],
  dryRun = false,
}: Call = {}): Promise<BulkOutcome> {
  const command = judged({
    caller: { organisation: { organisationId, timeZone: 'UTC' }, clientId, access: [] },
    requestId,
    request: {
      operation: 'ENROL_AND_EARN',
      entityType: 'CUSTOMER',
      action: 'ENROL',
      programId: '10',
      promotionId: '500',
      promoIdentifier: null,
      identifierName: 'id',
      customers: [{ identifierValue: '1', source: 'ALL' }],
      ...request,
    },
    lookups,
    idempotencyKey: key,
    dryRun,
  });
  return service.execute(command);
}

const mismatch = {
  status: 'refused',
  refusal: { fault: 'IDEMPOTENCY_MISMATCH', field: ['idempotencyKey'] },
};

describe('a call with a key', () => {
  it('is answered as the first time when it comes again, and acts no more', async () => {
    const first = await call();
    clock.set('2026-04-01T10:00:00Z');
    const again = await call({ requestId: 'second' });
    expect(first).not.toHaveProperty('replayOf');
    expect(again).toStrictEqual({ ...first, replayOf: 'first' });
    expect(await call({ requestId: 'third' })).toStrictEqual(again);
    expect(ledger.enrolments).toHaveLength(1);
  });

  it('is remembered with its effects, in one transaction', async () => {
    await call();
    expect(ledger.statements.splice(0)).toEqual(['recall', 'standings', 'recordEnrolments', 'remember']);
    expect(ledger.origins).toHaveLength(1);
    await call();
    expect(ledger.statements).toEqual(['recall']);
  });

  it('acts anew under another key, and each time without one', async () => {
    const outcomes = [
      await call(),
      await call({ key: 'key-2' }),
      await call({ key: null }),
      await call({ key: null }),
    ];
    expect(ledger.enrolments).toHaveLength(4);
    expect(outcomes.filter(({ replayOf }) => replayOf !== undefined)).toEqual([]);
  });

  it('keeps the positions of customers who were not found', async () => {
    const nobody = { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } } as const;
    const first = await call({ lookups: [nobody, found('2')] });
    // Registered since: the answer is still the first one.
    expect(await call({ lookups: [found('1'), found('2')] })).toStrictEqual({ ...first, replayOf: 'first' });
  });

  it('is remembered where no customer was found', async () => {
    const nobody = { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } } as const;
    const first = await call({ lookups: [nobody] });
    expect(await call()).toStrictEqual({ ...first, replayOf: 'first' });
    expect(ledger.enrolments).toEqual([]);
  });

  it('whose action is none of its operation is refused each time, and keeps nothing', async () => {
    const request = { action: 'DANCE' };
    const refusal = { status: 'refused', refusal: { fault: 'ACTION_NOT_SUPPORTED' } };
    expect([await call({ request }), await call({ request })]).toEqual([refusal, refusal]);
    expect(ledger.statements).toEqual([]);
  });
});

describe('a key that was used for another request', () => {
  it.each<[string, Partial<BulkRequest>]>([
    ['program', { programId: '11' }],
    ['promotion', { promotionId: '501' }],
    ['identifier of the promotion', { promoIdentifier: 'spring-500' }],
    ['way to name customers', { identifierName: 'mobile' }],
    ['customer', { customers: [{ identifierValue: '2', source: 'ALL' }] }],
    ['source', { customers: [{ identifierValue: '1', source: 'INSTORE' }] }],
    [
      'number of customers',
      {
        customers: [
          { identifierValue: '1', source: 'ALL' },
          { identifierValue: '1', source: 'ALL' },
        ],
      },
    ],
  ])('of another %s is refused, and nothing is done', async (_, request) => {
    await call();
    expect(await call({ request })).toEqual(mismatch);
    expect(ledger.enrolments).toHaveLength(1);
    expect(await call()).toMatchObject({ status: 'settled', replayOf: 'first' });
  });

  it('of other earnings is refused, none being other than all', async () => {
    ledger.rival.earn('1');
    const revoke = (earnedIds?: readonly string[] | null) =>
      call({
        request: {
          operation: 'REVOKE',
          action: 'REVOKE_EARN',
          customers: [{ identifierValue: '1', source: 'ALL', ...(earnedIds !== undefined && { earnedIds }) }],
        },
      });
    expect(await revoke(['901'])).toMatchObject({ customers: [{ status: 'earningsRevoked' }] });
    expect(await revoke(['902'])).toEqual(mismatch);
    expect(await revoke(null)).toEqual(mismatch);
    expect(await revoke()).toEqual(mismatch);
    expect(await revoke(['901'])).toMatchObject({ replayOf: 'first' });
  });

  it('takes no earnings, said in either way, for the same', async () => {
    ledger.rival.earn('1');
    const request = (customer: { earnedIds?: null }) => ({
      operation: 'REVOKE' as const,
      action: 'REVOKE_EARN',
      customers: [{ identifierValue: '1', source: 'ALL', ...customer }],
    });
    await call({ request: request({}) });
    expect(await call({ request: request({ earnedIds: null }) })).toMatchObject({ replayOf: 'first' });
  });
});

describe('the scope of a key', () => {
  it.each<[string, Call]>([
    ['another action', { request: { action: 'EARN' } }],
    ['another operation', { request: { operation: 'ISSUE', action: 'ISSUE' } }],
    ['another client', { clientId: '10' }],
    ['another organisation', { organisationId: '78' }],
  ])('does not reach %s', async (_, other) => {
    await call();
    const outcome = await call({ ...other, requestId: 'other' });
    expect(outcome).toMatchObject({ status: 'settled', customers: [{ customerId: '1' }] });
    expect(outcome).not.toHaveProperty('replayOf');
    expect(ledger.memory.size).toBe(2);
    expect(await call({ ...other, requestId: 'again' })).toMatchObject({ replayOf: 'other' });
  });
});

describe('a key that another process has taken', () => {
  it('is answered when to come back, and nothing is done', async () => {
    open(aPromotion(), { busyKeys: ['key-1'] });
    expect(await call()).toEqual({
      status: 'refused',
      refusal: { fault: 'IDEMPOTENCY_IN_PROGRESS', retryAfterMs: 1_000 },
    });
    expect(ledger.statements).toEqual(['recall']);
    expect(ledger.memory.size).toBe(0);
  });
});

describe('a refusal', () => {
  it.each<[string, Promotion, string]>([
    ['of a promotion that is off', aPromotion({ active: false }), 'PROMOTION_INACTIVE'],
    ['of an action that does not suit', aPromotion({ kind: 'GENERIC' }), 'ACTION_NOT_SUPPORTED'],
  ])('%s is remembered', async (_, promotion, fault) => {
    open(promotion);
    const first = await call();
    expect(first).toEqual({ status: 'refused', refusal: { fault } });
    expect(await call()).toStrictEqual({ ...first, replayOf: 'first' });
  });

  it('of a customer is remembered with its fault', async () => {
    open(aPromotion({ enrolmentLimit: 0 }));
    const first = await call();
    expect(first).toMatchObject({ customers: [{ refusal: { fault: 'NOT_ISSUED' } }] });
    expect(await call()).toStrictEqual({ ...first, replayOf: 'first' });
  });
});

describe('what failed on our side', () => {
  it('is not remembered, and the key is free for the retry', async () => {
    const recordEnrolments = ledger.recordEnrolments.bind(ledger);
    ledger.recordEnrolments = () => Promise.reject(new RecordingFailed('no room left on the disk'));
    expect(await call()).toMatchObject({ customers: [{ refusal: { fault: 'ISSUE_FAILED' } }] });
    expect(ledger.memory.size).toBe(0);
    ledger.recordEnrolments = recordEnrolments;
    const retried = await call({ requestId: 'second' });
    expect(retried).toMatchObject({ customers: [{ status: 'enrolled' }] });
    expect(retried).not.toHaveProperty('replayOf');
  });

  it('is undone where its answer cannot be kept', async () => {
    ledger.remember = () => Promise.reject(new StoreUnavailable('connection refused'));
    await expect(call()).rejects.toThrow('connection refused');
    expect(ledger.enrolments).toEqual([]);
  });
});

describe('a dry run', () => {
  it('decides without recording, takes no key and no id', async () => {
    expect(await call({ dryRun: true })).toEqual({
      status: 'settled',
      decidedAt: new Date(NOW),
      promotion: aPromotion({ enrolmentLimit: null, earnLimit: null }),
      customers: [{ status: 'enrolled', customerId: '1', issualId: '0', expiresAt: aPromotion().endsAt }],
    });
    expect(ledger.statements).toEqual(['standings']);
    expect(ledger.enrolments).toEqual([]);
    const real = await call();
    expect(real).toMatchObject({ customers: [{ issualId: '101' }] });
    expect(real).not.toHaveProperty('replayOf');
  });

  it('with a key that is in use decides anew', async () => {
    await call();
    const outcome = await call({ dryRun: true, requestId: 'dry' });
    expect(outcome).toMatchObject({ customers: [{ status: 'enrolled', issualId: '0' }] });
    expect(outcome).not.toHaveProperty('replayOf');
  });

  it('of an earning on Direct Issue has neither id, and under an enrolment has its id', async () => {
    const earn = { request: { action: 'EARN' }, dryRun: true };
    open(aPromotion({ kind: 'DIRECT_ISSUE' }));
    expect(await call(earn)).toMatchObject({
      customers: [{ status: 'earned', issualId: '0', earnedId: '0' }],
    });
    open(aPromotion());
    ledger.rival.enrol('1');
    expect(await call(earn)).toMatchObject({ customers: [{ issualId: '101', earnedId: '0' }] });
    expect(ledger.earnings).toEqual([]);
  });

  it('of a revocation names what would be taken back', async () => {
    ledger.rival.earn('1');
    const revoke = (action: string) => call({ request: { operation: 'REVOKE', action }, dryRun: true });
    expect(await revoke('REVOKE_EARN')).toMatchObject({
      customers: [{ status: 'earningsRevoked', issualId: '101', earnedIds: ['901'] }],
    });
    expect(await revoke('REVOKE_ENROL')).toMatchObject({
      customers: [{ refusal: { fault: 'EARNING_NOT_REVOCABLE' } }],
    });
    ledger.rival.enrol('1');
    expect(await revoke('REVOKE_ENROL')).toMatchObject({
      customers: [{ status: 'enrolmentRevoked', issualId: '102' }],
    });
    expect(ledger.statements).toEqual(['revocables', 'revocables', 'revocables']);
  });

  it('sees what the customers before in the same call would use up', async () => {
    open(aPromotion({ enrolmentLimit: 1 }));
    expect(await call({ dryRun: true, lookups: [found('1'), found('1')] })).toMatchObject({
      customers: [{ status: 'enrolled' }, { refusal: { fault: 'NOT_ISSUED' } }],
    });
  });
});
