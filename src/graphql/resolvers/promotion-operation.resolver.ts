/** The query promotionOperation. */

import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { Action } from '../../domain/bulk-request.js';
import { actionOn } from '../../domain/supported-actions.js';
import { takeCustomers } from '../../http/access/rate-limit.js';
import type { Scope } from '../../request/scope.js';
import { isWhole, type BulkOutcome as Outcome } from '../../service/promotion-service.js';
import { readAnswer } from '../../service/idempotency/stored-answer.js';
import { isSelected } from '../documents/is-selected.js';
import { requireKey } from './bulk-mutation.js';
import { readPromotionDetails, selectsRecords } from './promotion-details.js';
import { PromotionOutcome, payloadOf } from '../types/bulk-payloads.js';
import { presentOutcome } from '../present/present.js';
import { RequiresAccess } from './requires-access.js';

/** Resolves the outcome of a call whose answer was lost. */
@Resolver()
export class PromotionOperationResolver {
  @RequiresAccess('customer:write')
  @Query(() => PromotionOutcome, {
    nullable: true,
    description:
      "The outcome of this client's latest call with this idempotency key, in case its answer was lost. Null when nothing is recorded under the key, or not yet. Needs customer:write.",
  })
  async promotionOperation(
    @Arg('idempotencyKey', () => String, { description: 'The idempotency key of that call.' })
    idempotencyKey: string,
    @Ctx() scope: Scope,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PromotionOutcome | null> {
    requireKey(idempotencyKey);
    const { caller, keyRecords } = scope;
    const { organisationId } = caller.organisation;
    const record = await keyRecords.findLatest(organisationId, caller.clientId, idempotencyKey);
    if (!record) return null;
    const { identifierValues, outcome } = readAnswer(record.answer);
    const replay = { ...outcome, replayOf: record.requestId };
    const action = record.action === 'ISSUE' ? actionOfIssue(outcome) : record.action;
    const readsCustomers = isSelected(info, ['results', 'customer', 'promotions']) || selectsRecords(info);
    if (readsCustomers) takeCustomers(scope.quota, identifierValues.length);
    const reading = readPromotionDetails(scope, outcome, info);
    const promotion = reading && (await reading);
    const { requestId } = record;
    return new payloadOf[action](presentOutcome(identifierValues, replay, { requestId, promotion }));
  }
}

/** The action of the single operation, by the promotion's kind, or by the outcomes when only its names are known. */
function actionOfIssue(outcome: Outcome): Action {
  if (outcome.status === 'refused') return 'ENROL';
  const { promotion, customers } = outcome;
  if (isWhole(promotion)) return actionOn(promotion.kind, 'ISSUE') ?? 'ENROL';
  return customers.some(({ status }) => status === 'earned') ? 'EARN' : 'ENROL';
}
