/**
 * Whom the n-th mutation of a load names. Every contender takes the same walk: the promotions in turn, and through
 * each the customers in an order that jumps about, each once before any comes again. So no contender gains or
 * loses by luck, and as many rows must be in the store as customers were answered.
 */
export interface Walk {
  /** How many customers there are, numbered from 1. */
  readonly customers: number;
  readonly promotions: number;
  /** How many customers a mutation names. */
  readonly size: number;
  /** After how many mutations it begins again; endless unless given. */
  readonly length?: number;
  /** How many mutations further on it starts, so that two walks at once do not meet. */
  readonly start?: number;
}

/** What one mutation names, as ids. */
export interface Named {
  readonly promotionId: string;
  readonly customerIds: readonly string[];
}

export const PROGRAM_ID = '469';
/** Ids are long and alike in length, so that one is recognised wherever it stands in a recorded statement. */
export const FIRST_CUSTOMER_ID = 5_000_000_001;
export const FIRST_PROMOTION_ID = 7_000_000_001;

/** A prime near the golden section of 10^6: its multiples pass through all customers before any comes again. */
export const STRIDE = 618_041;

export function namedBy(walk: Walk, mutation: number): Named {
  const { start = 0, length = Infinity } = walk;
  const step = (start + mutation) % length;
  const round = Math.floor(step / walk.promotions);
  return {
    promotionId: String(FIRST_PROMOTION_ID + (step % walk.promotions)),
    customerIds: Array.from({ length: walk.size }, (_, i) =>
      String(FIRST_CUSTOMER_ID + (((round * walk.size + i) * STRIDE) % walk.customers)),
    ),
  };
}
