/** Reads the details of an outcome's promotion. */

import type { GraphQLResolveInfo } from 'graphql';
import type { Promotion as DomainPromotion } from '../../domain/promotion.js';
import { promotionOfOutcome } from '../../request/named-promotion.js';
import type { Scope } from '../../request/scope.js';
import { isWhole, type BulkOutcome, type NamedPromotion } from '../../service/promotion-service.js';
import { NotOffered } from '../../service/ports.js';
import { isSelected } from '../documents/is-selected.js';
import type { Promotion } from '../types/promotion.js';

/**
 * The promotion of an outcome that has only its names, where a document selects more. It is read after the call: an
 * error is returned, because a detail that cannot be read must not take away the answer.
 * @returns null, without a promise, where nothing has to be read
 */
export function readPromotionDetails(
  scope: Scope,
  outcome: BulkOutcome,
  info: GraphQLResolveInfo,
): Promise<DomainPromotion | Error> | null {
  if (outcome.status === 'refused' || isWhole(outcome.promotion)) return null;
  const { promotion, customers } = outcome;
  const isShown = customers.some(({ status }) => status !== 'refused') && selectsDetails(info, promotion);
  if (!isShown) return null;
  return promotionOfOutcome(scope, outcome).then(
    (found) => found ?? new NotOffered('The platform does not show the promotion of this call'),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}

/** Whether the names of a promotion answer a field. */
const areNamed: Record<keyof Promotion, (names: NamedPromotion) => boolean> = {
  id: ({ promotionId }) => promotionId !== null,
  nodeId: ({ promotionId }) => promotionId !== null,
  promoIdentifier: ({ promoIdentifier }) => promoIdentifier !== null,
  program: () => false,
  name: () => false,
  kind: () => false,
  status: () => false,
  startsAt: () => false,
  endsAt: () => false,
  enrolmentLimit: () => false,
  earnLimit: () => false,
  totalEarnLimit: () => false,
};

/** The fields of a success that are found by the id of the promotion. */
const RECORDS = ['customerPromotion', 'enrolment', 'earning'];

function selectsDetails(info: GraphQLResolveInfo, names: NamedPromotion): boolean {
  const needsId = names.promotionId === null && selectsRecords(info);
  return (
    needsId ||
    Object.entries(areNamed).some(([field, isNamed]) => {
      // The id of the program is named, and its name is not.
      const path = field === 'program' ? [field, 'name'] : [field];
      return !isNamed(names) && isSelected(info, ['results', 'promotion', ...path]);
    })
  );
}

/** Whether a document reads what customers have in the promotion of an outcome. */
export function selectsRecords(info: GraphQLResolveInfo): boolean {
  return RECORDS.some((field) => isSelected(info, ['results', field]));
}
