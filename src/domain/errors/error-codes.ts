/** The codes, scopes and dispositions of errors. */

/** What an app does next. The list never changes, because shipped apps branch on it. */
export const dispositions = ['FIX_INPUT', 'RETRY_SAME_KEY', 'CHECK_THEN_RETRY', 'STOP'] as const;
export type Disposition = (typeof dispositions)[number];

/** Whether an error concerns one customer or the whole call. */
export const errorScopes = ['CUSTOMER', 'REQUEST'] as const;
export type ErrorScope = (typeof errorScopes)[number];

/** The codes of failures. Codes are added, never renamed or removed. */
export const errorCodes = [
  'CUSTOMER_NOT_FOUND',
  'NOT_ENROLLED',
  'NOT_ISSUED',
  'ISSUE_FAILED',
  'INVALID_IDENTIFIER',
  'INVALID_SOURCE',
  'EARNING_NOT_REVOCABLE',
  'INVALID_PROGRAM',
  'INVALID_PROMOTION',
  'PROMOTION_INACTIVE',
  'ACTION_NOT_SUPPORTED',
  'MISSING_PARAMETERS',
  'BATCH_TOO_LARGE',
  'INVALID_ENTITY_TYPE',
  'USER_GROUP_NOT_ALLOWED',
  'IDEMPOTENCY_MISMATCH',
  'IDEMPOTENCY_IN_PROGRESS',
  'OUTCOME_UNKNOWN',
  'UPSTREAM_UNAVAILABLE',
  'THROTTLED',
  'CUSTOMER_BUSY',
  'UNRECOGNISED',
] as const;
export type ErrorCode = (typeof errorCodes)[number];
