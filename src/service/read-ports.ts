import type { History } from '../domain/history.js';
import type { Program, Promotion, PromotionKind, PromotionStatus } from '../domain/promotion.js';
import type { TargetName } from './ports.js';

/** Some of a program's promotions, in the order of their ids. */
export interface PromotionPage {
  /** Null is any. */
  readonly status: PromotionStatus | null;
  readonly kind: PromotionKind | null;
  /** The promotionId after which the page begins; null begins with the first. */
  readonly after: string | null;
  readonly size: number;
  /** The instant whose status counts. */
  readonly now: Date;
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
  /** The same page of each of these programs. */
  pages(organisationId: string, programIds: readonly string[], page: PromotionPage): Promise<Promotion[][]>;
}

/** What is on the record about customers of one organisation. */
export interface CustomerRecords {
  /**
   * For each customer in order its histories: one for every promotion that is live at that instant, and for
   * every one in which the customer ever had an enrolment; in the order of the promotions' ids. The statements
   * are as many for a hundred customers as for one.
   */
  historiesOf(organisationId: string, customerIds: readonly string[], now: Date): Promise<History[][]>;
}
