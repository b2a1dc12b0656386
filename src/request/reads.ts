/** The loaders of what a request reads. */

import DataLoader from 'dataloader';
import type { EarningRecord, EnrolmentRecord, History } from '../domain/history.js';
import type { LocalTime } from '../domain/expiry.js';
import type { Program, Promotion } from '../domain/promotion.js';
import { localTimeIn } from '../service/calendar.js';
import type { Organisation } from '../service/caller.js';
import type { Clock, TargetName } from '../service/ports.js';
import type {
  CustomerRecords,
  EarningPage,
  EnrolmentPage,
  LatestRecords,
  ListPart,
  ProgramPage,
  PromotionCatalogue,
  PromotionFilter,
  PromotionList,
} from '../service/read-ports.js';
import type { Turns } from './turns.js';

/** The loaders of one request: each item is read at most once, and items of a kind together. */
export interface Reads {
  /** The instant for which this request reads everything. */
  moment(): LocalTime;
  allPrograms(): Promise<Program[]>;
  readonly programs: DataLoader<string, Program | null>;
  readonly promotions: DataLoader<TargetName, Promotion | null, string>;
  /** By the id alone, which is unique in the organisation. */
  readonly promotionsById: DataLoader<string, Promotion | null>;
  readonly pages: DataLoader<ProgramPage, Promotion[], string>;
  readonly histories: DataLoader<string, Iterable<History>>;
  readonly enrolments: DataLoader<EnrolmentPage, EnrolmentRecord[], string>;
  readonly earnings: DataLoader<EarningPage, EarningRecord[], string>;
  /** A part of the organisation's promotions, and how many pass the filter. */
  listPromotions(filter: PromotionFilter, part: ListPart): Promise<PromotionList>;
  /** A customer's latest enrolments and earnings in each of these promotions. */
  latest(customerId: string, promotionIds: readonly string[], atMost: number): Promise<LatestRecords[]>;
}

/** What all requests of the process read from. */
export interface ReadSources {
  readonly catalogue: PromotionCatalogue;
  readonly records: CustomerRecords;
  readonly clock: Clock;
}

/** The pages that one statement reads; the loop converts its rows in one turn, for which others wait. */
const PAGES_TOGETHER = 5;
/** The same for enrolments and earnings, of which a page usually has few. */
const RECORD_PAGES_TOGETHER = 500;

/** The loaders of one request and one caller. */
export function openReads(
  { catalogue, records, clock }: ReadSources,
  { organisationId, timeZone }: Organisation,
  { whenAllBegan: batchScheduleFn }: Turns,
): Reads {
  let moment: LocalTime | undefined;
  // An unknown time zone fails the loads that need it, not the creation of the loaders.
  const theMoment = () => (moment ??= localTimeIn(timeZone, clock.now()));
  return {
    moment: theMoment,
    allPrograms: () => catalogue.programs(organisationId),
    programs: new DataLoader((programIds) => catalogue.findPrograms(organisationId, programIds), {
      batchScheduleFn,
    }),
    promotions: new DataLoader((names) => catalogue.findPromotions(organisationId, names), {
      batchScheduleFn,
      cacheKeyFn: ({ programId, promotionId, promoIdentifier }: TargetName) =>
        JSON.stringify([programId, promotionId, promoIdentifier]),
    }),
    promotionsById: new DataLoader((ids) => catalogue.findPromotionsById(organisationId, ids), {
      batchScheduleFn,
    }),
    pages: new DataLoader(async (pages) => catalogue.pages(organisationId, pages, theMoment().now), {
      batchScheduleFn,
      maxBatchSize: PAGES_TOGETHER,
      cacheKeyFn: ({ programId, status, kind, after, size }: ProgramPage) =>
        JSON.stringify([programId, status, kind, after, size]),
    }),
    histories: new DataLoader(
      async (customerIds) => records.historiesOf(organisationId, customerIds, theMoment().now),
      { batchScheduleFn },
    ),
    ...recordLoaders(records, organisationId, batchScheduleFn),
    listPromotions: (filter, part) => catalogue.list(organisationId, filter, part, theMoment().now),
    latest: (customerId, promotionIds, atMost) =>
      records.latest(organisationId, customerId, promotionIds, atMost),
  };
}

/** The loaders of pages of enrolments and earnings. */
function recordLoaders(
  records: CustomerRecords,
  organisationId: string,
  batchScheduleFn: (dispatch: () => void) => void,
): Pick<Reads, 'enrolments' | 'earnings'> {
  return {
    enrolments: new DataLoader((pages) => records.enrolments(organisationId, pages), {
      batchScheduleFn,
      maxBatchSize: RECORD_PAGES_TOGETHER,
      cacheKeyFn: ({ customerId, promotionId, upTo, after, size }: EnrolmentPage) =>
        JSON.stringify([customerId, promotionId, upTo, after, size]),
    }),
    earnings: new DataLoader((pages) => records.earnings(organisationId, pages), {
      batchScheduleFn,
      maxBatchSize: RECORD_PAGES_TOGETHER,
      cacheKeyFn: ({ enrolment, after, size }: EarningPage) =>
        JSON.stringify([enrolment.issualId, after, size]),
    }),
  };
}
