import { beforeEach, describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import type { Refusal } from '../../src/domain/errors/errors.js';
import { executeBulkRequest } from '../../src/request/execute-bulk-request.js';
import { customerLoader } from '../../src/request/customer-loader.js';
import { sharedCustomerLoader } from '../../src/request/shared-customer-loader.js';
import { mayAccess, openScope, type Scope, type ScopeSources } from '../../src/request/scope.js';
import { platformRegister } from '../../src/upstream/reads/customer-register.js';
import { accessGroups, type Caller } from '../../src/service/caller.js';
import { StoreUnavailable } from '../../src/service/ports.js';
import type { KeyRecords } from '../../src/service/idempotency/key-records.js';
import type { BulkCommand, BulkOutcome, PromotionService } from '../../src/service/promotion-service.js';
import { aPromotion } from '../support/promotion.js';
import { FakeDirectory } from './fake-directory.js';

const caller: Caller = {
  organisation: { organisationId: '7', timeZone: 'UTC' },
  clientId: '9',
  access: ['customer:write'],
};
const outcome: BulkOutcome = {
  status: 'settled',
  decidedAt: new Date('2026-04-01T09:00:00Z'),
  promotion: aPromotion(),
  customers: [],
};

/** Answers every command alike, and keeps it. */
class FakeService implements PromotionService {
  readonly commands: BulkCommand[] = [];
  failure: Error | null = null;

  async execute(command: BulkCommand): Promise<BulkOutcome> {
    this.commands.push(command);
    if (this.failure) throw this.failure;
    return outcome;
  }
}

/** A query of earlier calls, which no test here sends. */
const keyRecords: KeyRecords = {
  findLatest: () => Promise.resolve(null),
  forget: () => Promise.resolve(0),
};
/** Nothing is read here. */
const reads: ReturnType<ScopeSources['readsFor']> = {
  catalogue: {
    programs: () => Promise.resolve([]),
    findPrograms: () => Promise.resolve([]),
    findPromotionsById: () => Promise.resolve([]),
    findPromotions: () => Promise.resolve([]),
    list: () => Promise.resolve({ promotions: [], total: 0 }),
    pages: () => Promise.resolve([]),
  },
  records: {
    historiesOf: () => Promise.resolve([]),
    enrolments: () => Promise.resolve([]),
    earnings: () => Promise.resolve([]),
    findEnrolments: () => Promise.resolve([]),
    findEarnings: () => Promise.resolve([]),
    latest: () => Promise.resolve([]),
  },
  clock: { now: () => new Date('2026-04-01T09:00:00Z') },
};
let directory: FakeDirectory;
let service: FakeService;
let scope: Scope;
beforeEach(() => {
  directory = new FakeDirectory(['404']);
  service = new FakeService();
  scope = openScope(
    {
      customersFor: () => customerLoader(sharedCustomerLoader(directory), caller.organisation.organisationId),
      readsFor: () => reads,
      service,
      keyRecords,
      registerFor: () => platformRegister,
      errorExamples: null,
      changes: null,
      rateLimiter: null,
    },
    { caller, requestId: 'request-1' },
  );
});

function aRequest(customers: readonly string[], changes: Partial<BulkRequest> = {}): BulkRequest {
  return {
    operation: 'ENROL_AND_EARN',
    entityType: 'CUSTOMER',
    action: 'ENROL',
    programId: '10',
    promotionId: '500',
    promoIdentifier: null,
    identifierName: 'id',
    customers: customers.map((identifierValue) => ({ identifierValue, source: 'ALL' })),
    ...changes,
  };
}

const refused = (refusal: Refusal) => ({ status: 'refused', refusal });
const notFound = refused({ fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] });

describe('a call', () => {
  it('is handed to the service whole, with its customers in their order', async () => {
    const request = aRequest(['3', '404', '1']);
    expect(await executeBulkRequest(scope, request)).toBe(outcome);
    expect(service.commands).toEqual([
      {
        caller,
        requestId: 'request-1',
        request,
        action: 'ENROL',
        refusal: null,
        lookups: [{ status: 'found', customerId: '7-3' }, notFound, { status: 'found', customerId: '7-1' }],
        idempotencyKey: null,
        dryRun: false,
        showsEnrolments: false,
      },
    ]);
  });

  it('is not tried once the store gave up an earlier one of its request, as it would wait as long', async () => {
    const away = new StoreUnavailable('away');
    service.failure = away;
    await expect(executeBulkRequest(scope, aRequest(['1']))).rejects.toBe(away);
    await expect(executeBulkRequest(scope, aRequest(['2']))).rejects.toBe(away);
    expect(service.commands).toHaveLength(1);
    expect(directory.asked).toHaveLength(1);
  });

  it('is handed on with its key, and as a dry run where it is one', async () => {
    await executeBulkRequest(scope, aRequest(['1']), { idempotencyKey: 'key-1', dryRun: true });
    expect(service.commands).toMatchObject([{ idempotencyKey: 'key-1', dryRun: true }]);
  });

  it('looks its customers up at once, each but once, in its own organisation', async () => {
    await executeBulkRequest(scope, aRequest(['3', '1', '03', '1', '2']));
    expect(directory.asked).toEqual([{ organisationId: '7', values: ['3', '1', '2'] }]);
    expect(service.commands[0]?.lookups.map((lookup) => 'customerId' in lookup && lookup.customerId)).toEqual(
      ['7-3', '7-1', '7-3', '7-1', '7-2'],
    );
  });

  it('does not look up who is refused for what was written, and goes on with the others', async () => {
    const customers = [
      { identifierValue: '', source: 'ALL' },
      { identifierValue: '1', source: 'ALL' },
      { identifierValue: '2', source: 'SHOP' },
      { identifierValue: 'abc', source: 'ALL' },
    ];
    await executeBulkRequest(scope, aRequest([], { customers }));
    expect(directory.asked).toEqual([{ organisationId: '7', values: ['1'] }]);
    expect(service.commands[0]?.lookups).toEqual([
      refused({ fault: 'EMPTY_IDENTIFIER', field: ['identifierValue'] }),
      { status: 'found', customerId: '7-1' },
      refused({ fault: 'INVALID_SOURCE', field: ['source'] }),
      notFound,
    ]);
  });

  it('does not look up whom the door has refused already, and keeps the reason', async () => {
    const refusal: Refusal = { fault: 'EMPTY_IDENTIFIER', field: ['source'] };
    await executeBulkRequest(scope, aRequest(['1', '2', '3']), { refusedCustomers: new Map([[1, refusal]]) });
    expect(directory.asked).toEqual([{ organisationId: '7', values: ['1', '3'] }]);
    expect(service.commands[0]?.lookups).toEqual([
      { status: 'found', customerId: '7-1' },
      refused(refusal),
      { status: 'found', customerId: '7-3' },
    ]);
  });

  it('in which no customer can be looked up sends no query, and still goes to the service', async () => {
    await executeBulkRequest(scope, aRequest(['abc', 'def']));
    expect(directory.asked).toEqual([]);
    expect(service.commands).toMatchObject([{ lookups: [notFound, notFound] }]);
  });

  it.each([
    ['its entity type', { entityType: 'TILL' }, 'INVALID_ENTITY_TYPE'],
    ['the user group', { entityType: 'USERGROUP2' }, 'USER_GROUP'],
    ['a missing program', { programId: null }, 'MISSING_PARAMETERS'],
    ['a missing identifier name', { identifierName: '' }, 'NO_CUSTOMERS'],
    ['an unknown identifier name', { identifierName: 'card' }, 'UNKNOWN_IDENTIFIER_NAME'],
    ['no customers', { customers: [] }, 'NO_CUSTOMERS'],
    [
      'too many customers',
      { customers: Array.from({ length: 101 }, () => ({ identifierValue: '1', source: 'ALL' })) },
      'BATCH_TOO_LARGE',
    ],
    [
      'too many earnings of one customer',
      { customers: [{ identifierValue: '1', source: 'ALL', earnedIds: Array<string>(101).fill('1') }] },
      'BATCH_TOO_LARGE',
    ],
  ] as const)(
    'that is refused for %s looks no customer up, and never gets to the service',
    async (_, changes, fault) => {
      const answer = await executeBulkRequest(scope, aRequest(['1'], changes));
      expect(answer).toMatchObject({ status: 'refused', refusal: { fault } });
      expect(directory.asked).toEqual([]);
      expect(service.commands).toEqual([]);
    },
  );

  it('whose customers cannot be looked up never gets to the service', async () => {
    directory.outages.set('7', new Error('the store is away'));
    await expect(executeBulkRequest(scope, aRequest(['1', '2']))).rejects.toThrow('the store is away');
    expect(service.commands).toEqual([]);
  });

  it('that follows another of the same request does not look its customers up again', async () => {
    await executeBulkRequest(scope, aRequest(['1', '2']));
    await executeBulkRequest(scope, aRequest(['2', '3']));
    expect(directory.asked.map(({ values }) => values)).toEqual([['1', '2'], ['3']]);
  });
});

it.each(accessGroups)('a caller may do %s only where it is among its access groups', (access) => {
  expect(mayAccess({ ...caller, access: [access] }, access)).toBe(true);
  expect(mayAccess({ ...caller, access: accessGroups.filter((other) => other !== access) }, access)).toBe(
    false,
  );
  expect(mayAccess({ ...caller, access: [] }, access)).toBe(false);
});
