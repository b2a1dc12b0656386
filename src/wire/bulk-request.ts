import type { BulkRequest, NamedCustomer, Operation } from '../domain/bulk-request.js';

/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the documented body of a bulk operation: ids are accepted as numbers or as digit strings, and what is
 * missing or of no use becomes '' or null, for the rules to refuse.
 */
export function decodeBulkRequest(operation: Operation, body: Json): BulkRequest {
  const promotion = isObject(body.promotionDetails) ? body.promotionDetails : {};
  return {
    operation,
    entityType: textOf(body.type),
    action: textOf(body.bulkAction),
    programId: textOf(promotion.programId) || null,
    promotionId: textOf(promotion.promotionId) || null,
    promoIdentifier: textOf(promotion.promoIdentifier) || null,
    identifierName: textOf(body.identifierName),
    customers: Array.isArray(body.customers) ? body.customers.map(decodeCustomer) : [],
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeCustomer(customer: unknown): NamedCustomer {
  const fields = isObject(customer) ? customer : {};
  const { identifierValue, source, earnIds } = fields;
  return {
    identifierValue: textOf(identifierValue),
    source: textOf(source),
    earnedIds: earnedIdsOf(earnIds),
  };
}

/** Null, which is all earnings, only where none are named: what is no list names one that does not exist. */
function earnedIdsOf(earnIds: unknown): string[] | null {
  if (earnIds === undefined || earnIds === null) return null;
  return Array.isArray(earnIds) ? earnIds.map(textOf) : [''];
}

/**
 * A whole number beyond 2^53 has lost digits in parsing: written with an exponent, it cannot pass for an id
 * that the caller did not mean. As a string it arrives whole.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return '';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
