/** Reads and presents what one customer has in one promotion. */

import type { Scope } from '../../request/scope.js';
import type { RecordName } from '../../service/read-ports.js';
import { Customer } from '../types/customer.js';
import type { CustomerPromotion, PromotionEarning, PromotionEnrolment } from '../types/customer-promotion.js';
import { presentEarning, presentEnrolment, presentHistory } from './present-history.js';

/** A customer and a promotion. */
type InPromotion = Pick<RecordName, 'customerId' | 'promotionId'>;

/** A customer's state in a promotion; null where the customer has no part in it. */
export async function readCustomerPromotion(
  { reads, turns }: Scope,
  { customerId, promotionId }: InPromotion,
): Promise<CustomerPromotion | null> {
  const histories = await reads.histories.load(customerId);
  const [history] = await turns.find(histories, ({ promotion }) => promotion.promotionId === promotionId, 1);
  return history ? presentHistory(new Customer(customerId), history, reads.moment()) : null;
}

export async function readEnrolment(scope: Scope, name: RecordName): Promise<PromotionEnrolment | null> {
  const [state, enrolment] = await Promise.all([
    readCustomerPromotion(scope, name),
    scope.reads.enrolmentsById.load(name),
  ]);
  return state && enrolment && presentEnrolment(state.source, enrolment);
}

export async function readEarning(scope: Scope, name: RecordName): Promise<PromotionEarning | null> {
  const [promotion, earning] = await Promise.all([
    scope.reads.promotionsById.load(name.promotionId),
    scope.reads.earningsById.load(name),
  ]);
  return promotion && earning && presentEarning({ customerId: name.customerId, promotion }, earning);
}
