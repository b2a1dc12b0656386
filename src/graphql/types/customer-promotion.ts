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

@ObjectType({
  description: 'The client and the call that recorded or revoked something.',
  simpleResolvers: true,
})
export abstract class PromotionRecordedBy {
  @Field(() => ID, {
    nullable: true,
    description: 'The client that called; null when a platform behind the gateway recorded it.',
  })
  clientId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The id of the call in the gateway's logs; null when a platform behind the gateway recorded it.",
  })
  requestId!: string | null;
}

@ObjectType({
  description: 'An earning: a promotion that was issued to a customer.',
  simpleResolvers: true,
})
export abstract class PromotionEarning {
  @Field(() => ID, { description: 'The earnedId, which consists of digits.' })
  earnedId!: string;

  @Field(() => DateTime, { description: 'When it was earned.' })
  earnedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the earning expires and can no longer be redeemed.',
  })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null when it was not.' })
  revokedAt!: Date | null;

  @Field(() => PromotionRecordedBy, { description: 'The call that recorded it.' })
  recordedBy!: PromotionRecordedBy;

  @Field(() => PromotionRecordedBy, {
    nullable: true,
    description: 'The call that revoked it; null when it was not revoked.',
  })
  revokedBy!: PromotionRecordedBy | null;
}

@ObjectType({
  description:
    'An enrolment of a customer. On a Direct Issue promotion it is a placeholder for the earnings.',
  simpleResolvers: true,
})
export abstract class PromotionEnrolment {
  @Field(() => ID, { description: 'The issualId, which consists of digits.' })
  issualId!: string;

  @Field(() => DateTime, { description: 'When the customer enrolled.' })
  enrolledAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the enrolment expires. The customer cannot earn under it after that.',
  })
  expiresAt!: Date | null;

  @Field(() => Boolean, {
    description:
      'Whether it is the latest enrolment and is neither expired nor revoked. At most one is active.',
  })
  active!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null when it was not.' })
  revokedAt!: Date | null;

  @Field(() => PromotionRecordedBy, { description: 'The call that recorded it.' })
  recordedBy!: PromotionRecordedBy;

  @Field(() => PromotionRecordedBy, {
    nullable: true,
    description: 'The call that revoked it; null when it was not revoked.',
  })
  revokedBy!: PromotionRecordedBy | null;

  /** Not a field: the key for reading its earnings. */
  source!: EarningSource;
}

@ObjectType({ description: "A customer's state in a promotion.", simpleResolvers: true })
export abstract class CustomerPromotion {
  @Field(() => Promotion, { description: 'The promotion.' })
  promotion!: Promotion;

  @Field(() => [AvailabilityEnum], { description: 'What the customer can do now; several values, or none.' })
  availability!: Availability[];

  @Field(() => Int, {
    description: 'The enrolments that count against enrolmentLimit: all except revoked ones.',
  })
  enrolmentsUsed!: number;

  @Field(() => Int, { description: 'The earnings that count against earnLimit: all except revoked ones.' })
  earningsUsed!: number;

  /** Not a field: the key for reading its enrolments. */
  source!: EnrolmentSource;
}

@ObjectType({ description: "A customer's promotion on a page.", simpleResolvers: true })
export abstract class CustomerPromotionEdge {
  @Field(() => CustomerPromotion, { description: "The customer's state in the promotion." })
  node!: CustomerPromotion;

  @Field(() => String, { description: 'The position of this item in the list.' })
  cursor!: string;
}

@ObjectType({
  description: "A page of a customer's promotions, ordered by promotion id.",
  simpleResolvers: true,
})
export abstract class CustomerPromotionConnection {
  @Field(() => [CustomerPromotionEdge], { description: 'The promotions of this page.' })
  edges!: CustomerPromotionEdge[];

  @Field(() => PageInfo, { description: 'The position of this page in the list.' })
  pageInfo!: PageInfo;
}
