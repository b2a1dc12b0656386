/** The queries loyaltyProgram, loyaltyPromotion and loyaltyPromotions. */

import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Problem } from '../../http/problem.js';
import type { Scope } from '../../request/scope.js';
import { namedPromotion, LoyaltyPromotionBy } from '../inputs/named-by.js';
import { ID } from '../types/id.js';
import { presentProgram, presentPromotion } from '../present/present-promotion.js';
import {
  pageOfPromotions,
  LoyaltyPromotionConnection,
  PromotionPageArgs,
  readPromotionPage,
} from '../present/promotion-connection.js';
import { PAGE_COST, PAGE_SIZE } from '../types/page-size.js';
import { LoyaltyProgram, Promotion } from '../types/promotion.js';
import { RequiresAccess } from './requires-access.js';
import { SEMANTIC_NON_NULL } from '../types/semantic-non-null.js';

@ArgsType()
class PromotionsArgs extends PromotionPageArgs {
  @Field(() => ID, { description: 'The program.' })
  programId!: string;
}

@ArgsType()
class PromotionArgs {
  @Field(() => ID, { description: 'The program.' })
  programId!: string;

  @Field(() => LoyaltyPromotionBy, {
    nullable: true,
    description: 'The promotion, instead of promotionId and promoIdentifier.',
  })
  by?: LoyaltyPromotionBy | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The promotion's id. This, promoIdentifier or by is required; this and promoIdentifier must name the same promotion when both are given.",
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
  @RequiresAccess('promotion:read')
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

  @RequiresAccess('promotion:read')
  @Query(() => Promotion, {
    nullable: true,
    description: 'A promotion of a program; null when it does not exist. Needs promotion:read.',
  })
  async loyaltyPromotion(
    @Args(() => PromotionArgs) { programId, by, ...names }: PromotionArgs,
    @Ctx() { reads }: Scope,
  ): Promise<Promotion | null> {
    const { promotionId, promoIdentifier } = namedPromotion(by, names);
    if (!promotionId && !promoIdentifier) {
      throw new Problem(400, 'BAD_USER_INPUT', 'Send promotionId, promoIdentifier or both, or by');
    }
    const name = {
      programId,
      promotionId: promotionId ?? null,
      promoIdentifier: promoIdentifier ?? null,
    };
    const promotion = await reads.promotions.load(name);
    return promotion && presentPromotion(promotion, reads.moment().now);
  }

  @RequiresAccess('promotion:read')
  @Directive(PAGE_COST)
  @Directive(PAGE_SIZE)
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

  @RequiresAccess('promotion:read')
  @Directive(PAGE_COST)
  @Directive(PAGE_SIZE)
  @Directive(SEMANTIC_NON_NULL)
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
