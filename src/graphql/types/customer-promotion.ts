/** The types CustomerPromotion, Enrolment and Earning. */

import { Field, Int, ObjectType } from 'type-graphql';
import type { Availability } from '../../domain/availability.js';
import type { EnrolmentRecord } from '../../domain/history.js';
import type { Promotion as PromotionRecord } from '../../domain/promotion.js';
import { PageInfo } from './connection.js';
import { DateTime } from './date-time.js';
import { AvailabilityEnum } from './enums.js';
import { ID } from './id.js';
import { Promotion } from './promotion.js';

/** A customer in a promotion, as its history was read. */
export interface EnrolmentSource {
  readonly customerId: string;
  readonly promotion: PromotionRecord;
  readonly enrolmentsMade: number;
  /** The ordinal of the active enrolment. */
  readonly active: number | null;
}

export interface EarningSource extends Pick<EnrolmentSource, 'customerId' | 'promotion'> {
  readonly enrolment: EnrolmentRecord;
}

@ObjectType({ description: 'Who had something recorded, and by which call.', simpleResolvers: true })
export class RecordedBy {
  @Field(() => ID, {
    nullable: true,
    description:
      'The client of the organisation that called; null where a platform behind the gateway recorded it.',
  })
  clientId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Names the call in our logs and in support; null where a platform behind the gateway recorded it.',
  })
  requestId!: string | null;
}

@ObjectType({
  description: 'One time that a customer earned a promotion: what the screens call an issued promotion.',
  simpleResolvers: true,
})
export class Earning {
  @Field(() => ID, { description: 'The earnedId: digits.' })
  earnedId!: string;

  @Field(() => DateTime, { description: 'When it was earned.' })
  earnedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it lapses, and can no longer be redeemed.' })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was taken back; null where it was not.' })
  revokedAt!: Date | null;

  @Field(() => RecordedBy, { description: 'Who had it recorded.' })
  recordedBy!: RecordedBy;

  @Field(() => RecordedBy, { nullable: true, description: 'Who took it back; null where nobody did.' })
  revokedBy!: RecordedBy | null;
}

@ObjectType({
  description:
    'One time that a customer enrolled. On a Direct Issue promotion a placeholder that holds the earnings.',
  simpleResolvers: true,
})
export class Enrolment {
  @Field(() => ID, { description: 'The issualId: digits.' })
  issualId!: string;

  @Field(() => DateTime, { description: 'When it was recorded.' })
  enrolledAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it lapses: nothing can be earned under it from then on.',
  })
  expiresAt!: Date | null;

  @Field(() => Boolean, {
    description: 'Whether it is the latest, has not lapsed and was not taken back: one at most is active.',
  })
  active!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When it was taken back; null where it was not.' })
  revokedAt!: Date | null;

  @Field(() => RecordedBy, { description: 'Who had it recorded.' })
  recordedBy!: RecordedBy;

  @Field(() => RecordedBy, { nullable: true, description: 'Who took it back; null where nobody did.' })
  revokedBy!: RecordedBy | null;

  /** No field: where its earnings are read. */
  source!: EarningSource;
}

@ObjectType({ description: 'What a promotion is to one customer.', simpleResolvers: true })
export class CustomerPromotion {
  @Field(() => Promotion, { description: 'The promotion that this is about.' })
  promotion!: Promotion;

  @Field(() => [AvailabilityEnum], { description: 'What it is to the customer as of now: several, or none.' })
  availability!: Availability[];

  @Field(() => Int, {
    description: 'How many enrolments count against enrolmentLimit: all but revoked ones.',
  })
  enrolmentsUsed!: number;

  @Field(() => Int, { description: 'How many earnings count against earnLimit: all but revoked ones.' })
  earningsUsed!: number;

  /** No field: where its enrolments are read. */
  source!: EnrolmentSource;
}

@ObjectType({ description: "A customer's promotion in a list.", simpleResolvers: true })
export class CustomerPromotionEdge {
  @Field(() => CustomerPromotion, { description: 'What the promotion is to the customer.' })
  node!: CustomerPromotion;

  @Field(() => String, { description: 'Its place in the list.' })
  cursor!: string;
}

@ObjectType({
  description: "A page of a customer's promotions, in the order of the promotions' ids.",
  simpleResolvers: true,
})
export class CustomerPromotionConnection {
  @Field(() => [CustomerPromotionEdge], { description: 'The promotions of this page.' })
  edges!: CustomerPromotionEdge[];

  @Field(() => PageInfo, { description: 'Where the page stands.' })
  pageInfo!: PageInfo;
}
