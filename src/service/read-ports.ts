/** The ports of reading: the promotion catalogue and customers' records. */

import type { EarningRecord, EnrolmentRecord, EnrolmentWithEarnings, History } from '../domain/history.js';
import type { Program, Promotion, PromotionKind, PromotionStatus } from '../domain/promotion.js';
import type { TargetName } from './ports.js';

/** Some of a program's promotions, in the order of their ids. */
export interface ProgramPage {
  readonly programId: string;
  /** Null is any. */
  readonly status: PromotionStatus | null;
  readonly kind: PromotionKind | null;
  /** The promotionId after which the page begins; null begins with the first. */
  readonly after: string | null;
  readonly size: number;
}

/** A filter of an organisation's promotions; null means any. */
export interface PromotionFilter {
  readonly programId: string | null;
  readonly promotionId: string | null;
  readonly status: PromotionStatus | null;
  readonly isActive: true | null;
  /** A part of the name, without regard to case. */
  readonly namePart: string | null;
  /** Promotions that are live at some time in between; both or neither is given. */
  readonly between: { readonly start: Date; readonly end: Date } | null;
}

export interface ListPart {
  readonly limit: number;
  readonly offset: number;
}

export interface PromotionList {
  readonly promotions: readonly Promotion[];
  readonly total: number;
}

/**
 * An organisation's programs and promotions, to be read: active or not, each call one statement however much it
 * asks for. Answers stand in the order of what was asked; what is no id names nothing.
 */
export interface PromotionCatalogue {
  /** Every program, in the order of their ids. */
  programs(organisationId: string): Promise<Program[]>;
  findPrograms(organisationId: string, programIds: readonly string[]): Promise<(Program | null)[]>;
  /** The promotion to which everything that is named applies; naming neither id nor identifier names nothing. */
  findPromotions(organisationId: string, names: readonly TargetName[]): Promise<(Promotion | null)[]>;
  /** Promotions of any program. */
  findPromotionsById(organisationId: string, promotionIds: readonly string[]): Promise<(Promotion | null)[]>;
  /** A part of all promotions that pass the filter, in the order of their ids, and how many they are. */
  list(organisationId: string, filter: PromotionFilter, part: ListPart, now: Date): Promise<PromotionList>;
  /** @param now the instant whose status counts */
  pages(organisationId: string, pages: readonly ProgramPage[], now: Date): Promise<Promotion[][]>;
}

/** Some of a customer's enrolments in a promotion, newest first. */
export interface EnrolmentPage {
  readonly customerId: string;
  readonly promotionId: string;
  /** The highest ordinal that is listed: how many enrolments there were when the history was read. */
  readonly upTo: number;
  /** The issualId behind which the page begins; null begins with the newest. */
  readonly after: string | null;
  readonly size: number;
}

/** Some of the earnings under one enrolment, newest first. */
export interface EarningPage {
  readonly customerId: string;
  readonly promotionId: string;
  readonly enrolment: Pick<EnrolmentRecord, 'ordinal' | 'issualId'>;
  /** The earnedId behind which the page begins; null begins with the newest. */
  readonly after: string | null;
  readonly size: number;
}

/** One enrolment or earning, with the customer and the promotion that it must belong to. */
export interface RecordName {
  readonly customerId: string;
  readonly promotionId: string;
  /** The issualId or earnedId. */
  readonly id: string;
}

/** The latest of what a customer has in a promotion, without what was taken back. */
export interface LatestRecords {
  /** In the order of their ordinals. */
  readonly enrolments: readonly EnrolmentWithEarnings[];
  /** Whether there are more enrolments or earnings than these. */
  readonly isCut: boolean;
}

/** The records of an organisation's customers. The number of statements of a call does not grow with its customers. */
export interface CustomerRecords {
  /**
   * For each customer in order its histories: one for every promotion that is live at that instant, and for
   * every one in which the customer ever had an enrolment; in the order of the promotions' ids. Each history is made
   * as it is iterated over, so that a hundred customers do not hold each promotion a hundred times.
   */
  historiesOf(
    organisationId: string,
    customerIds: readonly string[],
    now: Date,
  ): Promise<Iterable<History>[]>;
  /** Reads no more enrolments than the pages want. @returns the page for each in order */
  enrolments(organisationId: string, pages: readonly EnrolmentPage[]): Promise<EnrolmentRecord[][]>;
  /** Reads no more earnings than the pages want. @returns the page for each in order */
  earnings(organisationId: string, pages: readonly EarningPage[]): Promise<EarningRecord[][]>;
  /** The enrolments with these names, in order; null for one that does not exist. */
  findEnrolments(organisationId: string, names: readonly RecordName[]): Promise<(EnrolmentRecord | null)[]>;
  /** The earnings with these names, in order; null for one that does not exist. */
  findEarnings(organisationId: string, names: readonly RecordName[]): Promise<(EarningRecord | null)[]>;
  /** At most so many enrolments and so many earnings of each of these promotions, in order. */
  latest(
    organisationId: string,
    customerId: string,
    promotionIds: readonly string[],
    atMost: number,
  ): Promise<LatestRecords[]>;
}
