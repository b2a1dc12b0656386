/** A page of enrolments or earnings. */

import { Field, ObjectType } from 'type-graphql';
import { PageInfo } from './connection.js';
import { Earning, Enrolment } from './customer-promotion.js';

@ObjectType({ description: 'An earning on a page.', simpleResolvers: true })
export abstract class EarningEdge {
  @Field(() => Earning, { description: 'The earning.' })
  node!: Earning;

  @Field(() => String, { description: 'The position of this item in the list.' })
  cursor!: string;
}

@ObjectType({
  description: "A page of an enrolment's earnings, newest first.",
  simpleResolvers: true,
})
export abstract class EarningConnection {
  @Field(() => [EarningEdge], { description: 'The earnings of this page.' })
  edges!: EarningEdge[];

  @Field(() => PageInfo, { description: 'The position of this page in the list.' })
  pageInfo!: PageInfo;
}

@ObjectType({ description: 'An enrolment on a page.', simpleResolvers: true })
export abstract class EnrolmentEdge {
  @Field(() => Enrolment, { description: 'The enrolment.' })
  node!: Enrolment;

  @Field(() => String, { description: 'The position of this item in the list.' })
  cursor!: string;
}

@ObjectType({
  description: "A page of a customer's enrolments in a promotion, newest first.",
  simpleResolvers: true,
})
export abstract class EnrolmentConnection {
  @Field(() => [EnrolmentEdge], { description: 'The enrolments of this page.' })
  edges!: EnrolmentEdge[];

  @Field(() => PageInfo, { description: 'The position of this page in the list.' })
  pageInfo!: PageInfo;
}
