/** The query loyaltyCustomer, and a customer's promotions. */

import { Args, ArgsType, Authorized, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Availability } from '../../domain/availability.js';
import { isWanted } from '../../domain/history-filter.js';
import type { History } from '../../domain/history.js';
import type { PromotionKind } from '../../domain/promotion.js';
import { takeOneCustomer } from '../../http/access/rate-limit.js';
import type { Scope } from '../../request/scope.js';
import type { Access } from '../../service/caller.js';
import { connectionOf, PageArgs, readPage } from '../types/connection.js';
import { CustomerArgs } from '../inputs/customer-args.js';
import { CustomerPromotionConnection } from '../types/customer-promotion.js';
import { Customer } from '../types/customer.js';
import { AvailabilityEnum, PromotionKindEnum } from '../types/enums.js';
import { presentHistory } from '../present/present-history.js';

@ArgsType()
class CustomerPromotionsArgs extends PageArgs {
  @Field(() => AvailabilityEnum, {
    nullable: true,
    description: 'Returns only promotions with this availability.',
  })
  availability?: Availability | null;

  @Field(() => PromotionKindEnum, { nullable: true, description: 'Returns only promotions of this kind.' })
  kind?: PromotionKind | null;
}

/** Resolves customers and their promotions. */
@Resolver(() => Customer)
export class CustomerResolver {
  @Authorized<Access>('customer:read')
  @Query(() => Customer, {
    nullable: true,
    description: 'A customer; null when no customer has this identifier. Needs customer:read.',
  })
  async loyaltyCustomer(
    @Args(() => CustomerArgs) { identifierName, ...customer }: CustomerArgs,
    @Ctx() { customers, quota }: Scope,
  ): Promise<Customer | null> {
    takeOneCustomer(quota);
    const found = await customers.lookUp(identifierName, customer);
    return found.status === 'found' ? { id: found.customerId } : null;
  }

  @Authorized<Access>('customer:read')
  @FieldResolver(() => CustomerPromotionConnection, {
    nullable: true,
    description:
      'Every live promotion, and every promotion in which the customer ever had an enrolment. Null with an error when they cannot be read. Needs customer:read.',
  })
  async promotions(
    @Root() { id }: Customer,
    @Args(() => CustomerPromotionsArgs) args: CustomerPromotionsArgs,
    @Ctx() { reads, turns }: Scope,
  ): Promise<CustomerPromotionConnection> {
    const { availability = null, kind = null } = args;
    const page = readPage(args, ['customer.promotions', id, availability, kind]);
    const histories = await reads.histories.load(id);
    await turns.take(1 + page.first / 2);
    const moment = reads.moment();
    const filter = { availability, kind, programIds: null };
    const isOnPage = isBehind(page.after);
    const wanted = await turns.find(
      histories,
      (history) => isOnPage(history) && isWanted(history, filter, moment),
      page.first + 1,
    );
    return connectionOf(
      page,
      wanted,
      ({ promotion }) => promotion.promotionId,
      (history) => presentHistory(id, history, moment),
    );
  }
}

/** Selects histories with a higher promotion id, in the order of these ids. */
function isBehind(promotionId: string | null): (history: History) => boolean {
  if (promotionId === null) return () => true;
  const last = BigInt(promotionId);
  return ({ promotion }) => BigInt(promotion.promotionId) > last;
}
