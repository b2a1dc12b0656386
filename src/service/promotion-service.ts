import type { BulkRequest } from '../domain/bulk-request.js';
import type { Refusal } from '../domain/errors.js';
import type { Promotion } from '../domain/promotion.js';
import type { Caller } from './caller.js';

/**
 * The seam between the doors and whatever carries the work out.
 * Answer i belongs to customer i, always. Expected failures are values; what is thrown is a defect, or
 * StoreUnavailable.
 */
export interface PromotionService {
  carryOut(command: BulkCommand): Promise<BulkOutcome>;
}

/** Stands for the id of what a dry run did not record. */
export const NOT_RECORDED = '0';

/** One call: what was asked, by whom, and whom its customers turned out to be (lookups[i] is request.customers[i]). */
export interface BulkCommand {
  readonly caller: Caller;
  readonly requestId: string;
  readonly request: BulkRequest;
  /** The same key and request never act twice; null acts anew each time. */
  readonly idempotencyKey: string | null;
  /** Decides everything, records nothing, and consumes no key. */
  readonly dryRun: boolean;
  readonly lookups: readonly CustomerLookup[];
}

export type CustomerLookup =
  | { readonly status: 'found'; readonly customerId: string }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** Refused as a whole for one cause, or settled customer by customer. */
export type BulkOutcome = (RefusedOutcome | SettledOutcome) & {
  /** The requestId of the call that was answered so first, where this is its stored answer. */
  readonly replayOf?: string;
};

export interface RefusedOutcome {
  readonly status: 'refused';
  readonly refusal: Refusal;
}

export interface SettledOutcome {
  readonly status: 'settled';
  readonly decidedAt: Date;
  readonly promotion: Promotion;
  readonly customers: readonly CustomerOutcome[];
}

/** `expiresAt` is when what was recorded lapses; `customerId` of a refusal is null where nobody was found. */
export type CustomerOutcome =
  | {
      readonly status: 'enrolled';
      readonly customerId: string;
      readonly issualId: string;
      readonly expiresAt: Date;
    }
  | {
      readonly status: 'earned';
      readonly customerId: string;
      readonly issualId: string;
      readonly earnedId: string;
      readonly expiresAt: Date;
    }
  | { readonly status: 'enrolmentRevoked'; readonly customerId: string; readonly issualId: string }
  | {
      readonly status: 'earningsRevoked';
      readonly customerId: string;
      readonly issualId: string;
      readonly earnedIds: readonly string[];
    }
  | { readonly status: 'refused'; readonly customerId: string | null; readonly refusal: Refusal };
