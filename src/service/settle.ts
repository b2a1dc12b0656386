import type { Decision } from '../domain/decision.js';
import type { Fault } from '../domain/errors.js';
import type { ActOf, LedgerTransaction, Readings } from './ports.js';
import type { CustomerLookup, CustomerOutcome } from './promotion-service.js';

/**
 * What an action does on a ledger: how it reads where customers stand, the rule that decides, and how its acts
 * are recorded and answered.
 */
export interface Performance<Act, Standing> {
  read(transaction: LedgerTransaction, customerIds: readonly string[]): Promise<Readings<Standing>>;
  decide(standing: Standing, circumstances: Circumstances): Decision<Act, Standing>;
  /** @returns what the customer of each act is told, in order */
  record(transaction: LedgerTransaction, acts: readonly ActOf<Act>[]): Promise<CustomerOutcome[]>;
  /** What each would be told, with nothing recorded. */
  rehearse(acts: readonly ActOf<Act>[]): CustomerOutcome[];
}

/** What a decision depends on besides the customer's standing. */
export interface Circumstances {
  /** The position of the customer in the call. */
  readonly index: number;
  /** Earnings that the promotion as a whole still allows; null is unlimited. */
  readonly totalLeft: number | null;
}

/**
 * Reads where the customers stand, decides for each in the order of the call, and records all at once.
 * @param dryRun decides everything, records nothing
 * @returns outcomes[i] for lookups[i]
 */
export async function settle<Act, Standing>(
  transaction: LedgerTransaction,
  lookups: readonly CustomerLookup[],
  performance: Performance<Act, Standing>,
  dryRun: boolean,
): Promise<CustomerOutcome[]> {
  const readings = await performance.read(transaction, customersOf(lookups));
  const plan = decideAll(lookups, readings, performance);
  const acts = plan.flatMap((step) => ('act' in step ? [step.act] : []));
  const outcomes = (await actOut(transaction, acts, performance, dryRun)).values();
  return plan.map((step) => ('act' in step ? nextOf(outcomes) : step.outcome));
}

/** What is to be done at one position of the call: an act to record, or nothing and why. */
type Step<Act> = { readonly act: ActOf<Act> } | { readonly outcome: CustomerOutcome };

function customersOf(lookups: readonly CustomerLookup[]): string[] {
  return [...new Set(lookups.flatMap((lookup) => (lookup.status === 'found' ? [lookup.customerId] : [])))];
}

/** Decides position by position: a customer named twice stands, the second time, where the first act leaves it. */
function decideAll<Act, Standing>(
  lookups: readonly CustomerLookup[],
  { byCustomer, totalLeft }: Readings<Standing>,
  performance: Performance<Act, Standing>,
): Step<Act>[] {
  const standings = new Map(byCustomer);
  let left = totalLeft;
  return lookups.map((lookup, index) => {
    if (lookup.status === 'refused') return { outcome: { ...lookup, customerId: null } };
    const { customerId } = lookup;
    const standing = standings.get(customerId);
    if (standing === undefined) throw new Error('The ledger did not say where a customer stands');
    const decision = performance.decide(standing, { index, totalLeft: left });
    if (decision.verdict === 'refuse') return { outcome: refused(lookup, decision.fault) };
    standings.set(customerId, decision.standing);
    if (left !== null) left -= 1;
    return { act: { ...decision.act, customerId } };
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

function nextOf(outcomes: Iterator<CustomerOutcome>): CustomerOutcome {
  const next = outcomes.next() as IteratorResult<CustomerOutcome, undefined>;
  if (next.done) throw new Error('The ledger answered fewer acts than it was given');
  return next.value;
}

/** The outcome at a position for which nothing was recorded: its own refusal, or this fault. */
export function refused(lookup: CustomerLookup, fault: Fault): CustomerOutcome {
  if (lookup.status === 'refused') return { ...lookup, customerId: null };
  return { status: 'refused', customerId: lookup.customerId, refusal: { fault } };
}
