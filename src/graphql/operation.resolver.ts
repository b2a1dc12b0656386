import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestedAction } from '../domain/bulk-request.js';
import type { Scope } from '../request/scope.js';
import type { Access } from '../service/caller.js';
import type { BulkOutcome as Outcome } from '../service/promotion-service.js';
import { readAnswer } from '../service/stored-answer.js';
import { requireKey } from './bulk-mutation.js';
import {
  BulkOutcome,
  EarnPromotionPayload,
  EnrolCustomersPayload,
  RevokeEarningsPayload,
  RevokeEnrolmentsPayload,
} from './bulk-payloads.js';
import { presentOutcome } from './present.js';

/** Tells what became of a call whose answer was lost. */
@Resolver()
export class OperationResolver {
  @Authorized<Access>('customer:write')
  @Query(() => BulkOutcome, {
    nullable: true,
    description:
      "What became of this client's latest call with this key, if its answer was lost. Null: nothing was recorded under the key, or not yet. Needs customer:write.",
  })
  async operation(
    @Arg('idempotencyKey', () => String, { description: 'The key of that call.' }) idempotencyKey: string,
    @Ctx() { caller, keyRecords }: Scope,
  ): Promise<BulkOutcome | null> {
    requireKey(idempotencyKey);
    const { organisationId } = caller.organisation;
    const record = await keyRecords.findLatest(organisationId, caller.clientId, idempotencyKey);
    if (!record) return null;
    const { identifierValues, outcome } = readAnswer(record.answer);
    const replay = { ...outcome, replayOf: record.requestId };
    const payload = payloadOf(record.action, outcome);
    return Object.assign(payload, presentOutcome(identifierValues, replay, record.requestId));
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
      const earned = outcome.status === 'settled' && outcome.promotion.kind === 'DIRECT_ISSUE';
      return earned ? new EarnPromotionPayload() : new EnrolCustomersPayload();
    }
  }
}
