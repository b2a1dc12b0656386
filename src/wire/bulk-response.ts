/** Encodes an outcome as the documented answer. */

import type { BulkRequest } from '../domain/bulk-request.js';
import {
  isUnnumbered,
  wordsOf,
  type Fault,
  type Refusal,
  type UnnumberedFault,
} from '../domain/errors/errors.js';
import { catalogue } from '../domain/errors/error-catalogue.js';
import {
  namesOf,
  type BulkOutcome,
  type CustomerOutcome,
  type NamedPromotion,
  type SettledOutcome,
  type SuccessOutcome,
} from '../service/promotion-service.js';

/** An id as JSON number: a bigint when a double would lose digits. */
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
    outcome.status === 'refused' ? [failedItem(outcome.refusal)] : encodeCustomers(request, outcome);
  const failureCount = response.filter(({ errors }) => errors.length > 0).length;
  return { response, totalCount: response.length, failureCount };
}

function encodeCustomers(request: BulkRequest, { promotion, customers }: SettledOutcome): WireItem[] {
  const names = namesOf(promotion);
  return customers.map((customer) => encodeCustomer(request, names, customer));
}

function encodeCustomer(request: BulkRequest, promotion: NamedPromotion, outcome: CustomerOutcome): WireItem {
  const result = (customerId: string): WireResult => ({
    entityType: 'CUSTOMER',
    entityId: wireId(customerId),
    // The answer echoes the name that the request used, never both.
    ...(request.promotionId === null || promotion.promotionId === null
      ? { promoIdentifier: promotion.promoIdentifier ?? '' }
      : { promotionId: wireId(promotion.promotionId) }),
    programId: wireId(promotion.programId),
  });
  switch (outcome.status) {
    case 'enrolled': {
      const { customerId, issualId } = outcome;
      return succeededItem(outcome, { ...result(customerId), issualId });
    }
    case 'earned': {
      const { customerId, issualId, earnedId } = outcome;
      return succeededItem(outcome, { ...result(customerId), issualId, earnedId });
    }
    case 'enrolmentRevoked': {
      const revokedIssualId = wireId(outcome.issualId);
      return succeededItem(outcome, { ...result(outcome.customerId), revokedIssualId });
    }
    case 'earningsRevoked': {
      const revokedEarnIds = outcome.earnedIds.map(wireId);
      return succeededItem(outcome, { ...result(outcome.customerId), revokedEarnIds });
    }
    case 'refused': {
      const { customerId, refusal } = outcome;
      // The platform does not count 8890 as a failure.
      return refusal.fault === 'NOT_ISSUED' && customerId !== null
        ? { result: result(customerId), errors: [], warnings: [wireMessage(refusal)] }
        : failedItem(refusal);
    }
  }
}

function succeededItem(outcome: SuccessOutcome, result: WireResult): WireItem {
  return { result, errors: [], warnings: wireWarnings(outcome) };
}

/** The notices beside a success. */
export function wireWarnings({ warnings = [] }: SuccessOutcome): WireMessage[] {
  return warnings.map(({ restCode, message }) => ({
    status: false,
    code: restCode ?? wireCodeOf('UNRECOGNISED'),
    message,
  }));
}

function failedItem(refusal: Refusal): WireItem {
  return { errors: [wireMessage(refusal)], warnings: [] };
}

/** A fault without a documented REST code has the HTTP status as its code. */
export function wireMessage(refusal: Refusal): WireMessage {
  const { restCode, message } = wordsOf(refusal);
  return { status: false, code: restCode ?? wireCodeOf(refusal.fault), message };
}

/** The code of a fault on the wire. */
export function wireCodeOf(fault: Fault): number {
  return isUnnumbered(fault) ? unnumbered[fault].code : catalogue[fault].restCode;
}

/** How REST answers a fault for which the platform documents no number. */
interface UnnumberedAnswer {
  /** HTTP's number for it. */
  readonly code: number;
  /** The HTTP status of an answer that refuses a whole call for it. */
  readonly status: number;
}

const unnumbered: Record<UnnumberedFault, UnnumberedAnswer> = {
  IDEMPOTENCY_MISMATCH: { code: 422, status: 422 },
  IDEMPOTENCY_IN_PROGRESS: { code: 409, status: 409 },
  THROTTLED: { code: 429, status: 429 },
  UPSTREAM_UNAVAILABLE: { code: 503, status: 503 },
  OUTCOME_UNKNOWN: { code: 504, status: 200 },
  UNRECOGNISED: { code: 502, status: 200 },
};

/** The HTTP status of an answer: 200 for each outcome that the platform documents, as the platform does. */
export function statusOfOutcome(outcome: BulkOutcome): number {
  return outcome.status === 'settled' ? 200 : statusOfRefusal(outcome.refusal);
}

/** The HTTP status of the refusal of a whole call. */
export function statusOfRefusal({ fault }: Refusal): number {
  return isUnnumbered(fault) ? unnumbered[fault].status : 200;
}

export function wireId(id: string): WireId {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}
