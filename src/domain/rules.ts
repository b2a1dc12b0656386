/** The rules of a request and of a customer, in the order of checks. */

import {
  MAX_CUSTOMERS,
  MAX_EARNINGS,
  type Action,
  type BulkRequest,
  type NamedCustomer,
  type RequestedAction,
} from './bulk-request.js';
import { parseIdentifierName, parseSource } from './customer.js';
import type { Fault, Refusal } from './errors/errors.js';
import { withoutInvisible } from './pasted-text.js';
import { statusOf, type Program, type Promotion } from './promotion.js';
import { actionOn, unsupportedActionOf } from './supported-actions.js';

/** The program and promotion that a request names; null for each that the organisation does not have. */
export interface Target {
  readonly program: Program | null;
  readonly promotion: Promotion | null;
}

export type Judgement =
  | { readonly accepted: true; readonly action: Action; readonly promotion: Promotion }
  | { readonly accepted: false; readonly refusal: Refusal };

type Verdict = Fault | Refusal | null;

/** Rules that need the request only, in the order of the checks. */
const requestRules: readonly ((request: BulkRequest) => Verdict)[] = [
  theEntityIsACustomer,
  programAndPromotionAreNamed,
  theIdentifierIsNamed,
  someCustomerIsNamed,
  theCustomersFitOneCall,
];

/**
 * Rules that need to know the program and the promotion, checked after the others, in this order. The last rules of all,
 * that an action is named and the promotion's kind supports it, are checked where the action is found.
 */
const targetRules: readonly ((request: BulkRequest, target: Target, now: Date) => Verdict)[] = [
  theProgramExists,
  thePromotionExists,
  thePromotionIsLive,
];

/** Rules that need one named customer only, in order. */
const customerRules: readonly ((customer: NamedCustomer) => Verdict)[] = [
  theIdentifierIsGiven,
  theSourceIsGiven,
  theSourceIsKnown,
];

/** The first broken rule among those that need the request only. */
export function refuseRequest(request: BulkRequest): Refusal | null {
  return firstRefusal(requestRules, (rule) => rule(request));
}

/**
 * Judges a request by the rules that need its target, after those that need the request only.
 * @param refused the result of `refuseRequest`
 * @param requested the result of `parseAction`
 */
export function judgeRequest(
  refused: Refusal | null,
  request: BulkRequest,
  requested: RequestedAction | null,
  target: Target,
  now: Date,
): Judgement {
  const refusal = refused ?? firstRefusal(targetRules, (rule) => rule(request, target, now));
  if (refusal) return { accepted: false, refusal };
  const { promotion } = target;
  const action = promotion && requested && actionOn(promotion.kind, requested);
  return action
    ? { accepted: true, action, promotion }
    : { accepted: false, refusal: refusalOfAction(request) };
}

function refusalOfAction(request: BulkRequest): Refusal {
  return refuseMissingAction(request) ?? { fault: unsupportedActionOf[request.operation] };
}

/** The refusal of a request that leaves its action out. */
export function refuseMissingAction({ action }: BulkRequest): Refusal | null {
  return action.trim() === '' ? { fault: 'MISSING_ACTION', field: ['bulkAction'] } : null;
}

/** The first broken rule of a look-up of one customer. */
export function refuseLookup(identifierName: string, customer: NamedCustomer): Refusal | null {
  return firstRefusal([theIdentifierIsNamed], (rule) => rule({ identifierName })) ?? refuseCustomer(customer);
}

/** The first broken rule of one customer, before the look-up. */
export function refuseCustomer(customer: NamedCustomer): Refusal | null {
  return firstRefusal(customerRules, (rule) => rule(customer));
}

function firstRefusal<Rule>(rules: readonly Rule[], check: (rule: Rule) => Verdict): Refusal | null {
  for (const rule of rules) {
    const verdict = check(rule);
    if (verdict !== null) return typeof verdict === 'string' ? { fault: verdict } : verdict;
  }
  return null;
}

function theEntityIsACustomer({ entityType }: BulkRequest): Verdict {
  if (entityType === 'CUSTOMER') return null;
  return entityType === 'USERGROUP2' ? 'USER_GROUP' : 'INVALID_ENTITY_TYPE';
}

function programAndPromotionAreNamed({ programId, promotionId, promoIdentifier }: BulkRequest): Verdict {
  if (!programId) return { fault: 'MISSING_PARAMETERS', field: ['programId'] };
  return promotionId || promoIdentifier ? null : { fault: 'MISSING_PARAMETERS', field: ['promotionId'] };
}

function theIdentifierIsNamed({ identifierName }: Pick<BulkRequest, 'identifierName'>): Verdict {
  const field = ['identifierName'];
  if (identifierName.trim() === '') return { fault: 'NO_CUSTOMERS', field };
  return parseIdentifierName(identifierName) ? null : { fault: 'UNKNOWN_IDENTIFIER_NAME', field };
}

function someCustomerIsNamed({ customers }: BulkRequest): Verdict {
  return customers.length > 0 ? null : { fault: 'NO_CUSTOMERS', field: ['customers'] };
}

function theCustomersFitOneCall({ customers }: BulkRequest): Verdict {
  if (customers.length > MAX_CUSTOMERS) return { fault: 'BATCH_TOO_LARGE', field: ['customers'] };
  const tooMany = customers.findIndex(({ earnedIds }) => earnedIds && earnedIds.length > MAX_EARNINGS);
  return tooMany < 0
    ? null
    : { fault: 'BATCH_TOO_LARGE', field: ['customers', String(tooMany), 'earnedIds'] };
}

function theProgramExists(_request: BulkRequest, { program }: Target): Verdict {
  return program?.active ? null : { fault: 'INVALID_PROGRAM', field: ['programId'] };
}

function thePromotionExists({ promotionId }: BulkRequest, { promotion }: Target): Verdict {
  return promotion
    ? null
    : { fault: 'INVALID_PROMOTION', field: [promotionId ? 'promotionId' : 'promoIdentifier'] };
}

function thePromotionIsLive(_request: BulkRequest, { promotion }: Target, now: Date): Verdict {
  return promotion && statusOf(promotion, now) === 'LIVE' ? null : 'PROMOTION_INACTIVE';
}

function theIdentifierIsGiven({ identifierValue }: NamedCustomer): Verdict {
  return withoutInvisible(identifierValue) ? null : { fault: 'EMPTY_IDENTIFIER', field: ['identifierValue'] };
}

function theSourceIsGiven({ source }: NamedCustomer): Verdict {
  return source.trim() ? null : { fault: 'EMPTY_IDENTIFIER', field: ['source'] };
}

function theSourceIsKnown({ source }: NamedCustomer): Verdict {
  return parseSource(source) ? null : { fault: 'INVALID_SOURCE', field: ['source'] };
}
