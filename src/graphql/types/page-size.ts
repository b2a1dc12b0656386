/** The sizes and the cost of pages. */

/** The maximum number of items of a page. */
export const MAX_FIRST = 100;

/** The default number of items: promotions, and a customer's records in one of them. */
export const DEFAULT_FIRST = 50;
export const DEFAULT_FIRST_RECORDS = 3;

/** Finding a page or a single record takes as long as resolving so many fields. */
export const FIND_COST = 10;

/** The directives by which the router of a supergraph estimates what a page costs. */
export const PAGE_COST = `@cost(weight: ${FIND_COST})`;
export const PAGE_SIZE =
  '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)';

/** The same of a list without arguments. */
export function assumedSize(items: number): string {
  return `@listSize(assumedSize: ${items})`;
}
