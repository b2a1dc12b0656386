/** Executes a bulk mutation. */

import type { GraphQLResolveInfo } from 'graphql';
import {
  cutList,
  MAX_CUSTOMERS,
  operationOf,
  type Action,
  type BulkRequest,
} from '../../domain/bulk-request.js';
import { Problem } from '../../http/problem.js';
import { executeBulkRequest } from '../../request/execute-bulk-request.js';
import { isIdempotencyKey, KEY_RULE } from '../../request/idempotency-key.js';
import type { Scope } from '../../request/scope.js';
import type { BulkOutcome } from '../../service/promotion-service.js';
import { payloadOf, type PromotionOutcome } from '../types/bulk-payloads.js';
import { isSelected } from '../documents/is-selected.js';
import { checkInput } from '../inputs/check-input.js';
import { namedPromotion } from '../inputs/named-by.js';
import type { BulkMutationInput } from '../inputs/inputs.js';
import { presentOutcome } from '../present/present.js';
import { readPromotionDetails } from './promotion-details.js';

/** Runs a bulk mutation: checks its input, executes it, and presents the outcome. */
export async function performBulkMutation(
  action: Action,
  input: BulkMutationInput,
  scope: Scope,
  info: GraphQLResolveInfo,
): Promise<PromotionOutcome> {
  const { idempotencyKey = null, dryRun } = input;
  if (idempotencyKey !== null) requireKey(idempotencyKey);
  const refusals = checkInput(input);
  const request = toBulkRequest(action, input);
  const outcome = await executeBulkRequest(scope, request, {
    idempotencyKey,
    dryRun,
    showsEnrolments: isSelected(info, ['results', 'issualId']),
    refusal: idempotencyKey === null ? refusals.request : null,
    refusedCustomers: refusals.customers,
  });
  scope.reads.forgetHistories();
  const reading = readPromotionDetails(scope, outcome, info);
  const promotion = reading && (await reading);
  const shown = input.promotion ? pointToOneOf(outcome) : outcome;
  const identifierValues = request.customers.map(({ identifierValue }) => identifierValue);
  const { requestId } = scope;
  return new payloadOf[action](presentOutcome(identifierValues, shown, { requestId, promotion }));
}

/** @throws Problem 400 for an invalid key */
export function requireKey(text: string): void {
  if (!isIdempotencyKey(text)) throw new Problem(400, 'BAD_USER_INPUT', KEY_RULE);
}

/** @throws Problem 400 where a promotion is named in two ways */
function toBulkRequest(action: Action, input: BulkMutationInput): BulkRequest {
  const { promotionId, promoIdentifier } = namedPromotion(input.promotion, input);
  return {
    operation: operationOf[action],
    entityType: 'CUSTOMER',
    action,
    programId: input.programId,
    promotionId: promotionId ?? null,
    promoIdentifier: promoIdentifier ?? null,
    identifierName: input.identifierName,
    customers: cutList<BulkMutationInput['customers'][number]>(input.customers, MAX_CUSTOMERS),
  };
}

/** The fields by which the rules know a promotion, where the input has them in `promotion`. */
const inPromotion: Readonly<Record<string, string>> = {
  promotionId: 'id',
  promoIdentifier: 'promoIdentifier',
};

/** Makes a refusal of the promotion point to where the input names it. */
function pointToOneOf(outcome: BulkOutcome): BulkOutcome {
  if (outcome.status !== 'refused') return outcome;
  const [field = ''] = outcome.refusal.field ?? [];
  const member = inPromotion[field];
  if (member === undefined) return outcome;
  return { ...outcome, refusal: { ...outcome.refusal, field: ['promotion', member] } };
}
