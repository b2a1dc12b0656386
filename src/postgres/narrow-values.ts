/** SQL that narrows values of rows that are older than their constraints. */

/**
 * Rows that were there before a constraint of theirs are read as the nearest values that fit it (`driver-types.ts`). An
 * UPDATE has to write these values, because PostgreSQL checks every constraint of a row that is changed, and one such row
 * would fail the whole statement.
 */
const EARLIEST = `'0001-01-01 00:00:00+00'::timestamptz`;
const LATEST = `'9999-12-31 23:59:59.999+00'::timestamptz`;
/** An expiry has to be later than the instant of the act, even where that is the latest there is. */
const LATEST_EXPIRY = `'9999-12-31 23:59:59.999999+00'::timestamptz`;

/** The highest total of a promotion's earnings: answers hold integers of 32 bits. */
export const MOST_EARNINGS = 2_147_483_647;

/** The instant in a column. */
export function narrowInstant(column: string): string {
  return `greatest(${EARLIEST}, least(${LATEST}, ${column}))`;
}

/** The expiry in a column, which may be null. */
export function narrowExpiry(column: string): string {
  return `case when ${column} > ${LATEST_EXPIRY} then ${LATEST_EXPIRY} else ${column} end`;
}
