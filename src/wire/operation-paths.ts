/** The path of each operation that writes. */

import type { Operation } from '../domain/bulk-request.js';

export const operationPaths: Record<Operation, string> = {
  ENROL_AND_EARN: '/v2/promotion/bulk/enrolAndEarn',
  REVOKE: '/v2/promotion/bulk/revokeEnrolAndEarn',
  ISSUE: '/v2/promotion/issue',
};
