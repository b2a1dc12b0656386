import type { Action, BulkRequest } from '../domain/bulk-request.js';
import { Problem } from '../http/problem.js';
import { carryOut } from '../request/carry-out.js';
import { isIdempotencyKey, KEY_RULE } from '../request/idempotency-key.js';
import type { Scope } from '../request/scope.js';
import type { BulkOutcome } from './bulk-payloads.js';
import { checkInput } from './check-input.js';
import type { BulkMutationInput } from './inputs.js';
import { presentOutcome } from './present.js';

/** What every bulk mutation does: checks its input, has it carried out, and presents the outcome. */
export async function performBulkMutation<Payload extends BulkOutcome>(
  action: Action,
  input: BulkMutationInput,
  scope: Scope,
  payload: new () => Payload,
): Promise<Payload> {
  const { idempotencyKey = null, dryRun } = input;
  if (idempotencyKey !== null) requireKey(idempotencyKey);
  const refusals = checkInput(input);
  const manner = { idempotencyKey, dryRun, refusedCustomers: refusals.customers };
  const outcome =
    refusals.request && idempotencyKey === null
      ? ({ status: 'refused', refusal: refusals.request } as const)
      : await carryOut(scope, toBulkRequest(action, input), manner);
  // What the document reads from here on is to know of what was just done.
  scope.reads.histories.clearAll();
  const identifierValues = input.customers.map(({ identifierValue }) => identifierValue);
  return Object.assign(new payload(), presentOutcome(identifierValues, outcome, scope.requestId));
}

/** @throws Problem 400 for what is no key */
export function requireKey(text: string): void {
  if (!isIdempotencyKey(text)) throw new Problem(400, 'BAD_USER_INPUT', KEY_RULE);
}

function toBulkRequest(action: Action, input: BulkMutationInput): BulkRequest {
  return {
    operation: action === 'ENROL' || action === 'EARN' ? 'ENROL_AND_EARN' : 'REVOKE',
    entityType: 'CUSTOMER',
    action,
    programId: input.programId,
    promotionId: input.promotionId ?? null,
    promoIdentifier: input.promoIdentifier ?? null,
    identifierName: input.identifierName,
    customers: input.customers,
  };
}
