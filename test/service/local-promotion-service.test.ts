import { beforeEach, describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import { LocalPromotionService } from '../../src/service/local-promotion-service.js';
import { RecordingFailed, StoreUnavailable } from '../../src/service/ports.js';
import type { BulkCommand, BulkOutcome, CustomerLookup } from '../../src/service/promotion-service.js';
import { FakeLedger, type FakeLedgerOptions } from '../support/fake-ledger.js';
import { manualClock } from '../support/manual-clock.js';
import { aPromotion } from '../support/promotion.js';
import { judged } from '../support/judged.js';

const NOW = '2026-04-01T09:00:00Z';
const promotion = aPromotion({ enrolmentExpiryDays: 10 });
const target = { program: promotion.program, promotion };

const found = (customerId: string): CustomerLookup => ({ status: 'found', customerId });
const nobody: CustomerLookup = {
  status: 'refused',
  refusal: { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] },
};
const noSource: CustomerLookup = {
  status: 'refused',
  refusal: { fault: 'EMPTY_IDENTIFIER', field: ['source'] },
};

let ledger: FakeLedger;
let defects: { error: Error; requestId: string }[];
beforeEach(() => {
  defects = [];
});

interface Call {
  readonly options?: FakeLedgerOptions;
  readonly request?: Partial<BulkRequest>;
  readonly lookups?: readonly CustomerLookup[];
  readonly timeZone?: string;
  readonly command?: Partial<Pick<BulkCommand, 'idempotencyKey' | 'dryRun'>>;
}

/** One ENROL of customer 1 on a ledger of its own, apart from what the call says. */
function execute({
  options = {},
  request = {},
  lookups = [found('1')],
  timeZone = 'UTC',
  command = {},
}: Call = {}) {
  ledger = new FakeLedger({ target, ...options });
  const service = new LocalPromotionService({
    ledger,
    clock: manualClock(NOW),
    reportDefect: (error, requestId) => defects.push({ error, requestId }),
  });
  return service.execute(
    judged({
      caller: { organisation: { organisationId: '77', timeZone }, clientId: '9', access: [] },
      requestId: 'request-1',
      request: {
        operation: 'ENROL_AND_EARN',
        entityType: 'CUSTOMER',
        action: 'ENROL',
        programId: '10',
        promotionId: '500',
        promoIdentifier: null,
        identifierName: 'id',
        customers: lookups.map((_, i) => ({ identifierValue: String(i), source: 'ALL' })),
        ...request,
      },
      lookups,
      idempotencyKey: null,
      dryRun: false,
      ...command,
    }),
  );
}

function customersOf(outcome: BulkOutcome) {
  if (outcome.status === 'refused') expect.unreachable(`refused: ${outcome.refusal.fault}`);
  return outcome.customers;
}

describe('a call that is accepted', () => {
  it('is settled customer by customer, at the instant of the clock', async () => {
    const outcome = await execute({ lookups: [found('1'), nobody, found('2')] });
    expect(outcome).toEqual({
      status: 'settled',
      decidedAt: new Date(NOW),
      promotion,
      customers: [
        { status: 'enrolled', customerId: '1', issualId: '101', expiresAt: new Date('2026-04-11T09:00:00Z') },
        {
          status: 'refused',
          customerId: null,
          refusal: { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] },
        },
        { status: 'enrolled', customerId: '2', issualId: '102', expiresAt: new Date('2026-04-11T09:00:00Z') },
      ],
    });
    expect(defects).toEqual([]);
  });

  it.each([
    ['ENROL', ['standings', 'recordEnrolments'], 'enrolled'],
    ['EARN', ['standings', 'recordEnrolments', 'recordEarnings'], 'earned'],
  ] as const)('does what its action %s says', async (action, statements, status) => {
    const kind = action === 'EARN' ? 'DIRECT_ISSUE' : 'ENROL_AND_ISSUE';
    const options = { target: { ...target, promotion: aPromotion({ kind }) } };
    expect(customersOf(await execute({ options, request: { action } }))).toMatchObject([{ status }]);
    expect(ledger.statements).toEqual(statements);
  });

  it('asks for the target of its own organisation, and opens one transaction, which says who and when', async () => {
    await execute({ request: { promoIdentifier: 'spring-500' }, lookups: [found('1'), found('2')] });
    expect(ledger.targetsAsked).toMatchObject([
      {
        organisationId: '77',
        name: { programId: '10', promotionId: '500', promoIdentifier: 'spring-500' },
      },
    ]);
    expect(ledger.origins).toEqual([
      {
        organisationId: '77',
        now: new Date(NOW),
        calls: [{ clientId: '9', requestId: 'request-1' }],
        subject: '10 500',
      },
    ]);
  });

  it('reckons days in the time zone of the organisation', async () => {
    const options = { target: { ...target, promotion: aPromotion({ enrolmentExpiryDays: 210 }) } };
    const outcome = await execute({ options, timeZone: 'Europe/Berlin' });
    // 11:00 in summer on 1 April, 11:00 in winter on 28 October.
    expect(customersOf(outcome)).toMatchObject([{ expiresAt: new Date('2026-10-28T10:00:00Z') }]);
  });
});

describe('a call that is refused as a whole', () => {
  it.each([
    ['its entity type', { entityType: 'TILL' }, {}, 'INVALID_ENTITY_TYPE'],
    ['what it leaves out', { programId: null }, {}, 'MISSING_PARAMETERS'],
    ['an unknown program', {}, { program: null, promotion: null }, 'INVALID_PROGRAM'],
    ['an unknown promotion', {}, { promotion: null }, 'INVALID_PROMOTION'],
    [
      'a promotion that is over',
      {},
      { promotion: aPromotion({ endsAt: new Date(NOW) }) },
      'PROMOTION_INACTIVE',
    ],
    [
      'an action that the promotion does not take',
      {},
      { promotion: aPromotion({ kind: 'GENERIC' }) },
      'ACTION_NOT_SUPPORTED',
    ],
  ] as const)('for %s reads and records nothing', async (_, request, changes, fault) => {
    const options = { target: { ...target, ...changes } };
    expect(await execute({ request, options })).toMatchObject({ status: 'refused', refusal: { fault } });
    expect(ledger.statements).toEqual([]);
  });
});

describe('a call that finds no customer', () => {
  it('reads and records nothing, and answers each customer why', async () => {
    const outcome = await execute({ lookups: [nobody, noSource] });
    expect(customersOf(outcome)).toEqual([
      { ...nobody, customerId: null },
      { ...noSource, customerId: null },
    ]);
    expect(ledger.statements).toEqual([]);
  });

  it('is still refused as a whole where the promotion is', async () => {
    const options = { target: { ...target, promotion: null } };
    expect(await execute({ options, lookups: [nobody] })).toMatchObject({
      refusal: { fault: 'INVALID_PROMOTION' },
    });
  });
});

describe('when recording fails', () => {
  const failure = new RecordingFailed('no room left on the disk');

  it('the customers who were found get ISSUE_FAILED, the others keep their refusals, and the defect is reported once', async () => {
    const outcome = await execute({
      options: { failure },
      lookups: [found('1'), nobody, noSource, found('2'), found('1')],
    });
    const failed = (customerId: string) => ({
      status: 'refused',
      customerId,
      refusal: { fault: 'ISSUE_FAILED' },
    });
    expect(customersOf(outcome)).toEqual([
      failed('1'),
      { ...nobody, customerId: null },
      { ...noSource, customerId: null },
      failed('2'),
      failed('1'),
    ]);
    expect(defects).toEqual([{ error: failure, requestId: 'request-1' }]);
    expect(defects[0]?.error).toBe(failure);
  });

  it('nothing is recorded of placeholders either', async () => {
    const options = { target: { ...target, promotion: aPromotion({ kind: 'DIRECT_ISSUE' }) } };
    const service = execute({ options, request: { action: 'EARN' } });
    ledger.recordEarnings = () => Promise.reject(failure);
    expect(customersOf(await service)).toMatchObject([{ refusal: { fault: 'ISSUE_FAILED' } }]);
    expect(ledger.statements).toEqual(['standings', 'recordEnrolments']);
    expect(ledger.enrolments).toEqual([]);
  });

  it('because every race is lost, it fails in the end', async () => {
    const unlimited = aPromotion({ enrolmentLimit: null });
    const outcome = await execute({
      options: { target: { ...target, promotion: unlimited }, rival: (_, rival) => rival.enrol('1') },
      lookups: [found('1'), found('2')],
    });
    expect(customersOf(outcome)).toMatchObject([
      { customerId: '1', refusal: { fault: 'ISSUE_FAILED' } },
      { customerId: '2', refusal: { fault: 'ISSUE_FAILED' } },
    ]);
    expect(ledger.enrolments.every(({ recordedBy }) => recordedBy === 'rival')).toBe(true);
    expect(defects).toHaveLength(1);
  });

  it.each([
    ['an outage of the store', new StoreUnavailable('connection refused')],
    ['a defect of ours', new TypeError('x is not a function')],
  ])('by %s, that is thrown on, and not reported as a failure to record', async (_, error) => {
    await expect(execute({ options: { failure: error } })).rejects.toBe(error);
    expect(defects).toEqual([]);
  });

  it('for want of a known time zone, that is thrown before anything is read', async () => {
    await expect(execute({ timeZone: 'Nowhere/Town' })).rejects.toThrow('"Nowhere/Town" is not known');
    expect(ledger.statements).toEqual([]);
  });
});
