import { describe, expect, it } from 'vitest';
import {
  parseAction,
  type Action,
  type BulkRequest,
  type NamedCustomer,
  type Operation,
} from '../../src/domain/bulk-request.js';
import { catalogue } from '../../src/domain/errors/error-catalogue.js';
import { promotionKinds, type Promotion, type PromotionKind } from '../../src/domain/promotion.js';
import {
  judgeRequest,
  refuseCustomer,
  refuseRequest,
  type Judgement,
  type Target,
} from '../../src/domain/rules.js';
import { aPromotion } from '../support/promotion.js';
import { daysAfter, NOW } from './standings.js';

function aRequest(changes: Partial<BulkRequest> = {}): BulkRequest {
  return {
    operation: 'ENROL_AND_EARN',
    entityType: 'CUSTOMER',
    action: 'ENROL',
    programId: '10',
    promotionId: '500',
    promoIdentifier: null,
    identifierName: 'mobile',
    customers: [aCustomer()],
    ...changes,
  };
}

function aCustomer(changes: Partial<NamedCustomer> = {}): NamedCustomer {
  return { identifierValue: '919986000586', source: 'INSTORE', ...changes };
}

function someCustomers(count: number): NamedCustomer[] {
  return Array.from({ length: count }, () => aCustomer());
}

function earnings(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i + 1));
}

function targetOf(promotion: Promotion): Target {
  return { program: promotion.program, promotion };
}

/** All rules of a request in their order. */
function judge(request: BulkRequest, target: Target): Judgement {
  return judgeRequest(refuseRequest(request), request, parseAction(request), target, NOW);
}

describe('a request by itself', () => {
  it.each([
    ['one customer', {}],
    ['a hundred customers', { customers: someCustomers(100) }],
    ['a hundred earnings of one customer', { customers: [aCustomer({ earnedIds: earnings(100) })] }],
    ['no list of earnings', { customers: [aCustomer({ earnedIds: null })] }],
    ['an identifier in place of an id', { promotionId: null, promoIdentifier: 'spring-500' }],
    ['both names of a promotion', { promoIdentifier: 'spring-500' }],
    ['an identifier name in capitals', { identifierName: 'EMAIL' }],
    ['customers that break rules of their own', { customers: [aCustomer({ source: '' })] }],
    ['an action that only the promotion can refuse', { action: 'DANCE' }],
  ])('is fine with %s', (_, changes) => {
    expect(refuseRequest(aRequest(changes))).toBeNull();
  });

  it.each([
    ['no entity type', { entityType: '' }, { fault: 'INVALID_ENTITY_TYPE' }],
    ['another entity type', { entityType: 'TILL' }, { fault: 'INVALID_ENTITY_TYPE' }],
    ['an entity type in small letters', { entityType: 'customer' }, { fault: 'INVALID_ENTITY_TYPE' }],
    ['the user group', { entityType: 'USERGROUP2' }, { fault: 'USER_GROUP' }],
    ['a user group in small letters', { entityType: 'usergroup2' }, { fault: 'INVALID_ENTITY_TYPE' }],
    ['no program', { programId: null }, { fault: 'MISSING_PARAMETERS', field: ['programId'] }],
    ['an empty program', { programId: '' }, { fault: 'MISSING_PARAMETERS', field: ['programId'] }],
    ['no promotion', { promotionId: null }, { fault: 'MISSING_PARAMETERS', field: ['promotionId'] }],
    [
      'two empty names of a promotion',
      { promotionId: '', promoIdentifier: '' },
      { fault: 'MISSING_PARAMETERS', field: ['promotionId'] },
    ],
    ['no identifier name', { identifierName: '' }, { fault: 'NO_CUSTOMERS', field: ['identifierName'] }],
    [
      'a blank identifier name',
      { identifierName: ' ' },
      { fault: 'NO_CUSTOMERS', field: ['identifierName'] },
    ],
    [
      'an unknown identifier name',
      { identifierName: 'cardNumber' },
      { fault: 'UNKNOWN_IDENTIFIER_NAME', field: ['identifierName'] },
    ],
    ['no customers', { customers: [] }, { fault: 'NO_CUSTOMERS', field: ['customers'] }],
    ['101 customers', { customers: someCustomers(101) }, { fault: 'BATCH_TOO_LARGE', field: ['customers'] }],
    [
      'a customer with 101 earnings',
      { customers: [aCustomer(), aCustomer({ earnedIds: earnings(101) })] },
      { fault: 'BATCH_TOO_LARGE', field: ['customers', '1', 'earnedIds'] },
    ],
  ] as const)('is refused for %s', (_, changes, refusal) => {
    expect(refuseRequest(aRequest(changes))).toEqual(refusal);
  });
});

describe('a request for a promotion', () => {
  /** Sections 3.1 and 4, and what the promotion makes of the action: all others are refused. */
  const suiting: readonly (readonly [PromotionKind, Operation, string, Action])[] = [
    ['ENROL_AND_ISSUE', 'ENROL_AND_EARN', 'ENROL', 'ENROL'],
    ['ENROL_AND_ISSUE', 'ENROL_AND_EARN', 'EARN', 'EARN'],
    ['DIRECT_ISSUE', 'ENROL_AND_EARN', 'EARN', 'EARN'],
    ['ENROL_AND_ISSUE', 'REVOKE', 'REVOKE_ENROL', 'REVOKE_ENROL'],
    ['ENROL_AND_ISSUE', 'REVOKE', 'REVOKE_EARN', 'REVOKE_EARN'],
    ['DIRECT_ISSUE', 'REVOKE', 'REVOKE_EARN', 'REVOKE_EARN'],
    ['ENROL_AND_ISSUE', 'ISSUE', 'ISSUE', 'ENROL'],
    ['DIRECT_ISSUE', 'ISSUE', 'ISSUE', 'EARN'],
  ];
  const operations = ['ENROL_AND_EARN', 'REVOKE', 'ISSUE'] as const;
  const actions = ['ENROL', 'EARN', 'enrol', 'REVOKE_ENROL', 'REVOKE_EARN', 'ISSUE', ''];
  const states = [
    ['LIVE', {}],
    ['UPCOMING', { startsAt: daysAfter(NOW, 1) }],
    ['COMPLETED', { endsAt: NOW }],
    ['INACTIVE', { active: false }],
  ] as const;
  const table = promotionKinds.flatMap((kind) =>
    operations.flatMap((operation) =>
      actions.flatMap((action) =>
        states.map(([status, changes]) => {
          const [, , , does] =
            suiting.find(([k, o, a]) => k === kind && o === operation && a === action) ?? [];
          const unsuited = operation === 'REVOKE' ? 'REVOKE_NOT_SUPPORTED' : 'ACTION_NOT_SUPPORTED';
          const refused = action === '' ? 'MISSING_ACTION' : unsuited;
          const fault = status !== 'LIVE' ? 'PROMOTION_INACTIVE' : does ? null : refused;
          return { kind, operation, action, status, changes, fault, does };
        }),
      ),
    ),
  );

  it.each(table)('that asks $operation $action of $kind while it is $status has the fault $fault', (row) => {
    const { kind, operation, action, changes, fault, does } = row;
    const promotion = aPromotion({ kind, ...changes });
    const judgement = judge(aRequest({ operation, action }), targetOf(promotion));
    expect(judgement).toEqual(
      fault
        ? {
            accepted: false,
            refusal: fault === 'MISSING_ACTION' ? { fault, field: ['bulkAction'] } : { fault },
          }
        : { accepted: true, action: does, promotion },
    );
  });

  const { program } = aPromotion();
  it.each([
    ['an unknown program', {}, { program: null, promotion: null }, 'INVALID_PROGRAM', 'programId'],
    [
      'a program that is switched off',
      {},
      targetOf(aPromotion({ program: { ...program, active: false } })),
      'INVALID_PROGRAM',
      'programId',
    ],
    ['an unknown promotion', {}, { program, promotion: null }, 'INVALID_PROMOTION', 'promotionId'],
    [
      'an unknown identifier of a promotion',
      { promotionId: null, promoIdentifier: 'autumn' },
      { program, promotion: null },
      'INVALID_PROMOTION',
      'promoIdentifier',
    ],
    [
      'two names that are not of one promotion',
      { promoIdentifier: 'autumn' },
      { program, promotion: null },
      'INVALID_PROMOTION',
      'promotionId',
    ],
  ] as const)('is refused for %s', (_, changes, target, fault, field) => {
    expect(judge(aRequest(changes), target)).toEqual({
      accepted: false,
      refusal: { fault, field: [field] },
    });
  });
});

it('a request that breaks every rule learns of them in the documented order as it is mended', () => {
  const promotion = aPromotion({ kind: 'DIRECT_ISSUE', active: false });
  const { program } = promotion;
  let request = aRequest({
    entityType: 'GROUP',
    action: 'ENROL',
    programId: null,
    promotionId: null,
    identifierName: '',
    customers: [],
  });
  let target: Target = { program: null, promotion: null };
  const mend = (changes: Partial<BulkRequest>) => (request = { ...request, ...changes });
  const meet = (changes: Partial<Target>) => (target = { ...target, ...changes });
  const mendings: (() => unknown)[] = [
    () => mend({ entityType: 'USERGROUP2' }),
    () => mend({ entityType: 'CUSTOMER' }),
    () => mend({ programId: '10' }),
    () => mend({ promotionId: '500' }),
    () => mend({ identifierName: 'cardNumber' }),
    () => mend({ identifierName: 'mobile' }),
    () => mend({ customers: someCustomers(101) }),
    () => mend({ customers: someCustomers(100) }),
    () => meet({ program }),
    () => meet({ promotion }),
    () => meet({ promotion: { ...promotion, active: true } }),
    () => mend({ action: 'EARN' }),
  ];
  const verdict = () => {
    const judgement = judge(request, target);
    return judgement.accepted ? 'accepted' : catalogue[judgement.refusal.fault].restCode;
  };
  const faultsFound = [
    verdict(),
    ...mendings.map((step) => {
      step();
      return verdict();
    }),
  ];
  expect(faultsFound).toEqual([
    8901,
    8899,
    8881,
    8881,
    11013,
    8013,
    11013,
    1060,
    1101,
    8874,
    8892,
    8902,
    'accepted',
  ]);
});

describe('a named customer', () => {
  it.each([
    ['with a source in capitals', {}],
    ['with a source in small letters', { source: 'instore' }],
    ['under every source', { source: 'ALL' }],
    ['with a value that only the look-up can refuse', { identifierValue: 'nobody' }],
  ])('is fine %s', (_, changes) => {
    expect(refuseCustomer(aCustomer(changes))).toBeNull();
  });

  it.each([
    ['no value', { identifierValue: '' }, 'EMPTY_IDENTIFIER', 'identifierValue'],
    ['a blank value', { identifierValue: ' \t\u00a0' }, 'EMPTY_IDENTIFIER', 'identifierValue'],
    ['no source', { source: '' }, 'EMPTY_IDENTIFIER', 'source'],
    ['a blank source', { source: '  ' }, 'EMPTY_IDENTIFIER', 'source'],
    ['an unknown source', { source: 'GOOGLE' }, 'INVALID_SOURCE', 'source'],
    ['neither value nor source', { identifierValue: '', source: '' }, 'EMPTY_IDENTIFIER', 'identifierValue'],
    [
      'no value and an unknown source',
      { identifierValue: '', source: 'GOOGLE' },
      'EMPTY_IDENTIFIER',
      'identifierValue',
    ],
  ] as const)('is refused for %s', (_, changes, fault, field) => {
    expect(refuseCustomer(aCustomer(changes))).toEqual({ fault, field: [field] });
  });
});
