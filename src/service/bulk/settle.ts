/** Reads standings, decides for each customer, records all acts at once. */

import type { Decision } from '../../domain/decision.js';
import type { Fault } from '../../domain/errors.js';
import type { Promotion } from '../../domain/promotion.js';
import type { LedgerTransaction, CustomerPromotion, CustomerPromotionAct, Readings } from '../ports.js';
import type { CustomerLookup, CustomerOutcome } from '../promotion-service.js';

/** One customer's place in one of the calls that are settled together. */
export interface Position {
  /** Which of the calls it belongs to. */
  readonly call: number;
  readonly promotion: Promotion;
  readonly lookup: CustomerLookup;
  /** The earnings that the call names; null is all live ones. Only REVOKE_EARN looks at it. */
  readonly earnedIds: readonly string[] | null;
}

/**
 * What an action does on a ledger: how it reads where customers stand, the rule that decides, and how its acts
 * are recorded and answered.
 */
export interface ActionHandler<Act, Standing> {
  read(transaction: LedgerTransaction, places: readonly CustomerPromotion[]): Promise<Readings<Standing>>;
  /** @param totalLeft earnings that the promotion as a whole still allows; null is unlimited */
  decide(position: Position, standing: Standing, totalLeft: number | null): Decision<Act, Standing>;
  /** @returns what the customer of each act is told, in order */
  record(
    transaction: LedgerTransaction,
    acts: readonly CustomerPromotionAct<Act>[],
  ): Promise<CustomerOutcome[]>;
  /** What each would be told, with nothing recorded. */
  dryRun(acts: readonly CustomerPromotionAct<Act>[]): CustomerOutcome[];
}

/**
 * Reads where the customers stand, decides for each in the order of the positions, and records all at once.
 * @param dryRun decides everything, records nothing
 * @returns outcomes[i] for positions[i]
 */
export async function settle<Act, Standing>(
  transaction: LedgerTransaction,
  positions: readonly Position[],
  performance: ActionHandler<Act, Standing>,
  dryRun: boolean,
): Promise<CustomerOutcome[]> {
  const { places, placeOf } = placesOf(positions);
  const readings = await performance.read(transaction, places);
  const steps = decideAll(positions, { places, placeOf, ...readings }, performance);
  const acts = steps.filter(isAct);
  const nextOutcome = inTurn(await actOut(transaction, acts, performance, dryRun));
  return steps.map((step) => (isAct(step) ? nextOutcome() : step));
}

/** The places of positions, each different one once; `placeOf[i]` is the index of that of position i, -1 for none. */
interface Places {
  readonly places: readonly CustomerPromotion[];
  readonly placeOf: readonly number[];
}

function placesOf(positions: readonly Position[]): Places {
  const places: CustomerPromotion[] = [];
  const indexes = new Map<string, Map<string, number>>();
  const placeOf = positions.map(({ promotion, lookup }) => {
    if (lookup.status !== 'found') return -1;
    const { customerId } = lookup;
    const ofPromotion = indexes.get(promotion.promotionId) ?? new Map<string, number>();
    indexes.set(promotion.promotionId, ofPromotion);
    const index = ofPromotion.get(customerId) ?? places.push({ promotion, customerId }) - 1;
    ofPromotion.set(customerId, index);
    return index;
  });
  return { places, placeOf };
}

/** What is to be done at one position: an act to record, or nothing, and what its customer is told. */
type Step<Act> = CustomerPromotionAct<Act> | CustomerOutcome;

function isAct<Act>(step: Step<Act>): step is CustomerPromotionAct<Act> {
  return 'act' in step;
}

/** Decides position by position: a customer named twice stands, the second time, where the first act leaves it. */
function decideAll<Act, Standing>(
  positions: readonly Position[],
  readings: Places & Readings<Standing>,
  performance: ActionHandler<Act, Standing>,
): Step<Act>[] {
  const standings = [...readings.standings];
  const totalLeft = new Map(readings.totalLeft);
  return positions.map((position, i) => {
    const { call, promotion, lookup } = position;
    if (lookup.status === 'refused') return { ...lookup, customerId: null };
    if (lookup.status === 'deferred') throw new Error('A ledger needs customers that were looked up');
    const index = readings.placeOf[i] ?? -1;
    const place = readings.places[index];
    const standing = standings[index];
    if (!place || standing === undefined) throw new Error('The ledger did not say where a customer stands');
    const left = totalLeft.get(promotion.promotionId) ?? null;
    const decision = performance.decide(position, standing, left);
    if (decision.verdict === 'refuse') return refused(lookup, decision.fault);
    standings[index] = decision.standing;
    if (left !== null) totalLeft.set(promotion.promotionId, left - 1);
    return { act: decision.act, place, call };
  });
}

async function actOut<Act, Standing>(
  transaction: LedgerTransaction,
  acts: readonly CustomerPromotionAct<Act>[],
  performance: ActionHandler<Act, Standing>,
  dryRun: boolean,
): Promise<CustomerOutcome[]> {
  if (acts.length === 0) return [];
  return dryRun ? performance.dryRun(acts) : performance.record(transaction, acts);
}

/** Hands the outcomes out one by one. */
export function inTurn(outcomes: readonly CustomerOutcome[]): () => CustomerOutcome {
  let turn = 0;
  return () => {
    const outcome = outcomes[turn++];
    if (outcome === undefined) throw new Error('Fewer customers were settled than were named');
    return outcome;
  };
}

/** The id that was given to act i. */
export function idAt(ids: readonly string[], i: number): string {
  const id = ids[i];
  if (id === undefined) throw new Error('The ledger answered fewer acts than it was given');
  return id;
}

/** The outcome at a position for which nothing was recorded: its own refusal, or this fault. */
export function refused(lookup: CustomerLookup, fault: Fault): CustomerOutcome {
  if (lookup.status === 'refused') return { ...lookup, customerId: null };
  const customerId = lookup.status === 'found' ? lookup.customerId : null;
  return { status: 'refused', customerId, refusal: { fault } };
}
