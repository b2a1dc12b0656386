/** Reads standings, decides for each customer, records all acts at once. */

import type { Decision } from '../../domain/decision.js';
import type { Fault } from '../../domain/errors/errors.js';
import type { Promotion } from '../../domain/promotion.js';
import type { LedgerTransaction, CustomerPromotion, CustomerPromotionAct, Readings } from '../ports.js';
import type { CustomerLookup, CustomerOutcome } from '../promotion-service.js';

/** One customer of one of the calls that are settled together. The slots of a call are neighbours. */
export interface Slot {
  /** The index of the call among those of the transaction. */
  readonly call: number;
  readonly promotion: Promotion;
  readonly lookup: CustomerLookup;
  /** The earnings that the call names; null means all live ones. Only REVOKE_EARN uses it. */
  readonly earnedIds: readonly string[] | null;
}

/** How an action runs on a ledger: which standings it reads, the rule that decides, how its acts are recorded. */
export interface ActionHandler<Act, Standing> {
  read(
    transaction: LedgerTransaction,
    customerPromotions: readonly CustomerPromotion[],
    slots: readonly Slot[],
  ): Promise<Readings<Standing>>;
  /** @param totalLeft earnings that the promotion as a whole still allows; null means unlimited */
  decide(slot: Slot, standing: Standing, totalLeft: number | null): Decision<Act, Standing>;
  /** @returns outcomes[i] of acts[i] */
  record(
    transaction: LedgerTransaction,
    acts: readonly CustomerPromotionAct<Act>[],
  ): Promise<CustomerOutcome[]>;
  /** The outcome that each act would have, with nothing recorded. */
  dryRun(acts: readonly CustomerPromotionAct<Act>[]): CustomerOutcome[];
}

/**
 * Reads the customers' standings, decides slot by slot, and records all acts at once.
 * @param dryRun decides everything, records nothing
 * @returns outcomes[i] of slots[i]
 */
export async function settle<Act, Standing>(
  transaction: LedgerTransaction,
  slots: readonly Slot[],
  handler: ActionHandler<Act, Standing>,
  dryRun: boolean,
): Promise<CustomerOutcome[]> {
  const { customerPromotions, indexOf } = distinctOf(slots);
  const readings = await handler.read(transaction, customerPromotions, slots);
  const decided = decideAll(slots, { customerPromotions, indexOf, ...readings }, handler);
  const acts = decided.filter(isAct);
  const recorded = await recordAll(transaction, acts, handler, dryRun);
  let next = 0;
  return decided.map((one) => (isAct(one) ? answerAt(recorded, next++) : one));
}

/** The different customers and promotions of slots; `indexOf[i]` is the index of slot i's, -1 without a customer. */
interface Distinct {
  readonly customerPromotions: readonly CustomerPromotion[];
  readonly indexOf: readonly number[];
}

function distinctOf(slots: readonly Slot[]): Distinct {
  const customerPromotions: CustomerPromotion[] = [];
  const indexes = new Map<string, Map<string, number>>();
  const indexOf = slots.map(({ promotion, lookup }) => {
    if (lookup.status !== 'found') return -1;
    const { customerId } = lookup;
    const ofPromotion = indexes.get(promotion.promotionId) ?? new Map<string, number>();
    indexes.set(promotion.promotionId, ofPromotion);
    const index = ofPromotion.get(customerId) ?? customerPromotions.push({ promotion, customerId }) - 1;
    ofPromotion.set(customerId, index);
    return index;
  });
  return { customerPromotions, indexOf };
}

function isAct<Act>(
  decided: CustomerPromotionAct<Act> | CustomerOutcome,
): decided is CustomerPromotionAct<Act> {
  return 'act' in decided;
}

/**
 * Decides slot by slot: a customer named twice has, the second time, the standing that the first act leaves.
 * @returns for each slot the act to record, or the outcome of a customer without one
 */
function decideAll<Act, Standing>(
  slots: readonly Slot[],
  readings: Distinct & Readings<Standing>,
  handler: ActionHandler<Act, Standing>,
): (CustomerPromotionAct<Act> | CustomerOutcome)[] {
  const standings = [...readings.standings];
  const totalLeft = new Map(readings.totalLeft);
  return slots.map((slot, i) => {
    const { call, promotion, lookup } = slot;
    if (lookup.status === 'refused') return { ...lookup, customerId: null };
    if (lookup.status === 'deferred') throw new Error('A ledger needs customers that were looked up');
    const index = readings.indexOf[i] ?? -1;
    const customerPromotion = readings.customerPromotions[index];
    const standing = standings[index];
    if (!customerPromotion || standing === undefined) throw new Error('The ledger left out a standing');
    const left = totalLeft.get(promotion.promotionId) ?? null;
    const decision = handler.decide(slot, standing, left);
    if (decision.verdict === 'refuse') return refused(lookup, decision.fault);
    standings[index] = decision.standing;
    if (left !== null) totalLeft.set(promotion.promotionId, left - 1);
    return { act: decision.act, customerPromotion, call };
  });
}

async function recordAll<Act, Standing>(
  transaction: LedgerTransaction,
  acts: readonly CustomerPromotionAct<Act>[],
  handler: ActionHandler<Act, Standing>,
  dryRun: boolean,
): Promise<CustomerOutcome[]> {
  if (acts.length === 0) return [];
  return dryRun ? handler.dryRun(acts) : handler.record(transaction, acts);
}

/** The ledger's answer to act i: an id, or an outcome. */
export function answerAt<Answer>(answers: readonly Answer[], i: number): Answer {
  const answer = answers[i];
  if (answer === undefined) throw new Error('The ledger answered fewer acts than it was given');
  return answer;
}

/** The outcome of a customer for whom nothing was recorded: the refusal of the look-up, or this fault. */
export function refused(lookup: CustomerLookup, fault: Fault): CustomerOutcome {
  if (lookup.status === 'refused') return { ...lookup, customerId: null };
  const customerId = lookup.status === 'found' ? lookup.customerId : null;
  return { status: 'refused', customerId, refusal: { fault } };
}
