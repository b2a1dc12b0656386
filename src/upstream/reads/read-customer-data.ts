/** Reads all pages of a customer's promotions. */

import type { CustomerKey } from '../../domain/customer.js';
import type { FullHistory } from '../../domain/history.js';
import type { FinishedLookup } from '../../service/promotion-service.js';
import type { ProgramOf } from '../../wire/answered/answered-promotion.js';
import {
  decodePromotionData,
  type UnreadablePromotion,
} from '../../wire/answered/answered-promotion-data.js';
import { encodeLookupQuery } from '../../wire/lookup.js';
import { isNamed, PROMOTION_DATA, read, readable, refusedRead, unreadable, type Reader } from './read.js';

/** The maximum number of promotions on one page; a platform may list fewer. */
const PAGE = 100;
/** Without a total a page with fewer is the last: no platform has smaller pages. */
const LEAST_PAGE = 10;
/** More than any customer has, in case a platform lists without end. */
const MAX_PROMOTIONS = 10_000;

/** A customer's promotions at the platform. */
export type CustomerData =
  | {
      readonly status: 'found';
      readonly customerId: string;
      /** Without unreadable promotions. */
      readonly histories: readonly FullHistory[];
      readonly clockAheadMs: number;
      /** The length of the answers in characters. */
      readonly size: number;
    }
  | Extract<FinishedLookup, { status: 'refused' }>;

/**
 * All pages of a customer's promotions.
 * @param programId only those of this program
 * @throws PlatformUnavailable, CredentialRefused
 */
export async function readCustomerData(
  reader: Reader,
  key: CustomerKey,
  programOf: ProgramOf,
  programId?: string,
): Promise<CustomerData> {
  const pages = new Pages();
  for (;;) {
    const { body, clockAheadMs, size } = await read(reader, PROMOTION_DATA, {
      ...encodeLookupQuery(key),
      limit: String(PAGE),
      offset: String(pages.offset),
      ...(programId !== undefined && { programs: programId }),
    });
    const page = readable(reader, () => decodePromotionData(body, programOf));
    if (page.status === 'refused') return refusedRead(page);
    const { customerId } = page;
    if (!isNamed(key, customerId)) readable(reader, () => unreadable('promotionData'));
    const [first] = page.unreadable;
    if (first) reader.platform.report(first.cause);
    if (pages.add(page, size)) {
      if (pages.isShort(page))
        reader.platform.report(new Error('The platform lists fewer promotions than it counts'));
      return { status: 'found', customerId, histories: pages.histories, clockAheadMs, size: pages.size };
    }
  }
}

interface Page {
  readonly histories: readonly FullHistory[];
  readonly unreadable: readonly UnreadablePromotion[];
  readonly listed: number;
  readonly total: number | null;
}

/** The pages so far. An offset counts promotions; a platform that shows nothing new there may count pages. */
class Pages {
  readonly #histories = new Map<string, FullHistory>();
  readonly #unreadable = new Set<string>();
  #listed = 0;
  #first: number | null = null;
  #page: number | null = null;
  size = 0;

  get offset(): number {
    return this.#page ?? this.#listed;
  }

  get histories(): readonly FullHistory[] {
    return [...this.#histories.values()];
  }

  /** @returns whether it was the last */
  add({ histories, unreadable, listed, total }: Page, size: number): boolean {
    const before = this.#known;
    for (const history of histories) this.#histories.set(history.promotion.promotionId, history);
    unreadable.forEach(({ promotionId }, i) => this.#unreadable.add(promotionId ?? `without an id ${i}`));
    this.size += size;
    this.#listed += listed;
    this.#first ??= listed;
    const isNew = this.#known > before;
    if (this.#known >= Math.min(total ?? MAX_PROMOTIONS, MAX_PROMOTIONS)) return true;
    if (total === null && this.#isLastWithoutTotal(listed, isNew)) return true;
    if (this.#page !== null) this.#page += 1;
    else if (!isNew) this.#page = 1;
    // Pages may be counted from 0 or from 1: two without anything new are the end.
    return !isNew && this.#page !== null && this.#page > 2;
  }

  /** Whether a page without a total is the last one. Only a full first page, of a round size, may hide pages that are counted. */
  #isLastWithoutTotal(listed: number, isNew: boolean): boolean {
    if (isNew) return listed < LEAST_PAGE;
    return this.#page === null && (this.#first ?? 0) % LEAST_PAGE !== 0;
  }

  /** Whether promotions are missing that the platform counts. */
  isShort({ total }: Page): boolean {
    return total !== null && this.#known < Math.min(total, MAX_PROMOTIONS);
  }

  get #known(): number {
    return this.#histories.size + this.#unreadable.size;
  }
}
