/** The customers with a running write. */

import type { WriteTarget, UpstreamWrite } from './upstream-write.js';

/** The customers with a running write: while two writes concern a customer in a promotion, a record may come from either. */
export class WritesUnderWay {
  readonly #deliveries = new Set<UpstreamWrite>();
  /** The number of writes that name a customer in a promotion. */
  readonly #named = new Map<string, number>();

  /** Counts a write as under way for as long as the work takes, until it was told what became of it. */
  async during<Result>(delivery: UpstreamWrite, work: () => Promise<Result>): Promise<Result> {
    this.#deliveries.add(delivery);
    for (const addressee of delivery.targets) this.#count(targetOf(delivery, addressee), 1);
    try {
      return await work();
    } finally {
      for (const addressee of delivery.targets) this.#count(targetOf(delivery, addressee), -1);
      this.#deliveries.delete(delivery);
    }
  }

  /** Whether another write concerns the customer in the promotion, both named alike; this one names it once. */
  hasAnother(delivery: UpstreamWrite, addressee: WriteTarget): boolean {
    const own = this.#deliveries.has(delivery) ? 1 : 0;
    return (this.#named.get(targetOf(delivery, addressee)) ?? 0) > own;
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
