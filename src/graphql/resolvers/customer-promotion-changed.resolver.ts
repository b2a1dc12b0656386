/** The subscription customerPromotionChanged. */

import { Args, Ctx, Directive, Resolver, Root, Subscription } from 'type-graphql';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import { Problem } from '../../http/problem.js';
import { takeOneCustomer } from '../../http/access/rate-limit.js';
import type { Scope } from '../../request/scope.js';
import { CustomerArgs } from '../inputs/customer-args.js';
import { namedCustomer } from '../inputs/named-by.js';
import { CustomerPromotion } from '../types/customer-promotion.js';
import { mapAsyncIterator } from '../subscriptions/map-async-iterator.js';
import { readCustomerPromotion } from '../present/read-record.js';
import { RequiresAccess } from './requires-access.js';
import { SEMANTIC_NON_NULL } from '../types/semantic-non-null.js';

/** A promotion that changed for a customer. */
export interface CustomerChange {
  readonly customerId: string;
  readonly promotionId: string;
}

/** Resolves the subscription to changes of a customer's promotions. */
@Resolver()
export class CustomerPromotionChangedResolver {
  @RequiresAccess('customer:read')
  @Directive(SEMANTIC_NON_NULL)
  @Subscription(() => CustomerPromotion, {
    nullable: true,
    subscribe: ({ args, context }) => watchCustomer(args as CustomerArgs, context as Scope),
    description:
      "Sends a customer's state in a promotion each time an enrolment or earning of it was recorded or revoked. Changes in quick succession may arrive as one. Null with an error when the state cannot be read. An unknown customer is an error. Needs customer:read, at /graphql/stream.",
  })
  async customerPromotionChanged(
    @Args(() => CustomerArgs) _customer: CustomerArgs,
    @Root() { customerId, promotionId }: CustomerChange,
    @Ctx() scope: Scope,
  ): Promise<CustomerPromotion> {
    const state = await readCustomerPromotion(scope, { customerId, promotionId });
    // Revoked rows stay in the history as well.
    if (!state) throw new Error('A change is not in the history of its customer');
    return state;
  }
}

/** @throws Problem for an unknown customer, or without a feed of changes */
async function watchCustomer(
  { source, ...names }: CustomerArgs,
  { caller, customers, changes, quota }: Scope,
): Promise<AsyncIterable<CustomerChange>> {
  if (!changes) throw new Problem(503, 'SERVICE_UNAVAILABLE', 'This gateway offers no subscriptions');
  const { identifierName, identifierValue } = namedCustomer(names);
  takeOneCustomer(quota);
  const found = await customers.lookUp(identifierName, { identifierValue, source });
  if (found.status === 'refused') {
    const { code, message } = catalogue[found.refusal.fault];
    throw new Problem(400, code, message);
  }
  const { customerId } = found;
  const watch = changes.watch(caller.organisation.organisationId, customerId);
  return mapAsyncIterator(watch, (promotionId) => ({ customerId, promotionId }));
}
