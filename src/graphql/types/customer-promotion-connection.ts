/** A page of a customer's promotions. */

import { Field, ObjectType } from 'type-graphql';
import { PageInfo } from './connection.js';
import { CustomerPromotion } from './customer-promotion.js';

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

  @Field(() => [CustomerPromotion], { description: 'The same without their positions.' })
  nodes!: CustomerPromotion[];

  @Field(() => PageInfo, { description: 'The position of this page in the list.' })
  pageInfo!: PageInfo;

  /** Not a field: counts the items of all pages. */
  countAll!: () => Promise<number>;
}
