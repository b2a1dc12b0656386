/** The payload types of the mutations. */

import { Field, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { ID } from './id.js';
import type { Success } from './customer-result.js';
import { CustomerError, CustomerResult } from './customer-result.js';

export enum OutcomeStatus {
  SUCCESS = 'SUCCESS',
  PARTIAL_SUCCESS = 'PARTIAL_SUCCESS',
  FAILURE = 'FAILURE',
}
registerEnumType(OutcomeStatus, {
  name: 'OutcomeStatus',
  description: 'What became of a call as a whole.',
  valuesConfig: {
    SUCCESS: { description: 'Done for every customer.' },
    PARTIAL_SUCCESS: { description: 'Done for some customers.' },
    FAILURE: { description: 'Done for no customer.' },
  },
});

@InterfaceType({
  description:
    'results[i] belongs to customers[i], always; there is exactly one result for each customer of the input, and none where there are more than 100.',
})
export abstract class BulkOutcome {
  @Field(() => [CustomerResult], { description: 'What became of each customer, in the order of the input.' })
  results!: (Success | CustomerError)[];

  @Field(() => CustomerError, {
    nullable: true,
    description:
      "The one cause where the whole call failed, which stands at every customer's place in results as well, unless there are more than 100; null otherwise.",
  })
  requestError!: CustomerError | null;

  @Field(() => OutcomeStatus, {
    description: 'Whether it was done for every customer, for some, or for none.',
  })
  status!: OutcomeStatus;

  @Field(() => Int, {
    description:
      'How many results there are: as many as customers in the input, or none where there are more than 100.',
  })
  totalCount!: number;

  @Field(() => Int, { description: 'How many of the results are Success.' })
  successCount!: number;

  @Field(() => Int, { description: 'How many of the results are CustomerError.' })
  failureCount!: number;

  @Field(() => ID, { description: 'Names this call in our logs and in support.' })
  requestId!: string;

  @Field(() => Boolean, {
    description:
      'Whether this is the kept answer to an earlier call with the same idempotencyKey, and nothing was done anew.',
  })
  replayed!: boolean;
}

@ObjectType({
  description: 'What became of a call of enrolCustomers.',
  implements: BulkOutcome,
  simpleResolvers: true,
})
export class EnrolCustomersPayload extends BulkOutcome {}

@ObjectType({
  description: 'What became of a call of revokeEnrolments.',
  implements: BulkOutcome,
  simpleResolvers: true,
})
export class RevokeEnrolmentsPayload extends BulkOutcome {}

@ObjectType({
  description: 'What became of a call of revokeEarnings.',
  implements: BulkOutcome,
  simpleResolvers: true,
})
export class RevokeEarningsPayload extends BulkOutcome {}

@ObjectType({
  description: 'What became of a call of earnPromotion.',
  implements: BulkOutcome,
  simpleResolvers: true,
})
export class EarnPromotionPayload extends BulkOutcome {}
