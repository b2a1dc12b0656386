/** The fields of a success that are read after the call. */

import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Scope } from '../../request/scope.js';
import type { RecordName } from '../../service/read-ports.js';
import { readCustomerPromotion, readEarning, readEnrolment } from '../present/read-record.js';
import { CustomerPromotion, PromotionEarning, PromotionEnrolment } from '../types/customer-promotion.js';
import { Success } from '../types/customer-result.js';
import { RequiresAccess } from './requires-access.js';

/** Reads what a call recorded, for all its customers together. */
@Resolver(() => Success)
export class SuccessResolver {
  @RequiresAccess('customer:read')
  @FieldResolver(() => CustomerPromotion, {
    nullable: true,
    description:
      "The customer's state in the promotion after the call. Null with an error when it cannot be read. Needs customer:read.",
  })
  customerPromotion(@Root() success: Success, @Ctx() scope: Scope): Promise<CustomerPromotion | null> {
    return readCustomerPromotion(scope, named(success, ''));
  }

  @RequiresAccess('customer:read')
  @FieldResolver(() => PromotionEnrolment, {
    nullable: true,
    description:
      'The enrolment with this issualId. Null where nothing was recorded, and with an error when it cannot be read. Needs customer:read.',
  })
  enrolment(@Root() success: Success, @Ctx() scope: Scope): Promise<PromotionEnrolment | null> | null {
    const { issualId } = success;
    return isRecorded(issualId) ? readEnrolment(scope, named(success, issualId)) : null;
  }

  @RequiresAccess('customer:read')
  @FieldResolver(() => PromotionEarning, {
    nullable: true,
    description:
      'The new earning. Null where nothing was earned or recorded, and with an error when it cannot be read. Needs customer:read.',
  })
  earning(@Root() success: Success, @Ctx() scope: Scope): Promise<PromotionEarning | null> | null {
    const { earnedId } = success;
    return isRecorded(earnedId) ? readEarning(scope, named(success, earnedId)) : null;
  }
}

/** @throws why the promotion's id is unknown: a platform that knows it by its identifier could not be read */
function named({ customer, promotion }: Success, id: string): RecordName {
  if (promotion.id instanceof Error) throw promotion.id;
  return { customerId: customer.id, promotionId: promotion.id, id };
}

/** A dry run has the id 0, and so has an enrolment that a platform does not report. */
function isRecorded(id: string | null): id is string {
  return id !== null && id !== '0';
}
