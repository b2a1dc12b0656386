/** The types Promotion and LoyaltyProgram. */

import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { ID } from './id.js';
import type { PromotionKind, PromotionStatus } from '../../domain/promotion.js';
import { DateTime } from './date-time.js';
import { PromotionKindEnum, PromotionStatusEnum } from './enums.js';

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A loyalty program of the organisation: it has promotions.',
  simpleResolvers: true,
})
export class LoyaltyProgram {
  @Field(() => ID, { description: 'The programId: up to 19 digits, so keep it as text.' })
  id!: string;

  @Field(() => String, { description: 'Its name, for people.' })
  name!: string;
}

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A promotion of a loyalty program: something that customers can earn.',
  simpleResolvers: true,
})
export class Promotion {
  @Field(() => ID, { description: 'The promotionId: up to 19 digits, so keep it as text.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The identifier that another system gave it.' })
  promoIdentifier!: string | null;

  @Field(() => String, { nullable: true, description: 'Its name, for people.' })
  name!: string | null;

  @Field(() => LoyaltyProgram, { description: 'The program it belongs to.' })
  program!: LoyaltyProgram;

  @Field(() => PromotionKindEnum, { nullable: true, description: 'How it reaches a customer.' })
  kind!: PromotionKind | null;

  @Field(() => PromotionStatusEnum, { nullable: true, description: 'Where it is in its life, as of now.' })
  status!: PromotionStatus | null;

  @Field(() => DateTime, { nullable: true, description: 'It is live from this instant on.' })
  startsAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'It has ended at this instant.' })
  endsAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many times one customer may enrol; null is unlimited.',
  })
  enrolmentLimit!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many times one customer may earn it; null is unlimited.',
  })
  earnLimit!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many times all customers together may earn it; null is unlimited.',
  })
  totalEarnLimit!: number | null;
}
