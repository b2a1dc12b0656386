/** The query loyaltyCustomer, and a customer's promotions. */

import {
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  Int,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Availability } from '../../domain/availability.js';
import { isWanted } from '../../domain/history-filter.js';
import type { History } from '../../domain/history.js';
import type { PromotionKind } from '../../domain/promotion.js';
import { takeOneCustomer } from '../../http/access/rate-limit.js';
import type { Scope } from '../../request/scope.js';
import { connectionOf, PageArgs, readPage } from '../types/connection.js';
import { CustomerArgs } from '../inputs/customer-args.js';
import { namedCustomer } from '../inputs/named-by.js';
import { CustomerPromotionConnection } from '../types/customer-promotion-connection.js';
import { Customer } from '../types/customer.js';
import { AvailabilityEnum, PromotionKindEnum } from '../types/enums.js';
import { PAGE_COST, PAGE_SIZE } from '../types/page-size.js';
import { presentHistory } from '../present/present-history.js';
import { RequiresAccess } from './requires-access.js';
import { SEMANTIC_NON_NULL } from '../types/semantic-non-null.js';

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
  @RequiresAccess('customer:read')
  @Query(() => Customer, {
    nullable: true,
    description: 'A customer; null when no customer has this identifier. Needs customer:read.',
  })
  async loyaltyCustomer(
    @Args(() => CustomerArgs) { source, ...names }: CustomerArgs,
    @Ctx() { customers, quota }: Scope,
  ): Promise<Customer | null> {
    const { identifierName, identifierValue } = namedCustomer(names);
    takeOneCustomer(quota);
    const found = await customers.lookUp(identifierName, { identifierValue, source });
    return found.status === 'found' ? new Customer(found.customerId) : null;
  }

  @RequiresAccess('customer:read')
  @Directive(PAGE_COST)
  @Directive(PAGE_SIZE)
  @Directive(SEMANTIC_NON_NULL)
  @FieldResolver(() => CustomerPromotionConnection, {
    nullable: true,
    description:
      'Every live promotion, and every promotion in which the customer ever had an enrolment. Null with an error when they cannot be read. Needs customer:read.',
  })
  async promotions(
    @Root() customer: Customer,
    @Args(() => CustomerPromotionsArgs) args: CustomerPromotionsArgs,
    @Ctx() { reads, turns }: Scope,
  ): Promise<CustomerPromotionConnection> {
    const { id } = customer;
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
    const connection = connectionOf(
      page,
      wanted,
      ({ promotion }) => promotion.promotionId,
      (history) => presentHistory(customer, history, moment),
    );
    let counted: Promise<number> | undefined;
    const countAll = () =>
      (counted ??= turns.count(histories, (history) => isWanted(history, filter, moment)));
    return Object.assign(connection, { countAll });
  }
}

/** Counts a customer's promotions where a document selects it. */
@Resolver(() => CustomerPromotionConnection)
export class CustomerPromotionCountResolver {
  @FieldResolver(() => Int, { description: 'The number of items on all pages.' })
  totalCount(@Root() { countAll }: CustomerPromotionConnection): Promise<number> {
    return countAll();
  }
}

/** Selects histories with a higher promotion id, in the order of these ids. */
function isBehind(promotionId: string | null): (history: History) => boolean {
  if (promotionId === null) return () => true;
  const last = BigInt(promotionId);
  return ({ promotion }) => BigInt(promotion.promotionId) > last;
}
