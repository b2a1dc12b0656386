/** Refuses customers who are not members of a program that only its members take part in. */

import type { Action } from '../../domain/bulk-request.js';
import type { CustomerPromotion, LedgerTransaction } from '../ports.js';
import type { Slot } from './settle.js';

/** Whether an action is for members only: what was recorded can be revoked after a customer left. */
const needsMembership: Record<Action, boolean> = {
  ENROL: true,
  EARN: true,
  REVOKE_ENROL: false,
  REVOKE_EARN: false,
};

/** The slots, with the look-ups of customers refused who may not take part. Open programs cost no statement. */
export async function refuseStrangers(
  transaction: LedgerTransaction,
  slots: readonly Slot[],
  action: Action,
): Promise<readonly Slot[]> {
  if (!needsMembership[action] || !slots.some(isClosed)) return slots;
  const closed = slots.filter((slot) => isClosed(slot) && slot.lookup.status === 'found');
  const isMember = await transaction.findMembers(closed.flatMap(customerPromotionOf));
  const strangers = new Set(closed.filter((_, i) => isMember[i] !== true));
  return slots.map((slot) =>
    strangers.has(slot)
      ? {
          ...slot,
          lookup: { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] } },
        }
      : slot,
  );
}

function isClosed({ promotion }: Slot): boolean {
  return promotion.program.membersOnly === true;
}

function customerPromotionOf({ promotion, lookup }: Slot): CustomerPromotion[] {
  return lookup.status === 'found' ? [{ promotion, customerId: lookup.customerId }] : [];
}
