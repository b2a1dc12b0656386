/** Encodes and decodes the single sibling, `POST /v2/promotion/issue`. */

import type { BulkRequest } from '../domain/bulk-request.js';
import type { Refusal } from '../domain/errors/errors.js';
import { namesOf, type BulkOutcome, type NamedPromotion } from '../service/promotion-service.js';
import { decodeEntry, type AnsweredEntry, type Unreadable } from './answered/answered-bulk.js';
import { idOrText } from './bulk-request.js';
import { wireIdentifierName } from './identifier-names.js';
import { isAbsent, isObject, listOf, textOf, type Json } from './json.js';
import { wireId, wireMessage, wireWarnings, type WireId, type WireMessage } from './bulk-response.js';

/** The answer of the single operation, with ids as numbers. */
export interface IssueResponse {
  readonly warnings: readonly WireMessage[];
  readonly errors: readonly WireMessage[];
  readonly sideEffects: readonly SideEffect[];
}

interface SideEffect {
  readonly programId: WireId;
  readonly issualId: WireId;
  readonly earnedId?: WireId;
  readonly promotionId: WireId;
  readonly type: 'Points promotion';
}

const OTHER_ENTITY_TYPE = 1212;

/** Reads a call of the single operation: the query names the customer, the body the promotion. */
export function decodeIssueRequest(query: Json, body: Json): BulkRequest {
  return {
    operation: 'ISSUE',
    entityType: isAbsent(body.type) ? 'CUSTOMER' : textOf(body.type),
    action: 'ISSUE',
    programId: textOf(body.programId) || null,
    promotionId: textOf(body.promotionId) || null,
    promoIdentifier: null,
    identifierName: textOf(query.identifierName),
    customers: [{ identifierValue: textOf(query.identifierValue), source: textOf(query.source) }],
  };
}

export function encodeIssueOutcome(outcome: BulkOutcome): IssueResponse {
  if (outcome.status === 'refused') return failed(messageOf(outcome.refusal));
  const [customer] = outcome.customers;
  const names = namesOf(outcome.promotion);
  switch (customer?.status) {
    case 'enrolled':
      return done(names, { issualId: wireId(customer.issualId) }, wireWarnings(customer));
    case 'earned': {
      const ids = { issualId: wireId(customer.issualId), earnedId: wireId(customer.earnedId) };
      return done(names, ids, wireWarnings(customer));
    }
    case 'refused':
      return refused(customer.refusal);
    // The operation has neither revocations nor calls without a customer.
    case 'enrolmentRevoked':
    case 'earningsRevoked':
    case undefined:
      return refused({ fault: 'ISSUE_FAILED' });
  }
}

function done(
  { promotionId, programId }: NamedPromotion,
  ids: Pick<SideEffect, 'issualId' | 'earnedId'>,
  warnings: readonly WireMessage[],
): IssueResponse {
  const sideEffect = {
    programId: wireId(programId),
    ...ids,
    // This operation names a promotion by its id only.
    promotionId: wireId(promotionId as string),
    type: 'Points promotion',
  } as const;
  return { warnings, errors: [], sideEffects: [sideEffect] };
}

/** The platform does not count 8890 as a failure. */
function refused(refusal: Refusal): IssueResponse {
  const message = wireMessage(refusal);
  return refusal.fault === 'NOT_ISSUED'
    ? { warnings: [message], errors: [], sideEffects: [] }
    : failed(message);
}

/** This operation has a code of its own for every other type of entity. */
function messageOf(refusal: Refusal): WireMessage {
  const isOfType = refusal.fault === 'INVALID_ENTITY_TYPE' || refusal.fault === 'USER_GROUP';
  return isOfType ? { ...wireMessage(refusal), code: OTHER_ENTITY_TYPE } : wireMessage(refusal);
}

function failed(message: WireMessage): IssueResponse {
  return { warnings: [], errors: [message], sideEffects: [] };
}

/** Writes a call of the single operation: the customer for the query, the promotion for the body. */
export function encodeIssueRequest({ programId, promotionId, identifierName, customers }: BulkRequest): {
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json;
} {
  const { identifierValue = '', source = '' } = customers[0] ?? {};
  return {
    query: { identifierName: wireIdentifierName(identifierName), identifierValue, source },
    body: { programId: idOrText(programId ?? ''), promotionId: idOrText(promotionId ?? '') },
  };
}

/**
 * Reads the answer of the single sibling as that of a bulk operation with one customer, whom it does not name.
 * @returns null for what is no such answer
 */
export function decodeIssueResponse(body: unknown): (AnsweredEntry | Unreadable)[] | null {
  if (!isObject(body) || !(Array.isArray(body.sideEffects) || Array.isArray(body.errors))) return null;
  const sideEffects = listOf(body.sideEffects);
  // The call asked for one effect, so several are ambiguous.
  if (!sideEffects || sideEffects.length > 1) return ['unreadable'];
  return [decodeEntry(sideEffects[0], body.errors, body.warnings)];
}
