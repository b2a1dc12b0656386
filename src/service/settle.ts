import type { Decision } from '../domain/decision.js';
import type { Fault } from '../domain/errors.js';
import type { Promotion } from '../domain/promotion.js';
import type { ActOf, LedgerTransaction, Place, Readings } from './ports.js';
import type { CustomerLookup, CustomerOutcome } from './promotion-service.js';

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
export interface Performance<Act, Standing> {
  read(transaction: LedgerTransaction, places: readonly Place[]): Promise<Readings<Standing>>;
  /** @param totalLeft earnings that the promotion as a whole still allows; null is unlimited */
  decide(position: Position, standing: Standing, totalLeft: number | null): Decision<Act, Standing>;
  /** @returns what the customer of each act is told, in order */
  record(transaction: LedgerTransaction, acts: readonly ActOf<Act>[]): Promise<CustomerOutcome[]>;
  /** What each would be told, with nothing recorded. */
  rehearse(acts: readonly ActOf<Act>[]): CustomerOutcome[];
}

/**
 * Reads where the customers stand, decides for each in the order of the positions, and records all at once.
 * @param dryRun decides everything, records nothing
 * @returns outcomes[i] for positions[i]
 */
export async function settle<Act, Standing>(
  transaction: LedgerTransaction,
  positions: readonly Position[],
  performance: Performance<Act, Standing>,
  dryRun: boolean,
): Promise<CustomerOutcome[]> {
  const places = placesOf(positions);
  const readings = await performance.read(transaction, [...places.values()]);
  const plan = decideAll(positions, new Standings(places, readings), performance);
  const acts = plan.flatMap((step) => ('act' in step ? [step.act] : []));
  const outcomes = (await actOut(transaction, acts, performance, dryRun)).values();
  return plan.map((step) => ('act' in step ? nextOf(outcomes) : step.outcome));
}

/** What is to be done at one position: an act to record, or nothing and why. */
type Step<Act> = { readonly act: ActOf<Act> } | { readonly outcome: CustomerOutcome };

/** Each different place once, by its name. */
function placesOf(positions: readonly Position[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { promotion, lookup } of positions) {
    if (lookup.status === 'refused') continue;
    const place = { promotion, customerId: lookup.customerId };
    places.set(nameOf(place), place);
  }
  return places;
}

/** Tells a place from every other of the organisation. */
export function nameOf({ promotion, customerId }: Place): string {
  return `${promotion.promotionId} ${customerId}`;
}

/** Where customers stand while one decision after the other is made. */
class Standings<Standing> {
  readonly #byPlace: Map<string, Standing>;
  readonly #totalLeft: Map<string, number>;

  constructor(places: ReadonlyMap<string, Place>, { standings, totalLeft }: Readings<Standing>) {
    const inOrder = standings.values();
    this.#byPlace = new Map([...places.keys()].map((name) => [name, nextOf(inOrder)]));
    this.#totalLeft = new Map(totalLeft);
  }

  at(place: Place): Standing {
    const standing = this.#byPlace.get(nameOf(place));
    if (standing === undefined) throw new Error('A place is not among those that were asked for');
    return standing;
  }

  totalLeftOf({ promotionId }: Promotion): number | null {
    return this.#totalLeft.get(promotionId) ?? null;
  }

  /** An act leaves the customer standing there. */
  move(place: Place, standing: Standing): void {
    this.#byPlace.set(nameOf(place), standing);
    const left = this.totalLeftOf(place.promotion);
    if (left !== null) this.#totalLeft.set(place.promotion.promotionId, left - 1);
  }
}

/** Decides position by position: a customer named twice stands, the second time, where the first act leaves it. */
function decideAll<Act, Standing>(
  positions: readonly Position[],
  standings: Standings<Standing>,
  performance: Performance<Act, Standing>,
): Step<Act>[] {
  return positions.map((position) => {
    const { call, promotion, lookup } = position;
    if (lookup.status === 'refused') return { outcome: { ...lookup, customerId: null } };
    const place = { promotion, customerId: lookup.customerId };
    const totalLeft = standings.totalLeftOf(promotion);
    const decision = performance.decide(position, standings.at(place), totalLeft);
    if (decision.verdict === 'refuse') return { outcome: refused(lookup, decision.fault) };
    standings.move(place, decision.standing);
    return { act: { ...decision.act, ...place, call } };
  });
}

async function actOut<Act, Standing>(
  transaction: LedgerTransaction,
  acts: readonly ActOf<Act>[],
  performance: Performance<Act, Standing>,
  dryRun: boolean,
): Promise<CustomerOutcome[]> {
  if (acts.length === 0) return [];
  return dryRun ? performance.rehearse(acts) : performance.record(transaction, acts);
}

function nextOf<Item>(items: Iterator<Item>): Item {
  const next = items.next() as IteratorResult<Item, undefined>;
  if (next.done) throw new Error('The ledger answered less than it was asked for');
  return next.value;
}

/** The outcome at a position for which nothing was recorded: its own refusal, or this fault. */
export function refused(lookup: CustomerLookup, fault: Fault): CustomerOutcome {
  if (lookup.status === 'refused') return { ...lookup, customerId: null };
  return { status: 'refused', customerId: lookup.customerId, refusal: { fault } };
}
