/** How many items one page may have. */
export const MAX_FIRST = 100;

/** How many it has unless told. */
export const DEFAULT_FIRST = 50;
