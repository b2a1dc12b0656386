import DataLoader from 'dataloader';
import type { History } from '../domain/history.js';
import type { Moment } from '../domain/expiry.js';
import type { Program, Promotion } from '../domain/promotion.js';
import { momentIn } from '../service/calendar.js';
import type { Organisation } from '../service/caller.js';
import type { Clock, TargetName } from '../service/ports.js';
import type { CustomerRecords, PromotionCatalogue, PromotionPage } from '../service/read-ports.js';

/** A page of one program's promotions. */
export interface ProgramPage extends Omit<PromotionPage, 'now'> {
  readonly programId: string;
}

/** What one request reads: each thing at most once, and many of a kind in one go. */
export interface Reads {
  /** The instant at which everything that this request reads is looked at. */
  moment(): Moment;
  allPrograms(): Promise<Program[]>;
  readonly programs: DataLoader<string, Program | null>;
  readonly promotions: DataLoader<TargetName, Promotion | null, string>;
  /** By the id alone, which is unique in the organisation. */
  readonly promotionsById: DataLoader<string, Promotion | null>;
  readonly pages: DataLoader<ProgramPage, Promotion[], string>;
  readonly histories: DataLoader<string, History[]>;
}

/** What lives as long as the process and every request reads from. */
export interface ReadSources {
  readonly catalogue: PromotionCatalogue;
  readonly records: CustomerRecords;
  readonly clock: Clock;
}

/** The loaders of one request and one caller. */
export function openReads(
  { catalogue, records, clock }: ReadSources,
  { organisationId, timeZone }: Organisation,
): Reads {
  let moment: Moment | undefined;
  const theMoment = () => (moment ??= momentIn(timeZone, clock.now()));
  return {
    moment: theMoment,
    allPrograms: () => catalogue.programs(organisationId),
    programs: new DataLoader((programIds) => catalogue.findPrograms(organisationId, programIds)),
    promotions: new DataLoader((names) => catalogue.findPromotions(organisationId, names), {
      cacheKeyFn: ({ programId, promotionId, promoIdentifier }: TargetName) =>
        JSON.stringify([programId, promotionId, promoIdentifier]),
    }),
    promotionsById: new DataLoader((ids) => catalogue.findPromotionsById(organisationId, ids)),
    pages: new DataLoader((pages) => readPages(catalogue, organisationId, pages, theMoment().now), {
      cacheKeyFn: (page: ProgramPage) => `${page.programId} ${windowOf(page)}`,
    }),
    histories: new DataLoader((customerIds) =>
      records.historiesOf(organisationId, customerIds, theMoment().now),
    ),
  };
}

/** What a page is, whichever program's. */
function windowOf({ status, kind, after, size }: ProgramPage): string {
  return JSON.stringify([status, kind, after, size]);
}

/** One statement for each different window: these stand in the document, so they do not grow with the programs. */
async function readPages(
  catalogue: PromotionCatalogue,
  organisationId: string,
  pages: readonly ProgramPage[],
  now: Date,
): Promise<Promotion[][]> {
  const found = new Map<ProgramPage, Promotion[]>();
  const windows = new Map(pages.map((page) => [windowOf(page), page]));
  await Promise.all(
    [...windows].map(async ([window, { status, kind, after, size }]) => {
      const alike = pages.filter((page) => windowOf(page) === window);
      const programIds = alike.map(({ programId }) => programId);
      const lists = await catalogue.pages(organisationId, programIds, { status, kind, after, size, now });
      alike.forEach((page, i) => found.set(page, lists[i] ?? []));
    }),
  );
  return pages.map((page) => found.get(page) ?? []);
}
