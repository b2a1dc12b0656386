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
export class LoyaltyProgram {
  @Field(() => ID, { description: 'The programId. It has up to 19 digits: keep it as text.' })
  id!: string;

  @Field(() => String, { description: 'The display name.' })
  name!: string;
}

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A promotion of a loyalty program, which customers can earn.',
  simpleResolvers: true,
})
export class Promotion {
  @Field(() => ID, { description: 'The promotionId. It has up to 19 digits: keep it as text.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The external identifier, given by another system.' })
  promoIdentifier!: string | null;

  @Field(() => String, { nullable: true, description: 'The display name.' })
  name!: string | null;

  @Field(() => LoyaltyProgram, { description: 'The program that the promotion belongs to.' })
  program!: LoyaltyProgram;

  @Field(() => PromotionKindEnum, { nullable: true, description: 'How customers get the promotion.' })
  kind!: PromotionKind | null;

  @Field(() => PromotionStatusEnum, { nullable: true, description: 'The status now.' })
  status!: PromotionStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'When the promotion starts.' })
  startsAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the promotion ends.' })
  endsAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How often one customer may enrol; null means unlimited.',
  })
  enrolmentLimit!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How often one customer may earn it; null means unlimited.',
  })
  earnLimit!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How often all customers together may earn it; null means unlimited.',
  })
  totalEarnLimit!: number | null;
}
