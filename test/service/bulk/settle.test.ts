import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocalTime } from '../../../src/domain/expiry.js';
import type { Promotion } from '../../../src/domain/promotion.js';
import { earning } from '../../../src/service/bulk/earning.js';
import { enrolment } from '../../../src/service/bulk/enrolment.js';
import type { LedgerTransaction } from '../../../src/service/ports.js';
import type { CustomerLookup, CustomerOutcome } from '../../../src/service/promotion-service.js';
import { refused, settle, type Slot } from '../../../src/service/bulk/settle.js';
import { FakeLedger, type FakeLedgerOptions, type LedgerRow, type Rival } from '../../support/fake-ledger.js';
import { aPromotion } from '../../support/promotion.js';

fc.configureGlobal({ seed: 20260401 });

const NOW = new Date('2026-04-01T09:00:00Z');
const moment: LocalTime = { now: NOW, inDays: (days) => new Date(NOW.getTime() + days * 86_400_000) };

/** Finds each customer under its id, and none where the name is empty. */
function lookupsOf(customerIds: readonly string[]): CustomerLookup[] {
  return customerIds.map((customerId) =>
    customerId === ''
      ? { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } }
      : { status: 'found', customerId },
  );
}

function slotsOf(promotion: Promotion, customerIds: readonly string[]): Slot[] {
  return lookupsOf(customerIds).map((lookup) => ({ call: 0, promotion, lookup, earnedIds: null }));
}

function transact<Result>(
  ledger: FakeLedger,
  promotion: Promotion,
  work: (transaction: LedgerTransaction) => Promise<Result>,
): Promise<Result> {
  const subject = promotion.promotionId;
  const calls = [{ clientId: '9', requestId: 'request' }];
  const origin = { organisationId: '1', now: NOW, calls, subject };
  return ledger.transaction(origin, work);
}

function enrol(ledger: FakeLedger, customers: readonly string[], promotion: Promotion, dryRun = false) {
  return transact(ledger, promotion, (transaction) =>
    settle(transaction, slotsOf(promotion, customers), enrolment(moment), dryRun),
  );
}

function earn(ledger: FakeLedger, customers: readonly string[], promotion: Promotion, dryRun = false) {
  return transact(ledger, promotion, (transaction) =>
    settle(transaction, slotsOf(promotion, customers), earning(moment), dryRun),
  );
}

/** A ledger at which the rival has done these acts already. */
function ledgerAfter(prepare: (rival: Rival) => void, options: FakeLedgerOptions = {}): FakeLedger {
  const ledger = new FakeLedger(options);
  prepare(ledger.rival);
  return ledger;
}

/** A rival that acts in the first try only. */
function onceBeatenBy(act: (rival: Rival) => void): FakeLedgerOptions {
  return {
    rival: (tries, rival) => {
      if (tries === 1) act(rival);
    },
  };
}

/** An outcome in a word, as a table can hold it. */
function verdictOf(outcome: CustomerOutcome): string {
  return outcome.status === 'refused' ? outcome.refusal.fault : outcome.status;
}

/** The ids of what was recorded, in the order of the answer. */
function ids(outcomes: readonly CustomerOutcome[]): (string | null)[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'refused') return [];
    return [outcome.status === 'earned' ? outcome.earnedId : outcome.issualId];
  });
}

function ofCustomer<Item extends { readonly customerId: string | null }>(
  items: readonly Item[],
  id: string,
): Item[] {
  return items.filter(({ customerId }) => customerId === id);
}

const ownIds = (rows: readonly LedgerRow[]) =>
  rows.flatMap(({ recordedBy, id }) => (recordedBy === 'us' ? [id] : []));

const twice = aPromotion({ enrolmentLimit: 2, earnLimit: 2 });
const unlimited = aPromotion({ enrolmentLimit: null, earnLimit: null });

describe('a call', () => {
  it('is answered in its own order, with an error at the position of each customer who was not found', async () => {
    const { endsAt } = aPromotion();
    expect(await enrol(new FakeLedger(), ['3', '', '1', '2'], aPromotion())).toEqual([
      { status: 'enrolled', customerId: '3', issualId: '101', expiresAt: endsAt },
      { status: 'refused', customerId: null, refusal: { fault: 'CUSTOMER_NOT_FOUND' } },
      { status: 'enrolled', customerId: '1', issualId: '102', expiresAt: endsAt },
      { status: 'enrolled', customerId: '2', issualId: '103', expiresAt: endsAt },
    ]);
  });

  it.each([
    ['names no customer', [], []],
    ['finds no customer', ['', ''], ['CUSTOMER_NOT_FOUND', 'CUSTOMER_NOT_FOUND']],
    ['finds only such as may not', ['1', '2'], ['NOT_ENROLLED', 'NOT_ENROLLED']],
  ])('that %s records nothing', async (_, customers, expected) => {
    const ledger = new FakeLedger();
    expect((await earn(ledger, customers, aPromotion())).map(verdictOf)).toEqual(expected);
    expect(ledger.statements).toEqual(['standings']);
  });

  it('answers when what it recorded expires', async () => {
    const promotion = aPromotion({ enrolmentExpiryDays: 10, earningExpiryDays: 30, earnLimit: 2 });
    const ledger = ledgerAfter((rival) => rival.enrol('2', null));
    expect(await enrol(ledger, ['1'], promotion)).toMatchObject([{ expiresAt: moment.inDays(10) }]);
    expect(await earn(ledger, ['1', '2'], promotion)).toMatchObject([
      { status: 'earned', expiresAt: moment.inDays(10) },
      { status: 'earned', expiresAt: moment.inDays(30) },
    ]);
    const withThePromotion = { ...promotion, earningExpiryDays: null };
    expect(await earn(ledger, ['2'], withThePromotion)).toMatchObject([{ expiresAt: promotion.endsAt }]);
  });

  it('reports not found before not enrolled, and not enrolled before not issued', async () => {
    const ledger = ledgerAfter((rival) => rival.earn('2'));
    const outcomes = await earn(ledger, ['', '1', '2'], aPromotion({ earnLimit: 1 }));
    expect(outcomes.map(verdictOf)).toEqual(['CUSTOMER_NOT_FOUND', 'NOT_ENROLLED', 'NOT_ISSUED']);
    const none = await earn(new FakeLedger(), ['', '1'], aPromotion({ earnLimit: 0 }));
    expect(none.map(verdictOf)).toEqual(['CUSTOMER_NOT_FOUND', 'NOT_ENROLLED']);
  });
});

describe('a customer who is named more than once', () => {
  it.each([
    ['1 1 1', 2, 'enrolled enrolled NOT_ISSUED'],
    ['1 2 1 2 1', 2, 'enrolled enrolled enrolled enrolled NOT_ISSUED'],
    ['1 1 2', 1, 'enrolled NOT_ISSUED enrolled'],
    ['1 1 1 1', null, 'enrolled enrolled enrolled enrolled'],
    ['1 1', 0, 'NOT_ISSUED NOT_ISSUED'],
  ])('as %s, with a limit of %s, gets in turn %s', async (customers, enrolmentLimit, expected) => {
    const outcomes = await enrol(new FakeLedger(), customers.split(' '), aPromotion({ enrolmentLimit }));
    expect(outcomes.map(verdictOf).join(' ')).toBe(expected);
  });

  it('gets rising ids in the order of the call', async () => {
    expect(ids(await enrol(new FakeLedger(), ['1', '2', '1'], twice))).toEqual(['101', '102', '103']);
  });

  it('earns each time under the one enrolment', async () => {
    const ledger = ledgerAfter((rival) => rival.enrol('1'));
    expect(await earn(ledger, ['1', '1', '1'], twice)).toMatchObject([
      { status: 'earned', issualId: '101', earnedId: '901' },
      { status: 'earned', issualId: '101', earnedId: '902' },
      { status: 'refused', customerId: '1', refusal: { fault: 'NOT_ISSUED' } },
    ]);
  });

  it('earns on Direct Issue each time under one placeholder', async () => {
    const ledger = new FakeLedger();
    const promotion = aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: 3 });
    expect(await earn(ledger, ['1', '2', '1'], promotion)).toMatchObject([
      { customerId: '1', issualId: '101', earnedId: '901' },
      { customerId: '2', issualId: '102', earnedId: '902' },
      { customerId: '1', issualId: '101', earnedId: '903' },
    ]);
    expect(await earn(ledger, ['3', '1'], promotion)).toMatchObject([
      { customerId: '3', issualId: '103', earnedId: '904' },
      { customerId: '1', issualId: '101', earnedId: '905' },
    ]);
    expect(ledger.enrolments).toHaveLength(3);
  });
});

describe('a call that loses a race', () => {
  it('is decided again, and won', async () => {
    const ledger = new FakeLedger(onceBeatenBy((rival) => rival.enrol('1')));
    const outcomes = await enrol(ledger, ['1', '2'], twice);
    expect(outcomes.map(verdictOf)).toEqual(['enrolled', 'enrolled']);
    expect(ledger.enrolments).toMatchObject([
      { recordedBy: 'rival', customerId: '1', ordinal: 1 },
      { recordedBy: 'us', customerId: '1', ordinal: 2 },
      { recordedBy: 'us', customerId: '2', ordinal: 1 },
    ]);
  });

  it.each([
    ['the whole limit of one of two', '1 2', 1, 1, 'NOT_ISSUED enrolled'],
    ['one of three, of a customer named twice', '1 1', 1, 3, 'enrolled enrolled'],
    ['one of two, of a customer named twice', '1 1', 1, 2, 'enrolled NOT_ISSUED'],
    ['both of two, of a customer named twice', '1 1', 2, 2, 'NOT_ISSUED NOT_ISSUED'],
    ['one of two, with a refusal to come', '1 1 1', 1, 2, 'enrolled NOT_ISSUED NOT_ISSUED'],
    ['two of four, between others', '1 2 1 2 1', 2, 4, 'enrolled enrolled enrolled enrolled NOT_ISSUED'],
  ])('about %s keeps its order', async (_, customers, lost, enrolmentLimit, expected) => {
    const ledger = new FakeLedger(
      onceBeatenBy((rival) => {
        for (let i = 0; i < lost; i++) rival.enrol('1');
      }),
    );
    const outcomes = await enrol(ledger, customers.split(' '), aPromotion({ enrolmentLimit }));
    expect(outcomes.map(verdictOf).join(' ')).toBe(expected);
    expect(ids(ofCustomer(outcomes, '1'))).toEqual(ownIds(ofCustomer(ledger.enrolments, '1')));
  });

  it('may earn under the placeholder that the rival opened', async () => {
    const ledger = new FakeLedger(onceBeatenBy((rival) => rival.enrol('1')));
    const promotion = aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: 2 });
    expect(await earn(ledger, ['1', '1'], promotion)).toMatchObject([
      { status: 'earned', issualId: '101' },
      { status: 'earned', issualId: '101' },
    ]);
    expect(ledger.enrolments).toMatchObject([{ recordedBy: 'rival' }]);
  });

  it('leaves what the rival did not use of the promotion as a whole to the others', async () => {
    const both = (rival: Rival) => {
      rival.enrol('1');
      rival.enrol('2');
    };
    const beaten = onceBeatenBy((rival) => rival.earn('1'));
    const ledger = ledgerAfter(both, { totalEarnLimit: 2, ...beaten });
    const outcomes = await earn(ledger, ['1', '2'], aPromotion({ earnLimit: 1 }));
    expect(outcomes.map(verdictOf)).toEqual(['NOT_ISSUED', 'earned']);
  });
});

it('a ledger refuses customers that a platform would have to look up', async () => {
  const key = { identifierName: 'ID', value: '1', source: 'ALL' } as const;
  const slot: Slot = { call: 0, promotion: unlimited, lookup: { status: 'deferred', key }, earnedIds: null };
  await expect(
    transact(new FakeLedger(), unlimited, (transaction) =>
      settle(transaction, [slot], enrolment(moment), false),
    ),
  ).rejects.toThrow('A ledger needs customers that were looked up');
});

describe('the limit of the promotion as a whole', () => {
  const direct = aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: 2 });

  it.each([
    ['3 2 1', 2, 'earned earned NOT_ISSUED'],
    ['1 1 2 3', 3, 'earned earned earned NOT_ISSUED'],
    ['1 1 1 2', 3, 'earned earned NOT_ISSUED earned'],
    ['1 2', 0, 'NOT_ISSUED NOT_ISSUED'],
    ['1 2 3', null, 'earned earned earned'],
  ])('is shared out in the order of the call: %s, %s in all → %s', async (customers, total, expected) => {
    const ledger = new FakeLedger({ totalEarnLimit: total });
    expect((await earn(ledger, customers.split(' '), direct)).map(verdictOf).join(' ')).toBe(expected);
  });

  it('is not used up by who is refused for a reason of its own', async () => {
    const ledger = ledgerAfter((rival) => rival.enrol('2'), { totalEarnLimit: 1 });
    expect((await earn(ledger, ['1', '2'], twice)).map(verdictOf)).toEqual(['NOT_ENROLLED', 'earned']);
  });

  it('counts what another process has earned', async () => {
    const ledger = ledgerAfter((rival) => rival.earn('9'), { totalEarnLimit: 2 });
    expect((await earn(ledger, ['1', '2'], direct)).map(verdictOf)).toEqual(['earned', 'NOT_ISSUED']);
  });

  it('does not limit enrolments', async () => {
    const ledger = new FakeLedger({ totalEarnLimit: 0 });
    expect((await enrol(ledger, ['1'], aPromotion())).map(verdictOf)).toEqual(['enrolled']);
  });
});

describe('the statements of a call', () => {
  const many = Array.from({ length: 100 }, (_, i) => String(i + 1));
  it.each([
    ['one customer', ['1']],
    ['a hundred customers', many],
    ['one customer a hundred times', many.map(() => '1')],
    ['a hundred customers, half of them unknown', many.map((id, i) => (i % 2 ? id : ''))],
  ])('are as many for %s', async (_, customers) => {
    const ledger = new FakeLedger();
    await enrol(ledger, customers, unlimited);
    expect(ledger.statements.splice(0)).toEqual(['standings', 'recordEnrolments']);
    await earn(ledger, customers, unlimited);
    expect(ledger.statements).toEqual(['standings', 'recordEarnings']);
  });

  it.each([
    ['one customer', ['1']],
    ['a hundred customers', many],
  ])('are one more for %s where placeholders are to be opened', async (_, customers) => {
    const ledger = new FakeLedger();
    const promotion = aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: null });
    await earn(ledger, customers, promotion);
    expect(ledger.statements.splice(0)).toEqual(['standings', 'recordEnrolments', 'recordEarnings']);
    await earn(ledger, customers, promotion);
    expect(ledger.statements).toEqual(['standings', 'recordEarnings']);
  });

  it('ask for each customer once', async () => {
    const ledger = new FakeLedger();
    const asked: (readonly string[])[] = [];
    const standings = ledger.enrolmentStandings.bind(ledger);
    ledger.enrolmentStandings = (places) => {
      asked.push(places.map(({ customerId }) => customerId));
      return standings(places);
    };
    await enrol(ledger, ['2', '1', '2', '', '3'], unlimited);
    expect(asked).toEqual([['2', '1', '3']]);
  });
});

describe('a ledger that does not keep its word', () => {
  it('by not saying where a customer stands is a defect', async () => {
    const ledger = new FakeLedger();
    ledger.enrolmentStandings = async () => ({ standings: [], totalLeft: new Map() });
    await expect(enrol(ledger, ['1'], aPromotion())).rejects.toThrow('left out a standing');
  });

  it('by answering fewer acts than it was given is a defect', async () => {
    const ledger = new FakeLedger();
    ledger.recordEnrolments = async () => [];
    await expect(enrol(ledger, ['1'], aPromotion())).rejects.toThrow('fewer acts than it was given');
  });

  it('by opening no placeholder is a defect', async () => {
    const ledger = new FakeLedger();
    ledger.recordEnrolments = async () => [];
    ledger.recordEarnings = async (acts) => acts.map(() => '901');
    const promotion = aPromotion({ kind: 'DIRECT_ISSUE' });
    await expect(earn(ledger, ['1'], promotion)).rejects.toThrow('fewer acts than it was given');
  });
});

describe('a position for which nothing was recorded', () => {
  it.each([
    [
      'has its own refusal where it has one',
      { status: 'refused', refusal: { fault: 'INVALID_SOURCE', field: ['source'] } },
      { status: 'refused', customerId: null, refusal: { fault: 'INVALID_SOURCE', field: ['source'] } },
    ],
    [
      'has no customer where a platform would have looked it up',
      { status: 'deferred', key: { identifierName: 'ID', value: '1', source: 'ALL' } },
      { status: 'refused', customerId: null, refusal: { fault: 'ISSUE_FAILED' } },
    ],
    [
      'has that of the call otherwise',
      { status: 'found', customerId: '1' },
      { status: 'refused', customerId: '1', refusal: { fault: 'ISSUE_FAILED' } },
    ],
  ] as const)('%s', (_, lookup, outcome) => {
    expect(refused(lookup, 'ISSUE_FAILED')).toEqual(outcome);
  });
});

describe('beside a rival that records at random', () => {
  const everybody = ['1', '2', '3'];
  const customer = fc.constantFrom(...everybody);
  const call = fc.array(fc.oneof(customer, fc.constant('')), { maxLength: 12 });
  /** What the rival tries in each of the first tries. */
  const rivalry = fc.array(fc.array(customer, { maxLength: 3 }), { maxLength: 4 });
  const limit = fc.option(fc.nat(4));

  it('a customer is enrolled up to the limit and never beyond, and answered in order', async () => {
    await fc.assert(
      fc.asyncProperty(call, rivalry, limit, async (customers, attempts, enrolmentLimit) => {
        const ledger: FakeLedger = new FakeLedger({
          rival: (tries, rival) => {
            for (const id of attempts[tries - 1] ?? []) {
              const used = ofCustomer(ledger.enrolments, id).length;
              if (used < (enrolmentLimit ?? Infinity)) rival.enrol(id);
            }
          },
        });
        const outcomes = await enrol(ledger, customers, aPromotion({ enrolmentLimit }));
        expect(outcomes.map(({ customerId }) => customerId ?? '')).toEqual(customers);
        for (const id of everybody) {
          const rows = ofCustomer(ledger.enrolments, id);
          const own = ofCustomer(outcomes, id);
          expect(rows.length).toBeLessThanOrEqual(enrolmentLimit ?? Infinity);
          expect(ids(own)).toEqual(ownIds(rows));
          // What is refused comes last, and only where the limit is reached.
          expect(own.map(verdictOf).join(' ')).toMatch(/^(enrolled ?)*(NOT_ISSUED ?)*$/);
          if (own.some(({ status }) => status === 'refused')) expect(rows).toHaveLength(enrolmentLimit ?? -1);
        }
      }),
    );
  });

  it('neither a customer nor the promotion as a whole earns beyond its limit, nor less than it might', async () => {
    const total = fc.option(fc.nat(8));
    await fc.assert(
      fc.asyncProperty(
        call,
        rivalry,
        limit,
        total,
        async (customers, attempts, earnLimit, totalEarnLimit) => {
          const most = earnLimit ?? Infinity;
          const mostInAll = totalEarnLimit ?? Infinity;
          const ledger: FakeLedger = new FakeLedger({
            totalEarnLimit,
            rival: (tries, rival) => {
              for (const id of attempts[tries - 1] ?? []) {
                const room = ofCustomer(ledger.earnings, id).length < most;
                if (room && ledger.earnings.length < mostInAll) rival.earn(id);
              }
            },
          });
          const promotion = aPromotion({ kind: 'DIRECT_ISSUE', earnLimit, totalEarnLimit });
          const outcomes = await earn(ledger, customers, promotion);
          expect(outcomes.map(({ customerId }) => customerId ?? '')).toEqual(customers);
          expect(ledger.earnings.length).toBeLessThanOrEqual(mostInAll);
          for (const id of everybody) {
            const rows = ofCustomer(ledger.earnings, id);
            const own = ofCustomer(outcomes, id);
            expect(rows.length).toBeLessThanOrEqual(most);
            expect(ids(own)).toEqual(ownIds(rows));
            expect(ofCustomer(ledger.enrolments, id).length).toBeLessThanOrEqual(1);
            if (own.some(({ status }) => status === 'refused')) {
              expect(rows.length === most || ledger.earnings.length === mostInAll).toBe(true);
            }
          }
        },
      ),
    );
  });
});
