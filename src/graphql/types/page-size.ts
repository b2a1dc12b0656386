/** The default and the largest size of a page. */

/** How many items one page may have. */
export const MAX_FIRST = 100;

/** How many it has unless given: promotions, and what a customer has in one of them. */
export const DEFAULT_FIRST = 50;
export const DEFAULT_FIRST_RECORDS = 3;
