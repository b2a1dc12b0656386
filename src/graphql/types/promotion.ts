/** The types Promotion and LoyaltyProgram. */

import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { ID } from './id.js';
import type { PromotionKind, PromotionStatus } from '../../domain/promotion.js';
import { DateTime } from './date-time.js';
import { PromotionKindEnum, PromotionStatusEnum } from './enums.js';
import { SEMANTIC_NON_NULL } from './semantic-non-null.js';
import { Node, type FieldsOf } from './node.js';

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A loyalty program of the organisation.',
  implements: Node,
  simpleResolvers: true,
})
export class LoyaltyProgram extends Node {
  @Field(() => ID, { description: 'The programId. It has up to 19 digits: keep it as text.' })
  id: string;

  @Field(() => String, { description: 'The display name.' })
  name: string | Error;

  constructor(fields: FieldsOf<LoyaltyProgram>) {
    super();
    this.id = fields.id;
    this.name = fields.name;
  }
}

/** A value that may be unreadable behind a platform: an error becomes null with an error. */
type Detail<Value> = Value | Error | null;

@Directive('@key(fields: "id")')
@ObjectType({
  description: 'A promotion of a loyalty program, which customers can earn.',
  implements: Node,
  simpleResolvers: true,
})
export class Promotion extends Node {
  /** An error takes away the promotion, because no other field identifies it. */
  @Field(() => ID, { description: 'The promotionId. It has up to 19 digits: keep it as text.' })
  id: string | Error;

  @Field(() => String, { nullable: true, description: 'The external identifier, given by another system.' })
  promoIdentifier: Detail<string>;

  @Directive('@shareable')
  @Directive(SEMANTIC_NON_NULL)
  @Field(() => String, { nullable: true, description: 'The display name.' })
  name: Detail<string>;

  @Field(() => LoyaltyProgram, { description: 'The program that the promotion belongs to.' })
  program: LoyaltyProgram;

  @Directive(SEMANTIC_NON_NULL)
  @Field(() => PromotionKindEnum, { nullable: true, description: 'How customers get the promotion.' })
  kind: Detail<PromotionKind>;

  @Directive(SEMANTIC_NON_NULL)
  @Field(() => PromotionStatusEnum, { nullable: true, description: 'The status now.' })
  status: Detail<PromotionStatus>;

  @Directive(SEMANTIC_NON_NULL)
  @Field(() => DateTime, { nullable: true, description: 'When the promotion starts.' })
  startsAt: Detail<Date>;

  @Directive(SEMANTIC_NON_NULL)
  @Field(() => DateTime, { nullable: true, description: 'When the promotion ends.' })
  endsAt: Detail<Date>;

  @Field(() => Int, {
    nullable: true,
    description: 'How often one customer may enrol; null means unlimited.',
  })
  enrolmentLimit: Detail<number>;

  @Field(() => Int, {
    nullable: true,
    description: 'How often one customer may earn it; null means unlimited.',
  })
  earnLimit: Detail<number>;

  @Field(() => Int, {
    nullable: true,
    description: 'How often all customers together may earn it; null means unlimited.',
  })
  totalEarnLimit: Detail<number>;

  constructor(fields: FieldsOf<Promotion>) {
    super();
    this.id = fields.id;
    this.promoIdentifier = fields.promoIdentifier;
    this.name = fields.name;
    this.program = fields.program;
    this.kind = fields.kind;
    this.status = fields.status;
    this.startsAt = fields.startsAt;
    this.endsAt = fields.endsAt;
    this.enrolmentLimit = fields.enrolmentLimit;
    this.earnLimit = fields.earnLimit;
    this.totalEarnLimit = fields.totalEarnLimit;
  }
}
