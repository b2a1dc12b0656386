import type { BulkRequest } from '../domain/bulk-request.js';
import { catalogue, type Fault } from '../domain/errors.js';
import type { Promotion } from '../domain/promotion.js';
import type { BulkOutcome, CustomerOutcome } from '../service/promotion-service.js';

/** An id as JSON number: bigint where a double would lose digits. */
export type WireId = number | bigint;

export interface WireMessage {
  readonly status: false;
  readonly code: number;
  readonly message: string;
}

interface WireResult {
  readonly entityType: 'CUSTOMER';
  readonly entityId: WireId;
  readonly promotionId?: WireId;
  readonly promoIdentifier?: string;
  readonly programId: WireId;
  readonly issualId?: string;
  readonly earnedId?: string;
  readonly revokedIssualId?: WireId;
  readonly revokedEarnIds?: readonly WireId[];
}

interface WireItem {
  readonly result?: WireResult;
  readonly errors: readonly WireMessage[];
  readonly warnings: readonly WireMessage[];
}

/** `totalCount` counts all items, `failureCount` those with errors, as all the platform's samples do. */
export interface BulkResponse {
  readonly response: readonly WireItem[];
  readonly totalCount: number;
  readonly failureCount: number;
}

/** Writes the documented answer: items in the order of the request, or one item for a failure of the whole. */
export function encodeBulkOutcome(request: BulkRequest, outcome: BulkOutcome): BulkResponse {
  const response =
    outcome.status === 'refused'
      ? [failedItem(outcome.refusal.fault)]
      : outcome.customers.map((customer) => encodeCustomer(request, outcome.promotion, customer));
  const failureCount = response.filter(({ errors }) => errors.length > 0).length;
  return { response, totalCount: response.length, failureCount };
}

function encodeCustomer(request: BulkRequest, promotion: Promotion, outcome: CustomerOutcome): WireItem {
  const result = (customerId: string): WireResult => ({
    entityType: 'CUSTOMER',
    entityId: wireId(customerId),
    // Whichever of the two the request used, never both.
    ...(request.promotionId === null
      ? { promoIdentifier: promotion.promoIdentifier ?? '' }
      : { promotionId: wireId(promotion.promotionId) }),
    programId: wireId(promotion.program.programId),
  });
  switch (outcome.status) {
    case 'enrolled': {
      const { customerId, issualId } = outcome;
      return { result: { ...result(customerId), issualId }, errors: [], warnings: [] };
    }
    case 'earned': {
      const { customerId, issualId, earnedId } = outcome;
      return { result: { ...result(customerId), issualId, earnedId }, errors: [], warnings: [] };
    }
    case 'enrolmentRevoked': {
      const revokedIssualId = wireId(outcome.issualId);
      return { result: { ...result(outcome.customerId), revokedIssualId }, errors: [], warnings: [] };
    }
    case 'earningsRevoked': {
      const revokedEarnIds = outcome.earnedIds.map(wireId);
      return { result: { ...result(outcome.customerId), revokedEarnIds }, errors: [], warnings: [] };
    }
    case 'refused': {
      const { customerId, refusal } = outcome;
      // The platform does not count a promotion that was not issued among the failures.
      return refusal.fault === 'NOT_ISSUED' && customerId !== null
        ? { result: result(customerId), errors: [], warnings: [wireMessage('NOT_ISSUED')] }
        : failedItem(refusal.fault);
    }
  }
}

function failedItem(fault: Fault): WireItem {
  return { errors: [wireMessage(fault)], warnings: [] };
}

/** What the platform has no number for has HTTP's. */
export function wireMessage(fault: Fault): WireMessage {
  const { restCode, message } = catalogue[fault];
  return { status: false, code: restCode ?? statusOfFault(fault), message };
}

/** The HTTP status of an answer: 200 for whatever the platform knows, as it has it. */
export function statusOfOutcome(outcome: BulkOutcome): number {
  return outcome.status === 'refused' ? statusOfFault(outcome.refusal.fault) : 200;
}

const statuses: Partial<Record<Fault, number>> = {
  IDEMPOTENCY_MISMATCH: 422,
  IDEMPOTENCY_IN_PROGRESS: 409,
  THROTTLED: 429,
  UPSTREAM_UNAVAILABLE: 503,
  OUTCOME_UNKNOWN: 504,
  UNRECOGNISED: 502,
};

function statusOfFault(fault: Fault): number {
  return statuses[fault] ?? 200;
}

export function wireId(id: string): WireId {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}
