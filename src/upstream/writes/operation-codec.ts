/** How each operation is written to the platform, and how its answer is read. */

import type { BulkRequest, Operation } from '../../domain/bulk-request.js';
import {
  decodeBulkResponse,
  type AnsweredEntry,
  type Unreadable,
} from '../../wire/answered/answered-bulk.js';
import { encodeBulkRequest } from '../../wire/bulk-request.js';
import { decodeIssueResponse, encodeIssueRequest } from '../../wire/issue.js';
import { isObject } from '../../wire/json.js';
import type { Call } from '../client/platform.js';

export interface OperationCodec {
  /** Whether one call can name several customers, so that writes may share it. */
  readonly takesSeveral: boolean;
  readonly encode: (request: BulkRequest) => Pick<Call, 'query' | 'body'>;
  /** @returns the entries of an answer; null for what has none */
  readonly decode: (body: unknown, isSuccess: boolean) => (AnsweredEntry | Unreadable)[] | null;
}

const bulk: OperationCodec = {
  takesSeveral: true,
  encode: (request) => ({ body: encodeBulkRequest(request) }),
  decode: decodeBulkResponse,
};

/** Names its customer in the query, and has no side effects in its answer where it failed. */
const single: OperationCodec = {
  takesSeveral: false,
  encode: encodeIssueRequest,
  decode: (body, isSuccess) =>
    isSuccess || (isObject(body) && 'sideEffects' in body) ? decodeIssueResponse(body) : null,
};

export const operationCodecs: Record<Operation, OperationCodec> = {
  ENROL_AND_EARN: bulk,
  REVOKE: bulk,
  ISSUE: single,
};
