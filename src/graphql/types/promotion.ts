/** The types Promotion and LoyaltyProgram. */

import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { ID } from './id.js';
import type { PromotionKind, PromotionStatus } from '../../domain/promotion.js';
import { DateTime } from './date-time.js';
import { PromotionKindEnum, PromotionStatusEnum } from './enums.js';

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A loyalty program of the organisation.',
  simpleResolvers: true,
})
export abstract class LoyaltyProgram {
  @Field(() => ID, { description: 'The programId. It has up to 19 digits: keep it as text.' })
  id!: string;

  @Field(() => String, { description: 'The display name.' })
  name!: string | Error;
}

/** A value that may be unreadable behind a platform: an error becomes null with an error. */
type Detail<Value> = Value | Error | null;

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A promotion of a loyalty program, which customers can earn.',
  simpleResolvers: true,
})
export abstract class Promotion {
  /** An error takes away the promotion, because no other field identifies it. */
  @Field(() => ID, { description: 'The promotionId. It has up to 19 digits: keep it as text.' })
  id!: string | Error;

  @Field(() => String, { nullable: true, description: 'The external identifier, given by another system.' })
  promoIdentifier!: Detail<string>;

  @Field(() => String, { nullable: true, description: 'The display name.' })
  name!: Detail<string>;

  @Field(() => LoyaltyProgram, { description: 'The program that the promotion belongs to.' })
  program!: LoyaltyProgram;

  @Field(() => PromotionKindEnum, { nullable: true, description: 'How customers get the promotion.' })
  kind!: Detail<PromotionKind>;

  @Field(() => PromotionStatusEnum, { nullable: true, description: 'The status now.' })
  status!: Detail<PromotionStatus>;

  @Field(() => DateTime, { nullable: true, description: 'When the promotion starts.' })
  startsAt!: Detail<Date>;

  @Field(() => DateTime, { nullable: true, description: 'When the promotion ends.' })
  endsAt!: Detail<Date>;

  @Field(() => Int, {
    nullable: true,
    description: 'How often one customer may enrol; null means unlimited.',
  })
  enrolmentLimit!: Detail<number>;

  @Field(() => Int, {
    nullable: true,
    description: 'How often one customer may earn it; null means unlimited.',
  })
  earnLimit!: Detail<number>;

  @Field(() => Int, {
    nullable: true,
    description: 'How often all customers together may earn it; null means unlimited.',
  })
  totalEarnLimit!: Detail<number>;
}
