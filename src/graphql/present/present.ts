/** Presents outcome i as union member i. */

import { MAX_CUSTOMERS } from '../../domain/bulk-request.js';
import type { ErrorScope } from '../../domain/errors/error-codes.js';
import { wordsOf, type Refusal } from '../../domain/errors/errors.js';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import type { Promotion as DomainPromotion } from '../../domain/promotion.js';
import {
  isWhole,
  type BulkOutcome,
  type CustomerOutcome,
  type SettledOutcome,
  type SuccessOutcome,
} from '../../service/promotion-service.js';
import {
  PromotionOutcomeStatus,
  type PromotionOutcome as BulkOutcomeFields,
} from '../types/bulk-payloads.js';
import { Customer } from '../types/customer.js';
import { CustomerError, Success, type Achievement } from '../types/customer-result.js';
import { presentNames, presentPromotion } from './present-promotion.js';
import type { Promotion } from '../types/promotion.js';

/** Facts that an outcome lacks. */
interface PresentOptions {
  readonly requestId: string;
  /** The promotion, where the outcome has only its names; an error where it could not be read. */
  readonly promotion?: DomainPromotion | Error | null;
}

/**
 * An outcome as the fields of a payload: result i is that of customer i, also where others failed. A call with more customers
 * than fit has no results but the one cause: to repeat it for each would make the answer as large as the caller likes.
 */
export function presentOutcome(
  identifierValues: readonly string[],
  outcome: BulkOutcome,
  { requestId, promotion = null }: PresentOptions,
): BulkOutcomeFields {
  const results =
    identifierValues.length > MAX_CUSTOMERS ? [] : presentResults(identifierValues, outcome, promotion);
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

function overall(successCount: number, totalCount: number): PromotionOutcomeStatus {
  if (successCount === 0) return PromotionOutcomeStatus.FAILURE;
  return successCount === totalCount
    ? PromotionOutcomeStatus.SUCCESS
    : PromotionOutcomeStatus.PARTIAL_SUCCESS;
}

function presentResults(
  identifierValues: readonly string[],
  outcome: BulkOutcome,
  promotionRead: DomainPromotion | Error | null,
): (Success | CustomerError)[] {
  if (outcome.status === 'refused') {
    return identifierValues.map((identifierValue, index) =>
      presentRefusal(index, identifierValue, outcome.refusal),
    );
  }
  const promotion = promotionOf(outcome, promotionRead);
  return outcome.customers.map((customer, index) =>
    presentCustomer(index, identifierValues[index] ?? '', customer, promotion),
  );
}

function promotionOf(
  { promotion, decidedAt }: SettledOutcome,
  promotionRead: DomainPromotion | Error | null,
): Promotion {
  if (isWhole(promotion)) return presentPromotion(promotion, decidedAt);
  return promotionRead && !(promotionRead instanceof Error)
    ? presentPromotion(promotionRead, decidedAt)
    : presentNames(promotion, promotionRead);
}

function presentCustomer(
  index: number,
  identifierValue: string,
  outcome: CustomerOutcome,
  promotion: Promotion,
): Success | CustomerError {
  if (outcome.status === 'refused') return presentRefusal(index, identifierValue, outcome.refusal);
  return new Success(index, identifierValue, promotion, achievementOf(outcome));
}

/** Stands for the enrolment of revoked earnings that a platform does not report. */
const UNREPORTED_ID = '0';

function achievementOf(outcome: SuccessOutcome): Achievement {
  const issualId = outcome.issualId ?? UNREPORTED_ID;
  const customer = new Customer(outcome.customerId);
  const warnings = outcome.warnings?.map(({ restCode, message }) => ({ restCode, message })) ?? [];
  switch (outcome.status) {
    case 'enrolled': {
      const { expiresAt } = outcome;
      return { customer, issualId, earnedId: null, revokedEarnedIds: null, expiresAt, warnings };
    }
    case 'earned': {
      const { earnedId, expiresAt } = outcome;
      return { customer, issualId, earnedId, revokedEarnedIds: null, expiresAt, warnings };
    }
    case 'enrolmentRevoked':
      return { customer, issualId, earnedId: null, revokedEarnedIds: null, expiresAt: null, warnings };
    case 'earningsRevoked': {
      const { earnedIds: revokedEarnedIds } = outcome;
      return { customer, issualId, earnedId: null, revokedEarnedIds, expiresAt: null, warnings };
    }
  }
}

function presentRefusal(index: number, identifierValue: string, refusal: Refusal): CustomerError {
  const { fault, field, retryAfterMs } = refusal;
  const { code, disposition, scope } = catalogue[fault];
  const path = field && [...pathTo[scope](index), ...field];
  return new CustomerError({
    index,
    identifierValue,
    code,
    ...wordsOf(refusal),
    disposition,
    retryAfterMs: retryAfterMs ?? null,
    scope,
    field: path ?? null,
  });
}

/** The path of the input for a fault of each scope. */
const pathTo: Record<ErrorScope, (index: number) => readonly string[]> = {
  CUSTOMER: (index) => ['customers', String(index)],
  REQUEST: () => [],
};
