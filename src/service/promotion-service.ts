/** The seam between the doors and the backend: commands and outcomes. */

import type { BulkRequest, RequestedAction } from '../domain/bulk-request.js';
import type { CustomerKey } from '../domain/customer.js';
import type { Refusal } from '../domain/errors/errors.js';
import { parseId } from '../domain/id.js';
import type { Promotion } from '../domain/promotion.js';
import type { BulkOutcome, NamedPromotion } from './outcome.js';
import type { RequestOrigin } from './request-origin.js';

export type {
  BulkOutcome,
  CustomerOutcome,
  NamedPromotion,
  SettledOutcome,
  SuccessOutcome,
  Warning,
} from './outcome.js';

/**
 * The seam between the doors and the backend.
 * Answer i belongs to customer i, always. Expected failures are values; what is thrown is a defect, or
 * StoreUnavailable.
 */
export interface PromotionService {
  /**
   * Whether a platform does the work: it finds the customers itself, so that their look-ups may be deferred, and an
   * outcome has only the names of the promotion.
   */
  readonly delegates?: boolean;
  execute(command: BulkCommand): Promise<BulkOutcome>;
}

/** Stands for the id of what a dry run did not record. */
export const DRY_RUN_ID = '0';

/** One call: what was asked, by whom, and whom its customers turned out to be (lookups[i] is request.customers[i]). */
export interface BulkCommand extends RequestOrigin {
  readonly request: BulkRequest;
  /** The action of the request, parsed once for all; null when its operation has no such action. */
  readonly action: RequestedAction | null;
  /** The rule that the request breaks by itself, judged once for all: the result of `refuseRequest`. */
  readonly refusal: Refusal | null;
  /** The same key and request never act twice; null acts anew each time. */
  readonly idempotencyKey: string | null;
  /** Decides everything, records nothing, and consumes no key. */
  readonly dryRun: boolean;
  readonly lookups: readonly CustomerLookup[];
  /** Whether the answer shows the enrolments of revoked earnings, for which a platform is read; false by default. */
  readonly showsEnrolments?: boolean;
}

/** The result of looking a customer up; 'deferred' leaves it to a service that delegates. */
export type CustomerLookup = FinishedLookup | { readonly status: 'deferred'; readonly key: CustomerKey };

export type FinishedLookup =
  | { readonly status: 'found'; readonly customerId: string }
  | { readonly status: 'refused'; readonly refusal: Refusal };

export function isWhole(promotion: Promotion | NamedPromotion): promotion is Promotion {
  return 'program' in promotion;
}

/** Whether a promotion is the one that is named so: each name that is given must be its own. */
export function isNamed(promotion: Promotion, named: NamedPromotion): boolean {
  const { programId, promotionId, promoIdentifier } = named;
  return (
    promotion.program.programId === parseId(programId) &&
    (promotionId === null || promotion.promotionId === parseId(promotionId)) &&
    (promoIdentifier === null || promotion.promoIdentifier === promoIdentifier)
  );
}

export function namesOf(promotion: Promotion | NamedPromotion): NamedPromotion {
  return isWhole(promotion) ? { ...promotion, programId: promotion.program.programId } : promotion;
}
