/** Encodes and decodes the single sibling, `POST /v2/promotion/issue`. */

import type { BulkRequest } from '../domain/bulk-request.js';
import type { Refusal } from '../domain/errors.js';
import { namesOf, type BulkOutcome, type CustomerOutcome } from '../service/promotion-service.js';
import { decodeEntry, type AnsweredEntry, type Unreadable } from './answered-bulk.js';
import { idOrText } from './bulk-request.js';
import { isObject, listOf, textOf, type Json } from './json.js';
import { wireId, wireMessage, wireWarnings, type WireId, type WireMessage } from './bulk-response.js';

/** The answer of the single sibling, with ids as numbers. */
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

/** Reads the single sibling: its customer stands in the query, its promotion in the body. */
export function decodeIssueRequest(query: Json, body: Json): BulkRequest {
  return {
    operation: 'ISSUE',
    entityType: 'CUSTOMER',
    action: 'ISSUE',
    programId: textOf(body.programId) || null,
    promotionId: textOf(body.promotionId) || null,
    promoIdentifier: null,
    identifierName: textOf(query.identifierName),
    customers: [{ identifierValue: textOf(query.identifierValue), source: textOf(query.source) }],
  };
}

export function encodeIssueOutcome(outcome: BulkOutcome): IssueResponse {
  if (outcome.status === 'refused') return failed(wireMessage(outcome.refusal));
  const [customer] = outcome.customers;
  if (customer?.status === 'enrolled' || customer?.status === 'earned') {
    const { promotionId, programId } = namesOf(outcome.promotion);
    const sideEffect = {
      programId: wireId(programId),
      ...idsOf(customer),
      // The only name that this operation has for a promotion.
      promotionId: wireId(promotionId as string),
    };
    return {
      warnings: wireWarnings(customer),
      errors: [],
      sideEffects: [{ ...sideEffect, type: 'Points promotion' }],
    };
  }
  const refusal: Refusal = customer?.status === 'refused' ? customer.refusal : { fault: 'ISSUE_FAILED' };
  const message = wireMessage(refusal);
  return refusal.fault === 'NOT_ISSUED'
    ? { warnings: [message], errors: [], sideEffects: [] }
    : failed(message);
}

function idsOf(outcome: Extract<CustomerOutcome, { status: 'enrolled' | 'earned' }>) {
  const issualId = wireId(outcome.issualId);
  return outcome.status === 'earned' ? { issualId, earnedId: wireId(outcome.earnedId) } : { issualId };
}

function failed(message: WireMessage): IssueResponse {
  return { warnings: [], errors: [message], sideEffects: [] };
}

/** Writes a call of the single sibling: its customer for the query, its promotion for the body. */
export function encodeIssueRequest({ programId, promotionId, identifierName, customers }: BulkRequest): {
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json;
} {
  const { identifierValue = '', source = '' } = customers[0] ?? {};
  return {
    query: { identifierName: identifierName.toLowerCase(), identifierValue, source },
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
  // The call asked for one effect: of several it is not known which one is its own.
  if (!sideEffects || sideEffects.length > 1) return ['unreadable'];
  return [decodeEntry(sideEffects[0], body.errors, body.warnings)];
}
