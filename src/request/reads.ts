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
  RecordName,
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
  readonly enrolmentsById: DataLoader<RecordName, EnrolmentRecord | null, string>;
  readonly earningsById: DataLoader<RecordName, EarningRecord | null, string>;
  /** A part of the organisation's promotions, and how many pass the filter. */
  listPromotions(filter: PromotionFilter, part: ListPart): Promise<PromotionList>;
  /** Makes later reads see what a mutation has changed. */
  forgetHistories(): void;
  /** A customer's latest enrolments and earnings in each of these promotions. */
  latest(customerId: string, promotionIds: readonly string[], atMost: number): Promise<LatestRecords[]>;
}

/** The sources from which all requests of the process read. */
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
export function openReads(sources: ReadSources, organisation: Organisation, turns: Turns): Reads {
  return new RequestReads(sources, organisation, turns.whenAllBegan);
}

/** Makes each loader on its first use, because a mutation needs none of them. */
class RequestReads implements Reads {
  #moment?: LocalTime;
  #programs?: Reads['programs'];
  #promotions?: Reads['promotions'];
  #promotionsById?: Reads['promotionsById'];
  #pages?: Reads['pages'];
  #histories?: Reads['histories'];
  #enrolments?: Reads['enrolments'];
  #earnings?: Reads['earnings'];
  #enrolmentsById?: Reads['enrolmentsById'];
  #earningsById?: Reads['earningsById'];

  constructor(
    private readonly sources: ReadSources,
    private readonly organisation: Organisation,
    private readonly batchScheduleFn: (dispatch: () => void) => void,
  ) {}

  /** An unknown time zone fails the loads that need it, not the creation of the loaders. */
  moment(): LocalTime {
    return (this.#moment ??= localTimeIn(this.organisation.timeZone, this.sources.clock.now()));
  }

  get programs(): Reads['programs'] {
    return (this.#programs ??= this.#loader((programIds) =>
      this.#catalogue.findPrograms(this.#organisationId, programIds),
    ));
  }

  get promotions(): Reads['promotions'] {
    return (this.#promotions ??= this.#loader(
      (names) => this.#catalogue.findPromotions(this.#organisationId, names),
      {
        cacheKeyFn: ({ programId, promotionId, promoIdentifier }: TargetName) =>
          JSON.stringify([programId, promotionId, promoIdentifier]),
      },
    ));
  }

  get promotionsById(): Reads['promotionsById'] {
    return (this.#promotionsById ??= this.#loader((ids) =>
      this.#catalogue.findPromotionsById(this.#organisationId, ids),
    ));
  }

  get pages(): Reads['pages'] {
    return (this.#pages ??= this.#loader(
      async (pages) => this.#catalogue.pages(this.#organisationId, pages, this.moment().now),
      {
        maxBatchSize: PAGES_TOGETHER,
        cacheKeyFn: ({ programId, status, kind, after, size }: ProgramPage) =>
          JSON.stringify([programId, status, kind, after, size]),
      },
    ));
  }

  get histories(): Reads['histories'] {
    return (this.#histories ??= this.#loader(async (customerIds) =>
      this.#records.historiesOf(this.#organisationId, customerIds, this.moment().now),
    ));
  }

  get enrolments(): Reads['enrolments'] {
    return (this.#enrolments ??= this.#loader(
      (pages) => this.#records.enrolments(this.#organisationId, pages),
      {
        maxBatchSize: RECORD_PAGES_TOGETHER,
        cacheKeyFn: ({ customerId, promotionId, upTo, after, size }: EnrolmentPage) =>
          JSON.stringify([customerId, promotionId, upTo, after, size]),
      },
    ));
  }

  get earnings(): Reads['earnings'] {
    return (this.#earnings ??= this.#loader((pages) => this.#records.earnings(this.#organisationId, pages), {
      maxBatchSize: RECORD_PAGES_TOGETHER,
      cacheKeyFn: ({ enrolment, after, size }: EarningPage) =>
        JSON.stringify([enrolment.issualId, after, size]),
    }));
  }

  get enrolmentsById(): Reads['enrolmentsById'] {
    return (this.#enrolmentsById ??= this.#loader(
      (names) => this.#records.findEnrolments(this.#organisationId, names),
      { maxBatchSize: RECORD_PAGES_TOGETHER, cacheKeyFn: keyOfName },
    ));
  }

  get earningsById(): Reads['earningsById'] {
    return (this.#earningsById ??= this.#loader(
      (names) => this.#records.findEarnings(this.#organisationId, names),
      { maxBatchSize: RECORD_PAGES_TOGETHER, cacheKeyFn: keyOfName },
    ));
  }

  allPrograms(): Promise<Program[]> {
    return this.#catalogue.programs(this.#organisationId);
  }

  async listPromotions(filter: PromotionFilter, part: ListPart): Promise<PromotionList> {
    return this.#catalogue.list(this.#organisationId, filter, part, this.moment().now);
  }

  latest(customerId: string, promotionIds: readonly string[], atMost: number): Promise<LatestRecords[]> {
    return this.#records.latest(this.#organisationId, customerId, promotionIds, atMost);
  }

  forgetHistories(): void {
    this.#histories?.clearAll();
    this.#enrolmentsById?.clearAll();
    this.#earningsById?.clearAll();
  }

  #loader<Key, Value, CacheKey = Key>(
    load: DataLoader.BatchLoadFn<Key, Value>,
    options: DataLoader.Options<Key, Value, CacheKey> = {},
  ): DataLoader<Key, Value, CacheKey> {
    return new DataLoader(load, { batchScheduleFn: this.batchScheduleFn, ...options });
  }

  get #catalogue(): PromotionCatalogue {
    return this.sources.catalogue;
  }

  get #records(): CustomerRecords {
    return this.sources.records;
  }

  get #organisationId(): string {
    return this.organisation.organisationId;
  }
}

function keyOfName({ customerId, promotionId, id }: RecordName): string {
  return `${customerId}-${promotionId}-${id}`;
}
