/** A customer's enrolments and earnings. */

import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Scope } from '../../request/scope.js';
import { connectionOf, readPage, RecordPageArgs } from '../types/connection.js';
import { CustomerPromotion, PromotionEnrolment } from '../types/customer-promotion.js';
import { DEFAULT_FIRST_RECORDS, PAGE_COST, PAGE_SIZE } from '../types/page-size.js';
import { presentEarning, presentEnrolment } from '../present/present-history.js';
import { PromotionEarningConnection, PromotionEnrolmentConnection } from '../types/record-connection.js';
import { SEMANTIC_NON_NULL } from '../types/semantic-non-null.js';

/** Reads a customer's enrolments in a promotion; a caller that may read the promotion may read them. */
@Resolver(() => CustomerPromotion)
export class EnrolmentsResolver {
  @Directive(PAGE_COST)
  @Directive(PAGE_SIZE)
  @Directive(SEMANTIC_NON_NULL)
  @FieldResolver(() => PromotionEnrolmentConnection, {
    nullable: true,
    description:
      'All enrolments, revoked ones included, newest first. Null with an error when they cannot be read.',
  })
  async enrolments(
    @Root() { source }: CustomerPromotion,
    @Args(() => RecordPageArgs) args: RecordPageArgs,
    @Ctx() { reads, turns }: Scope,
  ): Promise<PromotionEnrolmentConnection> {
    const { customerId, promotion, enrolmentsMade: upTo } = source;
    const { promotionId } = promotion;
    const page = readPage(
      args,
      ['customerPromotion.enrolments', customerId, promotionId],
      DEFAULT_FIRST_RECORDS,
    );
    const { first, after } = page;
    const records = await reads.enrolments.load({ customerId, promotionId, upTo, after, size: first + 1 });
    await turns.take(records.length / 2);
    const connection = connectionOf(
      page,
      records,
      ({ issualId }) => issualId,
      (enrolment) => presentEnrolment(source, enrolment),
    );
    return Object.assign(connection, { totalCount: upTo });
  }
}

/** Resolves the earnings under an enrolment. */
@Resolver(() => PromotionEnrolment)
export class EarningsResolver {
  @Directive(PAGE_COST)
  @Directive(PAGE_SIZE)
  @Directive(SEMANTIC_NON_NULL)
  @FieldResolver(() => PromotionEarningConnection, {
    nullable: true,
    description:
      'All earnings under this enrolment, revoked ones included, newest first. Null with an error when they cannot be read.',
  })
  async earnings(
    @Root() { source }: PromotionEnrolment,
    @Args(() => RecordPageArgs) args: RecordPageArgs,
    @Ctx() { reads, turns }: Scope,
  ): Promise<PromotionEarningConnection> {
    const { customerId, promotion, enrolment } = source;
    const { promotionId } = promotion;
    const page = readPage(
      args,
      ['enrolment.earnings', customerId, enrolment.issualId],
      DEFAULT_FIRST_RECORDS,
    );
    const { first, after } = page;
    const records = await reads.earnings.load({ customerId, promotionId, enrolment, after, size: first + 1 });
    await turns.take(records.length / 2);
    return connectionOf(
      page,
      records,
      ({ earnedId }) => earnedId,
      (earning) => presentEarning({ customerId, promotion }, earning),
    );
  }
}
