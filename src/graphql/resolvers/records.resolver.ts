/** A customer's enrolments and earnings. */

import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Scope } from '../../request/scope.js';
import { connectionOf, readPage, RecordPageArgs } from '../types/connection.js';
import { CustomerPromotion, PromotionEnrolment } from '../types/customer-promotion.js';
import { presentEarning, presentEnrolment } from '../present/present-history.js';
import { PromotionEarningConnection, PromotionEnrolmentConnection } from '../types/record-connection.js';

/** Reads a customer's enrolments in a promotion; a caller that may read the promotion may read them. */
@Resolver(() => CustomerPromotion)
export class EnrolmentsResolver {
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
    const page = readPage(args, ['customerPromotion.enrolments', customerId, promotionId]);
    const { first, after } = page;
    const records = await reads.enrolments.load({ customerId, promotionId, upTo, after, size: first + 1 });
    await turns.take(records.length / 2);
    return connectionOf(
      page,
      records,
      ({ issualId }) => issualId,
      (enrolment) => presentEnrolment(source, enrolment),
    );
  }
}

/** Resolves the earnings under an enrolment. */
@Resolver(() => PromotionEnrolment)
export class EarningsResolver {
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
    const page = readPage(args, ['enrolment.earnings', customerId, enrolment.issualId]);
    const { first, after } = page;
    const records = await reads.earnings.load({ customerId, promotionId, enrolment, after, size: first + 1 });
    await turns.take(records.length / 2);
    return connectionOf(
      page,
      records,
      ({ earnedId }) => earnedId,
      (earning) => presentEarning(promotion, earning),
    );
  }
}
