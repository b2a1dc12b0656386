/** Reconciles a write whose answer was lost with the platform's records. */

import pLimit from 'p-limit';
import type { RequestedAction } from '../../domain/bulk-request.js';
import { parseId } from '../../domain/id.js';
import { isNamed, type CustomerOutcome, type NamedPromotion } from '../../service/promotion-service.js';
import type { WriteTarget, UpstreamWrite } from './upstream-write.js';
import { evidenceOf, recordedWithin, revokedBetween } from './effects.js';
import type { HistoriesBefore } from './histories-before.js';
import { unnamedProgram } from '../reads/program-of.js';
import { isPlatformFailure, type Reader } from '../reads/read.js';
import { readCustomerData } from '../reads/read-customer-data.js';
import type { ClaimedIds } from './claimed-ids.js';
import type { WritesUnderWay } from './writes-under-way.js';

/** How many customers are read at a time. */
const AT_ONCE = 8;
/** The platform's dates, and its clock, may be cut to whole seconds. */
const TOLERANCE_MS = 1_500;

/** The facts that distinguish the effect of one write from that of another. */
export interface ReconcileContext {
  readonly sentAt: Date;
  /** The ids that were reported to callers. */
  readonly claimedIds: ClaimedIds;
  readonly underWay: WritesUnderWay;
  readonly before: HistoriesBefore;
  readonly now: () => Date;
}

/**
 * Reads from the platform whether a write whose answer was lost had its effect. Only a single record since the write that
 * belongs to no other write, of a customer whom this write names once and no other running write names, counts as its
 * effect. A missing record proves nothing, because the write may still be on its way. It proves a revocation of
 * earnings that were there before. A lost revocation of enrolments stays unknown, because nothing is read before one.
 * @param wanted the positions whose outcome is not known
 * @returns what is known now, by position
 */
export async function reconcile(
  reader: Reader,
  upstreamWrite: UpstreamWrite,
  wanted: readonly number[],
  context: ReconcileContext,
): Promise<ReadonlyMap<number, CustomerOutcome>> {
  const known = new Map<number, CustomerOutcome>();
  const { action } = upstreamWrite;
  if (wanted.length === 0 || action === null || evidenceOf[action] === 'none') return known;
  const limit = pLimit(AT_ONCE);
  let isAway = false;
  const readOne = async (position: number) => {
    const target = upstreamWrite.targets[position];
    if (isAway || !target || isNamedTwice(upstreamWrite, target)) return;
    try {
      const outcome = await outcomeOf(
        reader,
        { promotion: upstreamWrite.promotion, action },
        target,
        context,
      );
      if (!outcome || context.underWay.hasAnother(upstreamWrite, target)) return;
      known.set(position, outcome);
      context.claimedIds.add(outcome);
    } catch (error) {
      if (!isPlatformFailure(error)) throw error;
      // A platform that failed to answer one read would fail the others; the failure is logged already.
      isAway = true;
    }
  };
  await Promise.all(wanted.map((position) => limit(() => readOne(position))));
  return known;
}

function isNamedTwice({ targets }: UpstreamWrite, { key }: WriteTarget): boolean {
  return targets.filter((other) => other.key.value === key.value).length > 1;
}

/** The effect that a lost write was to have. */
interface LostAction {
  readonly promotion: NamedPromotion;
  readonly action: RequestedAction;
}

async function outcomeOf(
  reader: Reader,
  { promotion, action }: LostAction,
  target: WriteTarget,
  { sentAt, claimedIds, before, now }: ReconcileContext,
): Promise<CustomerOutcome | null> {
  const programId = parseId(promotion.programId) ?? undefined;
  const data = await readCustomerData(reader, target.key, unnamedProgram, programId);
  if (data.status === 'refused') return null;
  const history = data.histories.find((one) => isNamed(one.promotion, promotion));
  if (!history) return null;
  const onItsClock = (date: Date, laterMs: number) => new Date(date.getTime() + data.clockAheadMs + laterMs);
  const { customerId } = data;
  switch (evidenceOf[action]) {
    case 'added': {
      const since = onItsClock(sentAt, -TOLERANCE_MS);
      const until = onItsClock(now(), TOLERANCE_MS);
      const effects = recordedWithin(history, customerId, action, { since, until });
      const [effect, ...others] = effects.filter((one) => !claimedIds.has(one));
      return others.length === 0 ? (effect ?? null) : null;
    }
    case 'removed': {
      const known = before.get(target);
      const was = known && { history: known, at: onItsClock(sentAt, 0) };
      const is = { history, at: onItsClock(now(), TOLERANCE_MS) };
      const revocation = was ? revokedBetween(was, is, customerId, target.earnedIds) : null;
      return revocation && !claimedIds.has(revocation) ? revocation : null;
    }
    case 'none':
      return null;
  }
}
