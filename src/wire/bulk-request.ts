/** Encodes and decodes the body of a bulk request. */

import {
  cutList,
  MAX_CUSTOMERS,
  MAX_EARNINGS,
  type BulkRequest,
  type NamedCustomer,
  type Operation,
} from '../domain/bulk-request.js';
import { wireIdentifierName } from './identifier-names.js';
import { isAbsent, isObject, itemsOf, textOf, type Json } from './json.js';

/** Stands for an action that is not text: no action has this name. */
const NO_TEXT = 'not text';

/**
 * Reads the documented body of a bulk operation: ids are accepted as numbers or as digit strings, and what is
 * missing or of no use becomes '' or null, for the rules to refuse.
 */
export function decodeBulkRequest(operation: Operation, body: Json): BulkRequest {
  const promotion = isObject(body.promotionDetails) ? body.promotionDetails : {};
  return {
    operation,
    entityType: textOf(body.type),
    action: actionOf(body.bulkAction),
    programId: textOf(promotion.programId) || null,
    promotionId: textOf(promotion.promotionId) || null,
    promoIdentifier: textOf(promotion.promoIdentifier) || null,
    identifierName: textOf(body.identifierName),
    customers: cutList(customersOf(body.customers), MAX_CUSTOMERS).map(decodeCustomer),
  };
}

/** The rules refuse a missing action in other words than one that is not text. */
function actionOf(bulkAction: unknown): string {
  return isAbsent(bulkAction) || bulkAction === '' ? '' : textOf(bulkAction) || NO_TEXT;
}

/** The customers of a body: a list, or one customer in place of it. */
function customersOf(customers: unknown): readonly unknown[] {
  const isCustomer = isObject(customers) && ('identifierValue' in customers || 'source' in customers);
  return isCustomer ? [customers] : itemsOf(customers);
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

/**
 * The earnings to revoke: null, which means all, only when the member is missing. A value that is no list names an earning
 * that does not exist.
 */
function earnedIdsOf(earnIds: unknown): string[] | null {
  if (earnIds === undefined || earnIds === null) return null;
  return Array.isArray(earnIds) ? cutList<unknown>(earnIds, MAX_EARNINGS).map(textOf) : [''];
}

/** Writes the documented body of a bulk operation, such that reading it gives the request again. */
export function encodeBulkRequest(request: BulkRequest): Json {
  const { entityType, action, programId, promotionId, promoIdentifier, identifierName, customers } = request;
  return {
    type: entityType,
    bulkAction: action,
    promotionDetails: {
      ...(programId !== null && { programId: idOrText(programId) }),
      ...(promotionId !== null && { promotionId: idOrText(promotionId) }),
      ...(promoIdentifier !== null && { promoIdentifier }),
    },
    identifierName: wireIdentifierName(identifierName),
    customers: customers.map(({ identifierValue, source, earnedIds }) => ({
      identifierValue,
      source,
      ...(earnedIds && { earnIds: earnedIds.map(idOrText) }),
    })),
  };
}

/** An id as the number that the samples have, unless that would be another text. */
export function idOrText(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? number : id;
}
