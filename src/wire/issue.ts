import type { BulkRequest } from '../domain/bulk-request.js';
import type { BulkOutcome, CustomerOutcome } from '../service/promotion-service.js';
import { textOf, type Json } from './bulk-request.js';
import { wireId, wireMessage, type WireId, type WireMessage } from './bulk-response.js';

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
  if (outcome.status === 'refused') return failed(wireMessage(outcome.refusal.fault));
  const [customer] = outcome.customers;
  if (customer?.status === 'enrolled' || customer?.status === 'earned') {
    const { promotionId, program } = outcome.promotion;
    const sideEffect = {
      programId: wireId(program.programId),
      ...idsOf(customer),
      promotionId: wireId(promotionId),
    };
    return { warnings: [], errors: [], sideEffects: [{ ...sideEffect, type: 'Points promotion' }] };
  }
  const fault = customer?.status === 'refused' ? customer.refusal.fault : 'ISSUE_FAILED';
  const message = wireMessage(fault);
  return fault === 'NOT_ISSUED' ? { warnings: [message], errors: [], sideEffects: [] } : failed(message);
}

function idsOf(outcome: Extract<CustomerOutcome, { status: 'enrolled' | 'earned' }>) {
  const issualId = wireId(outcome.issualId);
  return outcome.status === 'earned' ? { issualId, earnedId: wireId(outcome.earnedId) } : { issualId };
}

function failed(message: WireMessage): IssueResponse {
  return { warnings: [], errors: [message], sideEffects: [] };
}
