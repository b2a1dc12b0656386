/** The queries loyaltyProgram, loyaltyPromotion and loyaltyPromotions. */

import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Problem } from '../../http/problem.js';
import type { Scope } from '../../request/scope.js';
import type { Access } from '../../service/caller.js';
import { ID } from '../types/id.js';
import { presentProgram, presentPromotion } from '../present/present-promotion.js';
import {
  pageOfPromotions,
  LoyaltyPromotionConnection,
  PromotionPageArgs,
  readPromotionPage,
} from '../present/promotion-connection.js';
import { LoyaltyProgram, Promotion } from '../types/promotion.js';

@ArgsType()
class PromotionsArgs extends PromotionPageArgs {
  @Field(() => ID, { description: 'The program.' })
  programId!: string;
}

@ArgsType()
class PromotionArgs {
  @Field(() => ID, { description: 'The program.' })
  programId!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The promotion's id. This or promoIdentifier is required; when both are given, they must name the same promotion.",
  })
  promotionId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The promotion's external identifier.",
  })
  promoIdentifier?: string | null;
}

/** Reads programs and their promotions. */
@Resolver(() => LoyaltyProgram)
export class ProgramResolver {
  @Authorized<Access>('promotion:read')
  @Query(() => LoyaltyProgram, {
    nullable: true,
    description: 'A loyalty program; null when it does not exist. Needs promotion:read.',
  })
  async loyaltyProgram(
    @Arg('id', () => ID, { description: 'The programId.' }) id: string,
    @Ctx() { reads }: Scope,
  ): Promise<LoyaltyProgram | null> {
    const program = await reads.programs.load(id);
    return program && presentProgram(program);
  }

  @Authorized<Access>('promotion:read')
  @Query(() => Promotion, {
    nullable: true,
    description: 'A promotion of a program; null when it does not exist. Needs promotion:read.',
  })
  async loyaltyPromotion(
    @Args(() => PromotionArgs) { programId, promotionId, promoIdentifier }: PromotionArgs,
    @Ctx() { reads }: Scope,
  ): Promise<Promotion | null> {
    if (!promotionId && !promoIdentifier) {
      throw new Problem(400, 'BAD_USER_INPUT', 'Send promotionId, promoIdentifier or both');
    }
    const name = {
      programId,
      promotionId: promotionId ?? null,
      promoIdentifier: promoIdentifier ?? null,
    };
    const promotion = await reads.promotions.load(name);
    return promotion && presentPromotion(promotion, reads.moment().now);
  }

  @Authorized<Access>('promotion:read')
  @Query(() => LoyaltyPromotionConnection, {
    nullable: true,
    description: "A program's promotions; null when the program does not exist. Needs promotion:read.",
  })
  async loyaltyPromotions(
    @Args(() => PromotionsArgs) args: PromotionsArgs,
    @Ctx() scope: Scope,
  ): Promise<LoyaltyPromotionConnection | null> {
    const program = await scope.reads.programs.load(args.programId);
    if (program) return pageOfPromotions(scope, program.programId, args);
    readPromotionPage(args.programId, args);
    return null;
  }

  @Authorized<Access>('promotion:read')
  @FieldResolver(() => LoyaltyPromotionConnection, {
    name: 'promotions',
    nullable: true,
    description:
      "The program's promotions. Null with an error when they cannot be read. Needs promotion:read.",
  })
  promotionsOfProgram(
    @Root() { id }: LoyaltyProgram,
    @Args(() => PromotionPageArgs) args: PromotionPageArgs,
    @Ctx() scope: Scope,
  ): Promise<LoyaltyPromotionConnection> {
    return pageOfPromotions(scope, id, args);
  }
}
