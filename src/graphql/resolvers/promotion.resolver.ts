/** The mutations. */

import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, Info, Mutation, Resolver } from 'type-graphql';
import type { Scope } from '../../request/scope.js';
import { performBulkMutation } from './bulk-mutation.js';
import {
  EarnPromotionPayload,
  EnrolCustomersPayload,
  RevokePromotionEarningsPayload,
  RevokePromotionEnrolmentsPayload,
} from '../types/bulk-payloads.js';
import {
  EarnPromotionInput,
  EnrolCustomersInput,
  RevokePromotionEarningsInput,
  RevokePromotionEnrolmentsInput,
} from '../inputs/inputs.js';
import { RequiresAccess } from './requires-access.js';
import { SEMANTIC_NON_NULL } from '../types/semantic-non-null.js';

const INPUT = 'The customers and the promotion.';

/** Enrols customers and issues promotions to them. */
@Resolver()
export class PromotionResolver {
  @RequiresAccess('customer:write')
  @Directive(SEMANTIC_NON_NULL)
  @Mutation(() => EnrolCustomersPayload, {
    nullable: true,
    description: 'Enrols 1 to 100 customers in an Enrol and Issue promotion. Needs customer:write.',
  })
  enrolCustomers(
    @Arg('input', () => EnrolCustomersInput, { description: INPUT }) input: EnrolCustomersInput,
    @Ctx() scope: Scope,
    @Info() info: GraphQLResolveInfo,
  ): Promise<EnrolCustomersPayload> {
    return performBulkMutation('ENROL', input, scope, info);
  }

  @RequiresAccess('customer:write')
  @Directive(SEMANTIC_NON_NULL)
  @Mutation(() => EarnPromotionPayload, {
    nullable: true,
    description:
      'Issues ("earns") a promotion to 1 to 100 customers. They must be enrolled, unless the promotion is Direct Issue. Needs customer:write.',
  })
  earnPromotion(
    @Arg('input', () => EarnPromotionInput, { description: INPUT }) input: EarnPromotionInput,
    @Ctx() scope: Scope,
    @Info() info: GraphQLResolveInfo,
  ): Promise<EarnPromotionPayload> {
    return performBulkMutation('EARN', input, scope, info);
  }

  @RequiresAccess('customer:write')
  @Directive(SEMANTIC_NON_NULL)
  @Mutation(() => RevokePromotionEnrolmentsPayload, {
    nullable: true,
    description:
      'Revokes the active enrolments of 1 to 100 customers. Their earnings must be revoked first. Needs customer:write.',
  })
  revokePromotionEnrolments(
    @Arg('input', () => RevokePromotionEnrolmentsInput, { description: INPUT })
    input: RevokePromotionEnrolmentsInput,
    @Ctx() scope: Scope,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RevokePromotionEnrolmentsPayload> {
    return performBulkMutation('REVOKE_ENROL', input, scope, info);
  }

  @RequiresAccess('customer:write')
  @Directive(SEMANTIC_NON_NULL)
  @Mutation(() => RevokePromotionEarningsPayload, {
    nullable: true,
    description:
      'Revokes earnings of 1 to 100 customers: the given ones, or all live ones. Needs customer:write.',
  })
  revokePromotionEarnings(
    @Arg('input', () => RevokePromotionEarningsInput, { description: INPUT })
    input: RevokePromotionEarningsInput,
    @Ctx() scope: Scope,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RevokePromotionEarningsPayload> {
    return performBulkMutation('REVOKE_EARN', input, scope, info);
  }
}
