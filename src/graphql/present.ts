import { catalogue, type Refusal } from '../domain/errors.js';
import type { BulkOutcome, CustomerOutcome } from '../service/promotion-service.js';
import { OutcomeStatus, type BulkOutcome as BulkOutcomeFields } from './bulk-payloads.js';
import { CustomerError, Success } from './customer-result.js';
import { presentPromotion } from './present-promotion.js';
import type { Promotion } from './promotion.js';

/** An outcome as the fields of a payload: result i is that of customer i, whatever failed. */
export function presentOutcome(
  identifierValues: readonly string[],
  outcome: BulkOutcome,
  requestId: string,
): BulkOutcomeFields {
  const results = presentResults(identifierValues, outcome);
  const successCount = results.filter((result) => result instanceof Success).length;
  return {
    results,
    requestError:
      outcome.status === 'refused' ? presentRefusal(0, identifierValues[0] ?? '', outcome.refusal) : null,
    status: overall(successCount, results.length),
    totalCount: results.length,
    successCount,
    failureCount: results.length - successCount,
    requestId: outcome.replayOf ?? requestId,
    replayed: outcome.replayOf !== undefined,
  };
}

function overall(successCount: number, totalCount: number): OutcomeStatus {
  if (successCount === 0) return OutcomeStatus.FAILURE;
  return successCount === totalCount ? OutcomeStatus.SUCCESS : OutcomeStatus.PARTIAL_SUCCESS;
}

function presentResults(
  identifierValues: readonly string[],
  outcome: BulkOutcome,
): (Success | CustomerError)[] {
  if (outcome.status === 'refused') {
    return identifierValues.map((identifierValue, index) =>
      presentRefusal(index, identifierValue, outcome.refusal),
    );
  }
  const promotion = presentPromotion(outcome.promotion, outcome.decidedAt);
  return outcome.customers.map((customer, index) =>
    presentCustomer(index, identifierValues[index] ?? '', customer, promotion),
  );
}

function presentCustomer(
  index: number,
  identifierValue: string,
  outcome: CustomerOutcome,
  promotion: Promotion,
): Success | CustomerError {
  if (outcome.status === 'refused') return presentRefusal(index, identifierValue, outcome.refusal);
  return new Success({
    index,
    identifierValue,
    customer: { id: outcome.customerId },
    promotion,
    issualId: outcome.issualId,
    ...presentAct(outcome),
    warnings: [],
  });
}

/** The fields of a success that depend on what was done. */
function presentAct(
  outcome: Exclude<CustomerOutcome, { status: 'refused' }>,
): Pick<Success, 'earnedId' | 'revokedEarnedIds' | 'expiresAt'> {
  switch (outcome.status) {
    case 'enrolled':
      return { earnedId: null, revokedEarnedIds: null, expiresAt: outcome.expiresAt };
    case 'earned':
      return { earnedId: outcome.earnedId, revokedEarnedIds: null, expiresAt: outcome.expiresAt };
    case 'enrolmentRevoked':
      return { earnedId: null, revokedEarnedIds: null, expiresAt: null };
    case 'earningsRevoked':
      return { earnedId: null, revokedEarnedIds: outcome.earnedIds, expiresAt: null };
  }
}

function presentRefusal(
  index: number,
  identifierValue: string,
  { fault, field, retryAfterMs }: Refusal,
): CustomerError {
  const { code, restCode, message, disposition, scope } = catalogue[fault];
  const path = scope === 'CUSTOMER' && field ? ['customers', String(index), ...field] : field;
  return new CustomerError({
    index,
    identifierValue,
    code,
    restCode,
    message,
    disposition,
    retryAfterMs: retryAfterMs ?? null,
    scope,
    field: path ? [...path] : null,
  });
}
