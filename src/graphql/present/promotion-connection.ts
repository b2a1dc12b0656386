/** A page of promotions. */

import { ArgsType, Field, ObjectType } from 'type-graphql';
import type { PromotionKind, PromotionStatus } from '../../domain/promotion.js';
import type { Scope } from '../../request/scope.js';
import { connectionOf, PageArgs, PageInfo, readPage, type PageRequest } from '../types/connection.js';
import { PromotionKindEnum, PromotionStatusEnum } from '../types/enums.js';
import { presentPromotion } from './present-promotion.js';
import { Promotion } from '../types/promotion.js';

@ObjectType({ description: 'A promotion on a page.', simpleResolvers: true })
export abstract class LoyaltyPromotionEdge {
  @Field(() => Promotion, { description: 'The promotion.' })
  node!: Promotion;

  @Field(() => String, { description: 'The position of this item in the list.' })
  cursor!: string;
}

@ObjectType({ description: 'A page of promotions, ordered by id.', simpleResolvers: true })
export abstract class LoyaltyPromotionConnection {
  @Field(() => [LoyaltyPromotionEdge], { description: 'The promotions of this page.' })
  edges!: LoyaltyPromotionEdge[];

  @Field(() => [Promotion], { description: 'The same without their positions.' })
  nodes!: Promotion[];

  @Field(() => PageInfo, { description: 'The position of this page in the list.' })
  pageInfo!: PageInfo;
}

@ArgsType()
export class PromotionPageArgs extends PageArgs {
  @Field(() => PromotionStatusEnum, {
    nullable: true,
    description: 'Returns only promotions that have this status now.',
  })
  status?: PromotionStatus | null;

  @Field(() => PromotionKindEnum, { nullable: true, description: 'Returns only promotions of this kind.' })
  kind?: PromotionKind | null;
}

/** @throws Problem 400 for an impossible page */
export function readPromotionPage(programId: string, args: PromotionPageArgs): PageRequest {
  return readPage(args, ['promotions', programId, args.status ?? null, args.kind ?? null]);
}

/** A page of a program's promotions. @throws Problem 400 */
export async function pageOfPromotions(
  { reads, turns }: Scope,
  programId: string,
  args: PromotionPageArgs,
): Promise<LoyaltyPromotionConnection> {
  const request = readPromotionPage(programId, args);
  const { first, after } = request;
  const { status = null, kind = null } = args;
  const promotions = await reads.pages.load({ programId, status, kind, after, size: first + 1 });
  await turns.take(promotions.length / 2);
  return connectionOf(
    request,
    promotions,
    ({ promotionId }) => promotionId,
    (promotion) => presentPromotion(promotion, reads.moment().now),
  );
}
