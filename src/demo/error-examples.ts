/** How to see each failure with the demo data. */

import type { Fault } from '../domain/errors/errors.js';

/** How to see each expected failure with the demo data; the failure lab causes those that no data can cause. */
export const errorExamples: Readonly<Record<Fault, string>> = {
  INVALID_ENTITY_TYPE: 'On REST only: send the type TILL.',
  USER_GROUP: 'On REST only: send the type USERGROUP2.',
  MISSING_PARAMETERS: 'Leave out both promotionId and promoIdentifier.',
  NO_CUSTOMERS: 'Send no customers.',
  UNKNOWN_IDENTIFIER_NAME: 'On REST only: send the identifierName cardNumber.',
  BATCH_TOO_LARGE: 'Send 101 customers.',
  IDEMPOTENCY_MISMATCH: 'Send one idempotencyKey twice, for 600000001 and then for 600000002.',
  IDEMPOTENCY_IN_PROGRESS:
    'Enrol in-progress@example.com (600009002) with an idempotencyKey. The same call succeeds the second time.',
  THROTTLED:
    'Enrol throttled@example.com (600009003). With an idempotencyKey the same call succeeds the second time.',
  UPSTREAM_UNAVAILABLE:
    'Enrol unavailable@example.com (600009004). With an idempotencyKey the same call succeeds the second time.',
  INVALID_PROGRAM: 'Name the program 470, which does not exist.',
  INVALID_PROMOTION: 'Name the promotion 57100, which does not exist.',
  PROMOTION_INACTIVE: 'Enrol into 70003 (switched off), 70004 (not yet) or 70005 (over).',
  MISSING_ACTION: 'On REST only: leave out bulkAction.',
  ACTION_NOT_SUPPORTED: 'Enrol into 70001, which is Direct Issue, or 70002, which is Generic.',
  REVOKE_NOT_SUPPORTED: 'Revoke enrolments of 70001, which is Direct Issue.',
  EMPTY_IDENTIFIER: 'Send an empty identifierValue.',
  INVALID_SOURCE: 'On REST only: send the source MARKET.',
  CUSTOMER_NOT_FOUND:
    'Enrol the mobile 919900000000, which belongs to no customer, or 600000002 into 71001 of program 471, of which it is no member.',
  NOT_ENROLLED: 'Let 600001000 earn 70006 without having enrolled.',
  NOT_ISSUED: 'Enrol 600000001 twice into 70006, which allows it once.',
  ISSUE_FAILED:
    'Enrol issue-failed@example.com (600009001). With an idempotencyKey the same call succeeds the second time.',
  EARNING_NOT_REVOCABLE: 'Revoke the earning 999999999 of 600000001 in 57099, which does not exist.',
  CUSTOMER_BUSY:
    'Enrol busy@example.com (600009005). With an idempotencyKey the same call succeeds the second time.',
  UNRECOGNISED: 'Enrol unrecognised@example.com (600009006).',
  OUTCOME_UNKNOWN:
    'Enrol outcome-unknown@example.com (600009007): the gateway records the enrolment, as the query loyaltyCustomer shows. With an idempotencyKey the query promotionOperation and the same call answer what was recorded.',
};
