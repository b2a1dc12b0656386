/** The types CustomerPromotion, PromotionEnrolment and PromotionEarning. */

import { Directive, Field, Int, ObjectType } from 'type-graphql';
import type { Availability } from '../../domain/availability.js';
import type { EnrolmentRecord } from '../../domain/history.js';
import type { Promotion as PromotionRecord } from '../../domain/promotion.js';
import { Customer } from './customer.js';
import { DateTime } from './date-time.js';
import { AvailabilityEnum } from './enums.js';
import { ID } from './id.js';
import { Promotion } from './promotion.js';
import { Node, type FieldsOf } from './node.js';

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

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'An earning: a promotion that was issued to a customer.',
  implements: Node,
  simpleResolvers: true,
})
export class PromotionEarning extends Node {
  @Field(() => ID, {
    description: 'Names this earning among all: the ids of the customer and the promotion, and the earnedId.',
  })
  id: string;

  @Field(() => ID, { description: 'The earnedId, which consists of digits.' })
  earnedId: string;

  @Field(() => DateTime, { description: 'When it was earned.' })
  earnedAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the earning expires and can no longer be redeemed.',
  })
  expiresAt: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null when it was not.' })
  revokedAt: Date | null;

  @Field(() => PromotionRecordedBy, { description: 'The call that recorded it.' })
  recordedBy: PromotionRecordedBy;

  @Field(() => PromotionRecordedBy, {
    nullable: true,
    description: 'The call that revoked it; null when it was not revoked.',
  })
  revokedBy: PromotionRecordedBy | null;

  constructor(fields: FieldsOf<PromotionEarning>) {
    super();
    this.id = fields.id;
    this.earnedId = fields.earnedId;
    this.earnedAt = fields.earnedAt;
    this.expiresAt = fields.expiresAt;
    this.revokedAt = fields.revokedAt;
    this.recordedBy = fields.recordedBy;
    this.revokedBy = fields.revokedBy;
  }
}

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'An enrolment of a customer. On a Direct Issue promotion it is a placeholder for the earnings.',
  implements: Node,
  simpleResolvers: true,
})
export class PromotionEnrolment extends Node {
  @Field(() => ID, {
    description:
      'Names this enrolment among all: the ids of the customer and the promotion, and the issualId.',
  })
  id: string;

  @Field(() => ID, { description: 'The issualId, which consists of digits.' })
  issualId: string;

  @Field(() => DateTime, { description: 'When the customer enrolled.' })
  enrolledAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the enrolment expires. The customer cannot earn under it after that.',
  })
  expiresAt: Date | null;

  @Field(() => Boolean, {
    description:
      'Whether it is the latest enrolment and is neither expired nor revoked. At most one is active.',
  })
  active: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null when it was not.' })
  revokedAt: Date | null;

  @Field(() => PromotionRecordedBy, { description: 'The call that recorded it.' })
  recordedBy: PromotionRecordedBy;

  @Field(() => PromotionRecordedBy, {
    nullable: true,
    description: 'The call that revoked it; null when it was not revoked.',
  })
  revokedBy: PromotionRecordedBy | null;

  /** Not a field: the key for reading its earnings. */
  source: EarningSource;

  constructor(fields: FieldsOf<PromotionEnrolment>) {
    super();
    this.id = fields.id;
    this.issualId = fields.issualId;
    this.enrolledAt = fields.enrolledAt;
    this.expiresAt = fields.expiresAt;
    this.active = fields.active;
    this.revokedAt = fields.revokedAt;
    this.recordedBy = fields.recordedBy;
    this.revokedBy = fields.revokedBy;
    this.source = fields.source;
  }
}

@Directive('@key(fields: "id")')
@ObjectType({ description: "A customer's state in a promotion.", implements: Node, simpleResolvers: true })
export class CustomerPromotion extends Node {
  @Field(() => ID, { description: 'Names this state among all: the ids of the customer and the promotion.' })
  id: string;

  @Field(() => Customer, { description: 'The customer.' })
  customer: Customer;

  @Field(() => Promotion, { description: 'The promotion.' })
  promotion: Promotion;

  @Field(() => [AvailabilityEnum], { description: 'What the customer can do now; several values, or none.' })
  availability: Availability[];

  @Field(() => Int, {
    description: 'The enrolments that count against enrolmentLimit: all except revoked ones.',
  })
  enrolmentsUsed: number;

  @Field(() => Int, { description: 'The earnings that count against earnLimit: all except revoked ones.' })
  earningsUsed: number;

  /** Not a field: the key for reading its enrolments. */
  source: EnrolmentSource;

  constructor(fields: FieldsOf<CustomerPromotion>) {
    super();
    this.id = fields.id;
    this.customer = fields.customer;
    this.promotion = fields.promotion;
    this.availability = fields.availability;
    this.enrolmentsUsed = fields.enrolmentsUsed;
    this.earningsUsed = fields.earningsUsed;
    this.source = fields.source;
  }
}
