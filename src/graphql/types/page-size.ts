/** The default and the largest size of a page. */

/** The maximum number of items of a page. */
export const MAX_FIRST = 100;

/** The default number of items: promotions, and a customer's records in one of them. */
export const DEFAULT_FIRST = 50;
export const DEFAULT_FIRST_RECORDS = 3;
