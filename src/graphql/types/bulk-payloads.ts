/** The payload types of the mutations. */

import { Directive, Field, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { MAX_CUSTOMERS, type Action } from '../../domain/bulk-request.js';
import { ID } from './id.js';
import type { Success } from './customer-result.js';
import { CustomerError, PromotionResult } from './customer-result.js';
import { assumedSize } from './page-size.js';

export enum PromotionOutcomeStatus {
  SUCCESS = 'SUCCESS',
  PARTIAL_SUCCESS = 'PARTIAL_SUCCESS',
  FAILURE = 'FAILURE',
}
registerEnumType(PromotionOutcomeStatus, {
  name: 'PromotionOutcomeStatus',
  description: 'The outcome of a call as a whole.',
  valuesConfig: {
    SUCCESS: { description: 'The call succeeded for every customer.' },
    PARTIAL_SUCCESS: { description: 'The call succeeded for some customers.' },
    FAILURE: { description: 'The call failed for every customer.' },
  },
});

@InterfaceType({
  description:
    'The outcome of a mutation. results[i] always belongs to customers[i]. There is exactly one result for each customer of the input, and none when the input has more than 100.',
})
export abstract class PromotionOutcome {
  @Directive(assumedSize(MAX_CUSTOMERS))
  @Field(() => [PromotionResult], { description: 'One result for each customer, in the order of the input.' })
  results: (Success | CustomerError)[];

  @Field(() => CustomerError, {
    nullable: true,
    description: 'The cause when the whole call failed, otherwise null. Every result has the same cause.',
  })
  requestError: CustomerError | null;

  @Field(() => PromotionOutcomeStatus, {
    description: 'Whether the call succeeded for every customer, for some, or for none.',
  })
  status: PromotionOutcomeStatus;

  @Field(() => Int, {
    description:
      'The number of results: that of the customers in the input, or 0 when these are more than 100.',
  })
  totalCount: number;

  @Field(() => Int, { description: 'The number of results that are Success.' })
  successCount: number;

  @Field(() => Int, { description: 'The number of results that are CustomerError.' })
  failureCount: number;

  @Field(() => ID, { description: "The id of this call in the gateway's logs." })
  requestId: string;

  @Field(() => Boolean, {
    description:
      'True when this is the stored answer to an earlier call with the same idempotencyKey, and nothing was done again.',
  })
  replayed: boolean;

  constructor(fields: PromotionOutcome) {
    this.results = fields.results;
    this.requestError = fields.requestError;
    this.status = fields.status;
    this.totalCount = fields.totalCount;
    this.successCount = fields.successCount;
    this.failureCount = fields.failureCount;
    this.requestId = fields.requestId;
    this.replayed = fields.replayed;
  }
}

@ObjectType({
  description: 'The outcome of enrolCustomers.',
  implements: PromotionOutcome,
  simpleResolvers: true,
})
export class EnrolCustomersPayload extends PromotionOutcome {}

@ObjectType({
  description: 'The outcome of revokePromotionEnrolments.',
  implements: PromotionOutcome,
  simpleResolvers: true,
})
export class RevokePromotionEnrolmentsPayload extends PromotionOutcome {}

@ObjectType({
  description: 'The outcome of revokePromotionEarnings.',
  implements: PromotionOutcome,
  simpleResolvers: true,
})
export class RevokePromotionEarningsPayload extends PromotionOutcome {}

@ObjectType({
  description: 'The outcome of earnPromotion.',
  implements: PromotionOutcome,
  simpleResolvers: true,
})
export class EarnPromotionPayload extends PromotionOutcome {}

/** The payload of each action's mutation. */
export const payloadOf: Record<Action, new (fields: PromotionOutcome) => PromotionOutcome> = {
  ENROL: EnrolCustomersPayload,
  EARN: EarnPromotionPayload,
  REVOKE_ENROL: RevokePromotionEnrolmentsPayload,
  REVOKE_EARN: RevokePromotionEarningsPayload,
};
