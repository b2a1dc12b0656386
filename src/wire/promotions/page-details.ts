/** The page of a list, as the platform describes it. */

/** A page of a list: `pageNumber` counts from 0. */
export interface PageDetails {
  readonly pageNumber: number;
  readonly pageSize: number;
  readonly totalEntries: number;
  readonly pageCount: number;
}

/** A part of a list, by the index of its first item. */
export interface Part {
  readonly limit: number;
  readonly offset: number;
  readonly total: number;
}

/** Describes a part of a list as a page; a part of no items has no pages. */
export function encodePageDetails({ limit, offset, total }: Part): PageDetails {
  return {
    pageNumber: limit === 0 ? 0 : Math.floor(offset / limit),
    pageSize: limit,
    totalEntries: total,
    pageCount: limit === 0 ? 0 : Math.ceil(total / limit),
  };
}
