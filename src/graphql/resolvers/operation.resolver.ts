/** The query operation. */

import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { RequestedAction } from '../../domain/bulk-request.js';
import { takeCustomers } from '../../http/access/rate-limit.js';
import type { Scope } from '../../request/scope.js';
import type { Access } from '../../service/caller.js';
import {
  isWhole,
  type BulkOutcome as Outcome,
  type SettledOutcome,
} from '../../service/promotion-service.js';
import { readAnswer } from '../../service/idempotency/stored-answer.js';
import { isSelected } from '../documents/is-selected.js';
import { requireKey } from './bulk-mutation.js';
import { readPromotionDetails } from './promotion-details.js';
import {
  BulkOutcome,
  EarnPromotionPayload,
  EnrolCustomersPayload,
  RevokeEarningsPayload,
  RevokeEnrolmentsPayload,
} from '../types/bulk-payloads.js';
import { presentOutcome } from '../present/present.js';

/** Tells what became of a call whose answer was lost. */
@Resolver()
export class OperationResolver {
  @Authorized<Access>('customer:write')
  @Query(() => BulkOutcome, {
    nullable: true,
    description:
      "The outcome of this client's latest call with this idempotency key, in case its answer was lost. Null when nothing is recorded under the key, or not yet. Needs customer:write.",
  })
  async operation(
    @Arg('idempotencyKey', () => String, { description: 'The idempotency key of that call.' })
    idempotencyKey: string,
    @Ctx() scope: Scope,
    @Info() info: GraphQLResolveInfo,
  ): Promise<BulkOutcome | null> {
    requireKey(idempotencyKey);
    const { caller, keyRecords } = scope;
    const { organisationId } = caller.organisation;
    const record = await keyRecords.findLatest(organisationId, caller.clientId, idempotencyKey);
    if (!record) return null;
    const { identifierValues, outcome } = readAnswer(record.answer);
    const replay = { ...outcome, replayOf: record.requestId };
    const payload = payloadOf(record.action, outcome);
    const readsCustomers = isSelected(info, ['results', 'customer', 'promotions']);
    if (readsCustomers) takeCustomers(scope.quota, identifierValues.length);
    const promotion = await readPromotionDetails(scope, outcome, info);
    const { requestId } = record;
    return Object.assign(payload, presentOutcome(identifierValues, replay, { requestId, promotion }));
  }
}

function payloadOf(action: RequestedAction, outcome: Outcome): BulkOutcome {
  switch (action) {
    case 'ENROL':
      return new EnrolCustomersPayload();
    case 'EARN':
      return new EarnPromotionPayload();
    case 'REVOKE_ENROL':
      return new RevokeEnrolmentsPayload();
    case 'REVOKE_EARN':
      return new RevokeEarningsPayload();
    case 'ISSUE': {
      return outcome.status === 'settled' && issuedDirectly(outcome)
        ? new EarnPromotionPayload()
        : new EnrolCustomersPayload();
    }
  }
}

/** Whether a single sibling earned rather than enrolled: where only names are known, by what became of it. */
function issuedDirectly({ promotion, customers }: SettledOutcome): boolean {
  if (isWhole(promotion)) return promotion.kind === 'DIRECT_ISSUE';
  return customers.some(({ status }) => status === 'earned');
}
