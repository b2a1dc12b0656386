import { beforeEach, describe, expect, it } from 'vitest';
import { batchingPromotionService } from '../../../src/service/batching/batching-promotion-service.js';
import { FairShare } from '../../../src/service/fair-share/fair-share.js';
import { LocalPromotionService } from '../../../src/service/local-promotion-service.js';
import { RecordingFailed, StoreUnavailable } from '../../../src/service/ports.js';
import type { BulkCommand, BulkOutcome, PromotionService } from '../../../src/service/promotion-service.js';
import { FakeLedger, type FakeLedgerOptions } from '../../support/fake-ledger.js';
import { manualClock } from '../../support/manual-clock.js';
import { aPromotion } from '../../support/promotion.js';
import { judged } from '../../support/judged.js';

let ledger: FakeLedger;
let service: PromotionService;
let defects: string[];

function open(options: FakeLedgerOptions = {}, limit: number | null = 1): void {
  const promotion = aPromotion({ enrolmentLimit: limit, earnLimit: limit });
  ledger = new FakeLedger({ target: { program: promotion.program, promotion }, ...options });
  defects = [];
  service = batchingPromotionService(
    new LocalPromotionService({
      ledger,
      clock: manualClock('2026-04-01T09:00:00Z'),
      reportDefect: (_, requestId) => defects.push(requestId),
    }),
    new FairShare({ atOnce: 8, each: 8, waiting: 100, patienceMs: null }),
    null,
  );
}
beforeEach(() => {
  open();
});

interface Call {
  readonly customers?: readonly string[];
  readonly action?: string;
  readonly organisationId?: string;
  readonly clientId?: string;
  readonly key?: string | null;
  readonly dryRun?: boolean;
}

let requests = 0;

function command({
  customers = ['1'],
  action = 'ENROL',
  organisationId = '77',
  clientId = '9',
  key = null,
  dryRun = false,
}: Call): BulkCommand {
  return judged({
    caller: { organisation: { organisationId, timeZone: 'UTC' }, clientId, access: [] },
    requestId: `request-${++requests}`,
    request: {
      operation: 'ENROL_AND_EARN',
      entityType: 'CUSTOMER',
      action,
      programId: '10',
      promotionId: '500',
      promoIdentifier: null,
      identifierName: 'id',
      customers: customers.map((identifierValue) => ({ identifierValue, source: 'ALL' })),
    },
    lookups: customers.map((customerId) => ({ status: 'found', customerId })),
    idempotencyKey: key,
    dryRun,
  });
}

/** All of them at once. */
function execute(calls: readonly Call[]): Promise<BulkOutcome[]> {
  return Promise.all(calls.map((call) => service.execute(command(call))));
}

/** The status or the fault of each customer of each call. */
function verdictsOf(outcomes: readonly BulkOutcome[]): string[][] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'refused') return [outcome.refusal.fault];
    return outcome.customers.map((customer) =>
      customer.status === 'refused' ? customer.refusal.fault : `${customer.status} ${customer.customerId}`,
    );
  });
}

/** How many calls each transaction was for. */
const shares = () => ledger.origins.map(({ calls }) => calls.length);

const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));

describe('calls that come in at once', () => {
  it('share a transaction, and each is answered for its own customers', async () => {
    const outcomes = await execute([{ customers: ['3', '1'] }, { customers: ['2'] }, { customers: ['4'] }]);
    expect(verdictsOf(outcomes)).toEqual([['enrolled 3', 'enrolled 1'], ['enrolled 2'], ['enrolled 4']]);
    expect(shares()).toEqual([3]);
    expect(ledger.statements).toEqual(['standings', 'recordEnrolments']);
  });

  it('are decided one after the other: limits hold between them as within one', async () => {
    expect(verdictsOf(await execute([{}, {}, { customers: ['2'] }]))).toEqual([
      ['enrolled 1'],
      ['NOT_ISSUED'],
      ['enrolled 2'],
    ]);
  });

  it('say in what they record which client and request it was', async () => {
    await execute([{ clientId: '8' }, { clientId: '9', customers: ['2'] }]);
    expect(ledger.origins).toMatchObject([
      { organisationId: '77', calls: [{ clientId: '8' }, { clientId: '9' }] },
    ]);
  });

  it.each([
    ['organisations', [{ organisationId: '77' }, { organisationId: '78', customers: ['2'] }]],
    ['actions', [{ action: 'ENROL' }, { action: 'EARN', customers: ['2'] }]],
    ['calls of which one is a dry run', [{}, { dryRun: true, customers: ['2'] }]],
    ['sizes, small and large', [{}, { customers: numbers(11) }]],
    ['calls with the same key', [{ key: 'k' }, { key: 'k' }]],
    ['revocations', [{ action: 'REVOKE_ENROL' }, { action: 'REVOKE_ENROL', customers: ['2'] }]],
  ] satisfies [string, Call[]][])('share none where they are different %s', async (_, calls) => {
    await execute(calls);
    expect(shares()).toEqual([1, 1]);
  });

  it('never share a transaction with a call of the same key, whichever other calls it has', async () => {
    await execute([{ key: 'k' }, { customers: ['2'] }, { key: 'k' }]);
    expect(shares()).toEqual([2, 1]);
  });

  it('fill a transaction up to 100 customers where they are small', async () => {
    open({}, null);
    const calls = Array.from({ length: 25 }, (_, i) => ({ customers: numbers(10).map((n) => `${i}${n}`) }));
    await execute(calls);
    expect(shares()).toEqual([10, 10, 5]);
  });

  it('share a transaction where they are large as well, up to 400 customers', async () => {
    open({}, null);
    await execute(Array.from({ length: 6 }, () => ({ customers: numbers(90) })));
    expect(shares()).toEqual([4, 2]);
  });

  it('keep their own keys: each is remembered, and answered from its own record', async () => {
    const calls = [{ key: 'a' }, { key: null, customers: ['2'] }, { key: 'c', customers: ['3'] }];
    const first = await execute(calls);
    expect(shares()).toEqual([3]);
    const again = await execute(calls);
    expect(again[0]).toMatchObject({ ...first[0], replayOf: expect.any(String) });
    expect(verdictsOf(again)).toEqual([['enrolled 1'], ['NOT_ISSUED'], ['enrolled 3']]);
    expect(ledger.enrolments).toHaveLength(3);
  });
});

describe('when a shared transaction fails', () => {
  it('for one call rejects only that call, and the others are recorded', async () => {
    const record = ledger.recordEnrolments.bind(ledger);
    ledger.recordEnrolments = async (acts) => {
      if (acts.some(({ customerPromotion }) => customerPromotion.customerId === '2'))
        throw new RecordingFailed('a CHECK said no');
      return record(acts);
    };
    const outcomes = await execute([{}, { customers: ['2'] }, { customers: ['3'] }]);
    expect(verdictsOf(outcomes)).toEqual([['enrolled 1'], ['ISSUE_FAILED'], ['enrolled 3']]);
    expect(ledger.enrolments.map(({ customerId }) => customerId)).toEqual(['1', '3']);
    expect(defects).toHaveLength(1);
  });

  it('by a defect in one call, only that call is answered with it', async () => {
    const defect = new TypeError('x is not a function');
    const read = ledger.enrolmentStandings.bind(ledger);
    ledger.enrolmentStandings = async (places) => {
      if (places.some(({ customerId }) => customerId === '2')) throw defect;
      return read(places);
    };
    const settled = await Promise.allSettled(
      [{}, { customers: ['2'] }, { customers: ['3'] }].map((call) => service.execute(command(call))),
    );
    expect(settled.map((result) => (result.status === 'rejected' ? result.reason : 'answered'))).toEqual([
      'answered',
      defect,
      'answered',
    ]);
  });

  it('because the store is away, nothing is tried again, for it may have been recorded', async () => {
    open({ failure: new StoreUnavailable('the connection broke') });
    const settled = await Promise.allSettled(
      [{}, { customers: ['2'] }].map((call) => service.execute(command(call))),
    );
    expect(settled).toMatchObject([
      { status: 'rejected', reason: { name: 'StoreUnavailable' } },
      { status: 'rejected', reason: { name: 'StoreUnavailable' } },
    ]);
    expect(shares()).toEqual([2]);
  });
});
