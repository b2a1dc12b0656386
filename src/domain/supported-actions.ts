/** Which actions each kind of promotion supports. */

import type { Action, Operation, RequestedAction } from './bulk-request.js';
import type { Fault } from './errors/errors.js';
import { statusOf, type Promotion, type PromotionKind } from './promotion.js';

/** Maps each kind of promotion to what a requested action does there; null means unsupported. */
const actionsOfKind: Record<PromotionKind, Record<RequestedAction, Action | null>> = {
  ENROL_AND_ISSUE: {
    ENROL: 'ENROL',
    EARN: 'EARN',
    REVOKE_ENROL: 'REVOKE_ENROL',
    REVOKE_EARN: 'REVOKE_EARN',
    ISSUE: 'ENROL',
  },
  DIRECT_ISSUE: {
    ENROL: null,
    EARN: 'EARN',
    REVOKE_ENROL: null,
    REVOKE_EARN: 'REVOKE_EARN',
    ISSUE: 'EARN',
  },
  GENERIC: { ENROL: null, EARN: null, REVOKE_ENROL: null, REVOKE_EARN: null, ISSUE: null },
};

/** The fault of an action that the promotion's kind does not support, in the words of each operation. */
export const unsupportedActionOf: Record<Operation, Fault> = {
  ENROL_AND_EARN: 'ACTION_NOT_SUPPORTED',
  REVOKE: 'REVOKE_NOT_SUPPORTED',
  ISSUE: 'ACTION_NOT_SUPPORTED',
};

/** The action that a request performs in a promotion of this kind; null when the kind does not support it. */
export function actionOn(kind: PromotionKind, requested: RequestedAction): Action | null {
  return actionsOfKind[kind][requested];
}

/** Whether the promotion supports this action now, for any customer. */
export function takesAction(promotion: Promotion, action: Action, now: Date): boolean {
  const { program, kind } = promotion;
  return program.active && statusOf(promotion, now) === 'LIVE' && actionOn(kind, action) !== null;
}
