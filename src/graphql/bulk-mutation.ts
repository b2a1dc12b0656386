import type { GraphQLResolveInfo } from 'graphql';
import type { Action, BulkRequest } from '../domain/bulk-request.js';
import { Problem } from '../http/problem.js';
import { carryOut } from '../request/carry-out.js';
import { isIdempotencyKey, KEY_RULE } from '../request/idempotency-key.js';
import { promotionOfRequest } from '../request/named-promotion.js';
import type { Scope } from '../request/scope.js';
import { asksFor } from './asks-for.js';
import type { BulkOutcome } from './bulk-payloads.js';
import { checkInput } from './check-input.js';
import type { BulkMutationInput } from './inputs.js';
import { presentOutcome } from './present.js';

/** How a mutation is answered. */
interface Answering<Payload> {
  readonly payload: new () => Payload;
  readonly info: GraphQLResolveInfo;
}

/** What every bulk mutation does: checks its input, has it carried out, and presents the outcome. */
export async function performBulkMutation<Payload extends BulkOutcome>(
  action: Action,
  input: BulkMutationInput,
  scope: Scope,
  { payload, info }: Answering<Payload>,
): Promise<Payload> {
  const { idempotencyKey = null, dryRun } = input;
  if (idempotencyKey !== null) requireKey(idempotencyKey);
  const refusals = checkInput(input);
  const manner = { idempotencyKey, dryRun, refusedCustomers: refusals.customers };
  const request = toBulkRequest(action, input);
  const isRefused = refusals.request && idempotencyKey === null;
  const showsNames = !isRefused && scope.service.delegates && asksFor(info, ['results', 'promotion']);
  // Read before anything is done: that it cannot be read must not take away the answer of what was done.
  const promotion = showsNames ? await promotionOfRequest(scope, request) : null;
  const outcome = isRefused
    ? ({ status: 'refused', refusal: refusals.request } as const)
    : await carryOut(scope, request, manner);
  // What the document reads from here on is to know of what was just done.
  scope.reads.histories.clearAll();
  const identifierValues = input.customers.map(({ identifierValue }) => identifierValue);
  return Object.assign(new payload(), presentOutcome(identifierValues, outcome, { ...scope, promotion }));
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
