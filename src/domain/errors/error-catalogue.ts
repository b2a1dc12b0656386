/** The catalogue of expected failures: the row of each fault. */

import type { Disposition, ErrorCode, ErrorScope } from './error-codes.js';

/** One row of the catalogue. `restCode` is the code of the REST operation; null when it documents none. */
export interface CatalogueEntry {
  readonly code: ErrorCode;
  readonly restCode: number | null;
  readonly message: string;
  readonly disposition: Disposition;
  readonly scope: ErrorScope;
}

function entry<RestCode extends number | null>(
  code: ErrorCode,
  restCode: RestCode,
  scope: ErrorScope,
  disposition: Disposition,
  message: string,
): CatalogueEntry & { readonly restCode: RestCode } {
  return { code, restCode, message, disposition, scope };
}

/**
 * The one catalogue of expected failures: every code and message stands here and nowhere else.
 * A fault is keyed by its cause, because one code can have several causes with REST codes of their own. Messages are
 * the platform's, word for word as in its samples, where it documents one. Faults are in the order of the checks: the
 * first of several is reported.
 *
 * The limits on the length of a file leave this file out, because it grows by a row for each fault: only rows belong
 * here.
 */
export const catalogue = {
  INVALID_ENTITY_TYPE: entry(
    'INVALID_ENTITY_TYPE',
    8901,
    'REQUEST',
    'FIX_INPUT',
    'invalid entity type passed',
  ),
  USER_GROUP: entry(
    'USER_GROUP_NOT_ALLOWED',
    8899,
    'REQUEST',
    'FIX_INPUT',
    'Cannot enrol/issue to the user group',
  ),
  MISSING_PARAMETERS: entry(
    'MISSING_PARAMETERS',
    8881,
    'REQUEST',
    'FIX_INPUT',
    'insufficient parameters passed, program id and one of promotion id/identifier are required',
  ),
  NO_CUSTOMERS: entry(
    'INVALID_IDENTIFIER',
    11013,
    'REQUEST',
    'FIX_INPUT',
    'identifierName, identifierValue, source can not be empty',
  ),
  UNKNOWN_IDENTIFIER_NAME: entry(
    'INVALID_IDENTIFIER',
    8013,
    'REQUEST',
    'FIX_INPUT',
    'Lookup,Invalid identifier passed',
  ),
  BATCH_TOO_LARGE: entry('BATCH_TOO_LARGE', 1060, 'REQUEST', 'FIX_INPUT', 'Batch limit size exceeded.'),
  IDEMPOTENCY_MISMATCH: entry(
    'IDEMPOTENCY_MISMATCH',
    null,
    'REQUEST',
    'FIX_INPUT',
    'This idempotency key was used before, with another input',
  ),
  IDEMPOTENCY_IN_PROGRESS: entry(
    'IDEMPOTENCY_IN_PROGRESS',
    null,
    'REQUEST',
    'RETRY_SAME_KEY',
    'A call with this idempotency key is still under way',
  ),
  THROTTLED: entry('THROTTLED', null, 'REQUEST', 'RETRY_SAME_KEY', 'Too many calls, try again later'),
  UPSTREAM_UNAVAILABLE: entry(
    'UPSTREAM_UNAVAILABLE',
    null,
    'REQUEST',
    'RETRY_SAME_KEY',
    'The platform behind the gateway cannot be reached; nothing was done',
  ),
  INVALID_PROGRAM: entry('INVALID_PROGRAM', 1101, 'REQUEST', 'FIX_INPUT', 'invalid programId passed'),
  INVALID_PROMOTION: entry(
    'INVALID_PROMOTION',
    8874,
    'REQUEST',
    'FIX_INPUT',
    'promotion id passed is invalid',
  ),
  PROMOTION_INACTIVE: entry('PROMOTION_INACTIVE', 8892, 'REQUEST', 'STOP', 'promotion is inactive'),
  MISSING_ACTION: entry(
    'ACTION_NOT_SUPPORTED',
    8902,
    'REQUEST',
    'FIX_INPUT',
    'bulkAction is missing: send ENROL or EARN, or to revoke REVOKE_ENROL or REVOKE_EARN',
  ),
  ACTION_NOT_SUPPORTED: entry(
    'ACTION_NOT_SUPPORTED',
    8902,
    'REQUEST',
    'FIX_INPUT',
    'bulk action passed not supported for loyalty/generic promotion type',
  ),
  REVOKE_NOT_SUPPORTED: entry(
    'ACTION_NOT_SUPPORTED',
    8902,
    'REQUEST',
    'FIX_INPUT',
    'revoke bulk action passed not supported for loyalty/generic promotion type',
  ),
  EMPTY_IDENTIFIER: entry(
    'INVALID_IDENTIFIER',
    11013,
    'CUSTOMER',
    'FIX_INPUT',
    'identifierName, identifierValue, source can not be empty',
  ),
  INVALID_SOURCE: entry('INVALID_SOURCE', 8003, 'CUSTOMER', 'FIX_INPUT', 'Invalid source'),
  CUSTOMER_NOT_FOUND: entry(
    'CUSTOMER_NOT_FOUND',
    8015,
    'CUSTOMER',
    'FIX_INPUT',
    'Customer not found for the given identifiers',
  ),
  NOT_ENROLLED: entry(
    'NOT_ENROLLED',
    2305,
    'CUSTOMER',
    'STOP',
    'Active issued promotion is not available for the customer.',
  ),
  NOT_ISSUED: entry(
    'NOT_ISSUED',
    8890,
    'CUSTOMER',
    'STOP',
    'promotion not issued due to config issues or customer exhausted limits',
  ),
  ISSUE_FAILED: entry(
    'ISSUE_FAILED',
    8896,
    'CUSTOMER',
    'RETRY_SAME_KEY',
    'Error occurred while issuing promotion to the customer',
  ),
  EARNING_NOT_REVOCABLE: entry(
    'EARNING_NOT_REVOCABLE',
    8903,
    'CUSTOMER',
    'FIX_INPUT',
    'Earn IDs passed are either invalid or already revoked',
  ),
  CUSTOMER_BUSY: entry(
    'CUSTOMER_BUSY',
    521,
    'CUSTOMER',
    'RETRY_SAME_KEY',
    'Another action for this customer is under way',
  ),
  UNRECOGNISED: entry(
    'UNRECOGNISED',
    null,
    'CUSTOMER',
    'STOP',
    'The platform behind the gateway refused, with a code that is not known here',
  ),
  OUTCOME_UNKNOWN: entry(
    'OUTCOME_UNKNOWN',
    null,
    'CUSTOMER',
    'CHECK_THEN_RETRY',
    'The platform behind the gateway did not say what became of it: it may have been done, or not',
  ),
} as const satisfies Record<string, CatalogueEntry>;
