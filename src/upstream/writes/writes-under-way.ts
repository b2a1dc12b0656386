/** The customers with a running write. */

import type { WriteTarget, UpstreamWrite } from './upstream-write.js';

/** The customers with a running write: while two writes concern a customer in a promotion, a record may come from either. */
export class WritesUnderWay {
  readonly #running = new Set<UpstreamWrite>();
  /** The number of writes that name a customer in a promotion. */
  readonly #named = new Map<string, number>();

  /** Counts a write as under way until its work has settled. */
  async during<Result>(upstreamWrite: UpstreamWrite, work: () => Promise<Result>): Promise<Result> {
    this.#running.add(upstreamWrite);
    for (const target of upstreamWrite.targets) this.#count(targetOf(upstreamWrite, target), 1);
    try {
      return await work();
    } finally {
      for (const target of upstreamWrite.targets) this.#count(targetOf(upstreamWrite, target), -1);
      this.#running.delete(upstreamWrite);
    }
  }

  /** Whether another write concerns the customer in the promotion, both named alike; this one names it once. */
  hasAnother(upstreamWrite: UpstreamWrite, target: WriteTarget): boolean {
    const own = this.#running.has(upstreamWrite) ? 1 : 0;
    return (this.#named.get(targetOf(upstreamWrite, target)) ?? 0) > own;
  }

  #count(target: string, more: number): void {
    const named = (this.#named.get(target) ?? 0) + more;
    if (named === 0) this.#named.delete(target);
    else this.#named.set(target, named);
  }
}

function targetOf({ promotion }: UpstreamWrite, { key }: WriteTarget): string {
  const { programId, promotionId, promoIdentifier } = promotion;
  return `${programId} ${promotionId ?? promoIdentifier} ${key.identifierName} ${key.value}`;
}
