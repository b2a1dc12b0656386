/** One bulk request as a caller wrote it, from either door. */

/** How many customers one call may name. */
export const MAX_CUSTOMERS = 100;

/** How many earnings one customer of a call may name for revocation. */
export const MAX_EARNINGS = 100;

/** Cuts a list to one item more than fits, which is enough to refuse it by its length. */
export function cutList<Item>(items: readonly Item[], most: number): readonly Item[] {
  return items.length > most ? items.slice(0, most + 1) : items;
}

/** The operation of each action. ISSUE means enrol or earn, by the promotion's kind. */
export const operationOf = {
  ENROL: 'ENROL_AND_EARN',
  EARN: 'ENROL_AND_EARN',
  REVOKE_ENROL: 'REVOKE',
  REVOKE_EARN: 'REVOKE',
  ISSUE: 'ISSUE',
} as const;
export type RequestedAction = keyof typeof operationOf;
export type Operation = (typeof operationOf)[RequestedAction];
export type Action = Exclude<RequestedAction, 'ISSUE'>;

/** A customer as the caller named it, unchecked. */
export interface NamedCustomer {
  readonly identifierValue: string;
  readonly source: string;
  /** The earnings to revoke; absent or null means all live ones. Only REVOKE_EARN uses it. */
  readonly earnedIds?: readonly string[] | null;
}

/**
 * A call as the caller wrote it, from either door, unchecked: free text where a caller can write free text, '' or null
 * where it wrote nothing.
 */
export interface BulkRequest {
  readonly operation: Operation;
  readonly entityType: string;
  readonly action: string;
  readonly programId: string | null;
  readonly promotionId: string | null;
  readonly promoIdentifier: string | null;
  readonly identifierName: string;
  readonly customers: readonly NamedCustomer[];
}

/** The action that a request asks for, unless it is none of its operation's. */
export function parseAction({
  operation,
  action,
}: Pick<BulkRequest, 'operation' | 'action'>): RequestedAction | null {
  return isRequestedAction(action) && operationOf[action] === operation ? action : null;
}

function isRequestedAction(text: string): text is RequestedAction {
  return Object.hasOwn(operationOf, text);
}
