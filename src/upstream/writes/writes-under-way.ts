/** The customers with a running write. */

import type { WriteTarget, UpstreamWrite } from './upstream-write.js';

/** The number of running writes that name a customer, by the value of the identifier. */
type Named = Map<string, number>;

/** The customers with a running write: while two writes concern a customer in a promotion, a record may come from either. */
export class WritesUnderWay {
  readonly #running = new Set<UpstreamWrite>();
  /** The named customers, by the promotion and the kind of the identifier. */
  readonly #named = new Map<string, Named>();

  /** Counts a write as under way until its work has settled. */
  async during<Result>(upstreamWrite: UpstreamWrite, work: () => Promise<Result>): Promise<Result> {
    this.#running.add(upstreamWrite);
    const group = groupOf(upstreamWrite);
    const named = this.#named.get(group) ?? new Map<string, number>();
    this.#named.set(group, named);
    for (const { key } of upstreamWrite.targets) count(named, key.value, 1);
    try {
      return await work();
    } finally {
      for (const { key } of upstreamWrite.targets) count(named, key.value, -1);
      if (named.size === 0) this.#named.delete(group);
      this.#running.delete(upstreamWrite);
    }
  }

  /** Whether another write concerns the customer in the promotion, both named alike; this one names it once. */
  hasAnother(upstreamWrite: UpstreamWrite, { key }: WriteTarget): boolean {
    const own = this.#running.has(upstreamWrite) ? 1 : 0;
    return (this.#named.get(groupOf(upstreamWrite))?.get(key.value) ?? 0) > own;
  }
}

function count(named: Named, value: string, more: number): void {
  const times = (named.get(value) ?? 0) + more;
  if (times === 0) named.delete(value);
  else named.set(value, times);
}

/** All targets of a write are named by the same kind of identifier. */
function groupOf({ promotion, targets }: UpstreamWrite): string {
  const { programId, promotionId, promoIdentifier } = promotion;
  return `${programId} ${promotionId ?? promoIdentifier} ${targets[0]?.key.identifierName}`;
}
