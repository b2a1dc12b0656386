/** One bulk request as a caller wrote it, from either door. */

/** How many customers one call may name. */
export const MAX_CUSTOMERS = 100;

/** How many earnings one customer of a call may name for revocation. */
export const MAX_EARNINGS = 100;

/** A list cut to one item more than fit: that is enough to refuse it by its length, and nothing else in it is read. */
export function cutList<Item>(items: readonly Item[], most: number): readonly Item[] {
  return items.length > most ? items.slice(0, most + 1) : items;
}

/** The operations, each with actions of its own. ISSUE stands for whichever comes first to a promotion's kind. */
const actionsOfOperation = {
  ENROL_AND_EARN: ['ENROL', 'EARN'],
  REVOKE: ['REVOKE_ENROL', 'REVOKE_EARN'],
  ISSUE: ['ISSUE'],
} as const;
export type Operation = keyof typeof actionsOfOperation;
export type RequestedAction = (typeof actionsOfOperation)[Operation][number];
export type Action = Exclude<RequestedAction, 'ISSUE'>;

/** One customer as the caller named it, before any rule looked at it. */
export interface NamedCustomer {
  readonly identifierValue: string;
  readonly source: string;
  /** Which earnings to revoke; absent or null is all live ones. Only REVOKE_EARN looks at it. */
  readonly earnedIds?: readonly string[] | null;
}

/**
 * One call as the caller wrote it, whichever door it came through, before any rule looked at it:
 * free text where a caller can write free text, '' or null where it wrote nothing.
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
export function parseAction({ operation, action }: BulkRequest): RequestedAction | null {
  return actionsOfOperation[operation].find((known) => known === action) ?? null;
}
