/** Reads customers' histories from the platform. */

import type { EnrolmentWithEarnings, FullHistory } from '../../domain/history.js';
import { PlatformUnavailable } from '../../service/ports.js';
import type { CustomerRecords, EnrolmentPage, LatestRecords, RecordName } from '../../service/read-ports.js';
import type { ProgramOf } from '../../wire/answered/answered-promotion.js';
import { programNames, type ReadThrough } from './promotion-catalogue.js';
import { readCustomerData, type CustomerData } from './read-customer-data.js';

/** When to retry a read that the platform refused. */
const RETRY_MS = 1_000;

/**
 * Customers' histories as the platform sends them: whole lists, without revoked items and recording clients. Pages are
 * cut from them.
 */
export function customerRecords(through: ReadThrough): CustomerRecords {
  const historiesOfOne = async (customerId: string, programOf: ProgramOf) => {
    const key = { identifierName: 'ID', value: customerId, source: 'ALL' } as const;
    const data = await through(
      historiesKey(customerId),
      (reader) => readCustomerData(reader, key, programOf),
      weightOf,
    );
    return historiesIn(data);
  };
  const enrolmentsIn = async ({ customerId, promotionId }: CustomerInPromotion) => {
    const histories = await historiesOfOne(customerId, await programNames(through));
    return histories.find(({ promotion }) => promotion.promotionId === promotionId)?.enrolments ?? [];
  };
  return {
    async historiesOf(_organisationId, customerIds) {
      const programOf = await programNames(through);
      return each(customerIds, async (id) => sorted(await historiesOfOne(id, programOf)));
    },
    enrolments: (_organisationId, pages) =>
      each(pages, async (page) => cutPage(await enrolmentsIn(page), page, ({ issualId }) => issualId)),
    earnings: (_organisationId, pages) =>
      each(pages, async (page) => {
        const enrolments = await enrolmentsIn(page);
        const under = enrolments.find(({ issualId }) => issualId === page.enrolment.issualId);
        return cutPage(under?.earnings ?? [], page, ({ earnedId }) => earnedId);
      }),
    findEnrolments: (_organisationId, names) =>
      each(names, async (name) => findEnrolment(await enrolmentsIn(name), name)),
    findEarnings: (_organisationId, names) =>
      each(names, async (name) => findEarning(await enrolmentsIn(name), name)),
    latest: (_organisationId, customerId, promotionIds, atMost) =>
      each(promotionIds, async (promotionId) =>
        latestOf(await enrolmentsIn({ customerId, promotionId }), atMost),
      ),
  };
}

function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(items.map(work));
}

function findEnrolment(enrolments: readonly EnrolmentWithEarnings[], { id }: RecordName) {
  return enrolments.find(({ issualId }) => issualId === id) ?? null;
}

function findEarning(enrolments: readonly EnrolmentWithEarnings[], { id }: RecordName) {
  return enrolments.flatMap(({ earnings }) => earnings).find(({ earnedId }) => earnedId === id) ?? null;
}

type CustomerInPromotion = Pick<EnrolmentPage, 'customerId' | 'promotionId'>;

/**
 * A page of a list, newest first.
 * @param items oldest first
 */
function cutPage<Item>(
  items: readonly Item[],
  { after, size }: Pick<EnrolmentPage, 'after' | 'size'>,
  idOf: (item: Item) => string,
): Item[] {
  const newestFirst = items.toReversed();
  if (after === null) return newestFirst.slice(0, size);
  const position = newestFirst.findIndex((item) => idOf(item) === after);
  // Items that were revoked meanwhile are missing; older ones have lower ids.
  const behind =
    position === -1
      ? newestFirst.filter((item) => BigInt(idOf(item)) < BigInt(after))
      : newestFirst.slice(position + 1);
  return behind.slice(0, size);
}

/** As a store of our own cuts them: so many enrolments, and so many earnings under all of them together. */
function latestOf(enrolments: readonly EnrolmentWithEarnings[], atMost: number): LatestRecords {
  const earnings = enrolments.flatMap((enrolment) => enrolment.earnings);
  const latestEarnings = new Set(earnings.slice(-atMost));
  return {
    enrolments: enrolments.slice(-atMost).map((enrolment) => ({
      ...enrolment,
      earnings: enrolment.earnings.filter((earning) => latestEarnings.has(earning)),
    })),
    isCut: enrolments.length > atMost || earnings.length > atMost,
  };
}

/** The cache key of a customer's histories. */
export function historiesKey(customerId: string): string {
  return `histories ${customerId}`;
}

/** The heap that a character of an answer takes once it is decoded: 2.4 bytes in documented answers, 7 in dense ones. */
export const BYTES_PER_CHARACTER = 8;
const EMPTY_BYTES = 500;

function weightOf(data: CustomerData): number {
  return EMPTY_BYTES + (data.status === 'found' ? data.size * BYTES_PER_CHARACTER : 0);
}

/** @throws PlatformUnavailable where the platform refused for another reason than an unknown customer */
function historiesIn(data: CustomerData): readonly FullHistory[] {
  if (data.status === 'found') return data.histories;
  if (data.refusal.fault === 'CUSTOMER_NOT_FOUND') return [];
  throw new PlatformUnavailable(RETRY_MS, {
    cause: new Error(`The platform refused promotionData: ${data.refusal.fault}`),
  });
}

function sorted(histories: readonly FullHistory[]): FullHistory[] {
  const idOf = ({ promotion }: FullHistory) => BigInt(promotion.promotionId);
  return [...histories].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}
