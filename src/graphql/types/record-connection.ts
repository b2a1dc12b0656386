/** A page of enrolments or earnings. */

import { Field, Int, ObjectType } from 'type-graphql';
import { PageInfo } from './connection.js';
import { PromotionEarning, PromotionEnrolment } from './customer-promotion.js';

@ObjectType({ description: 'An earning on a page.', simpleResolvers: true })
export abstract class PromotionEarningEdge {
  @Field(() => PromotionEarning, { description: 'The earning.' })
  node!: PromotionEarning;

  @Field(() => String, { description: 'The position of this item in the list.' })
  cursor!: string;
}

@ObjectType({
  description: "A page of an enrolment's earnings, newest first.",
  simpleResolvers: true,
})
export abstract class PromotionEarningConnection {
  @Field(() => [PromotionEarningEdge], { description: 'The earnings of this page.' })
  edges!: PromotionEarningEdge[];

  @Field(() => [PromotionEarning], { description: 'The same without their positions.' })
  nodes!: PromotionEarning[];

  @Field(() => PageInfo, { description: 'The position of this page in the list.' })
  pageInfo!: PageInfo;
}

@ObjectType({ description: 'An enrolment on a page.', simpleResolvers: true })
export abstract class PromotionEnrolmentEdge {
  @Field(() => PromotionEnrolment, { description: 'The enrolment.' })
  node!: PromotionEnrolment;

  @Field(() => String, { description: 'The position of this item in the list.' })
  cursor!: string;
}

@ObjectType({
  description: "A page of a customer's enrolments in a promotion, newest first.",
  simpleResolvers: true,
})
export abstract class PromotionEnrolmentConnection {
  @Field(() => [PromotionEnrolmentEdge], { description: 'The enrolments of this page.' })
  edges!: PromotionEnrolmentEdge[];

  @Field(() => [PromotionEnrolment], { description: 'The same without their positions.' })
  nodes!: PromotionEnrolment[];

  @Field(() => Int, { description: 'The number of enrolments on all pages, revoked ones included.' })
  totalCount!: number;

  @Field(() => PageInfo, { description: 'The position of this page in the list.' })
  pageInfo!: PageInfo;
}
