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
import { payloadOf, type PromotionOutcome } from '../types/bulk-payloads.js';
import { isSelected } from '../documents/is-selected.js';
import { checkInput } from '../inputs/check-input.js';
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
  const identifierValues = request.customers.map(({ identifierValue }) => identifierValue);
  const { requestId } = scope;
  return new payloadOf[action](presentOutcome(identifierValues, outcome, { requestId, promotion }));
}

/** @throws Problem 400 for an invalid key */
export function requireKey(text: string): void {
  if (!isIdempotencyKey(text)) throw new Problem(400, 'BAD_USER_INPUT', KEY_RULE);
}

function toBulkRequest(action: Action, input: BulkMutationInput): BulkRequest {
  return {
    operation: operationOf[action],
    entityType: 'CUSTOMER',
    action,
    programId: input.programId,
    promotionId: input.promotionId ?? null,
    promoIdentifier: input.promoIdentifier ?? null,
    identifierName: input.identifierName,
    customers: cutList<BulkMutationInput['customers'][number]>(input.customers, MAX_CUSTOMERS),
  };
}
