/** Coalesces single mutations into shared calls. */

import { MAX_CUSTOMERS } from '../../domain/bulk-request.js';
import { Batching } from '../../service/batching/batching.js';
import { ConcurrencyLimit } from '../../service/batching/concurrency-limit.js';
import type { UpstreamWrite } from './upstream-write.js';
import type { WriteResult } from './write.js';

/** So many calls about the same may be under way: what comes in meanwhile shares the next one. */
const LANES = 2;

/** The batching of writes on one occasion, for as long as there are any. */
interface Occasional {
  readonly batching: Batching<UpstreamWrite, WriteResult>;
  pending: number;
}

/**
 * Has writes for one customer each share calls to the platform, where all but the customer is the same and no
 * customer is named twice. One that comes in while nothing is under way does not wait.
 */
export class Coalescing {
  readonly #occasions = new Map<string, Occasional>();

  constructor(private readonly write: (delivery: UpstreamWrite) => Promise<WriteResult>) {}

  async add(single: UpstreamWrite): Promise<WriteResult> {
    const key = keyOf(single);
    const occasional = this.#occasions.get(key) ?? this.#begin(key);
    occasional.pending += 1;
    try {
      return await occasional.batching.add(single);
    } finally {
      occasional.pending -= 1;
      if (occasional.pending === 0) this.#occasions.delete(key);
    }
  }

  #begin(key: string): Occasional {
    const batching = new Batching<UpstreamWrite, WriteResult>({
      keyOf: () => '',
      sizeOf: () => 1,
      maxSize: MAX_CUSTOMERS,
      mayJoin: isNamedNowhereIn,
      lanes: new ConcurrencyLimit(LANES),
      run: (singles) => this.#writeTogether(singles),
    });
    const occasional = { batching, pending: 0 };
    this.#occasions.set(key, occasional);
    return occasional;
  }

  async #writeTogether(singles: readonly UpstreamWrite[]): Promise<(WriteResult | Error)[]> {
    const [first] = singles;
    if (!first) return [];
    const addressees = singles.flatMap((single) => single.targets);
    const deadline = Math.min(...singles.map((single) => single.deadline));
    const written = await this.write({ ...first, targets: addressees, deadline });
    if ('refusal' in written) return singles.map(() => written);
    const { outcomes, ...rest } = written;
    return singles.map((_, i) => {
      const outcome = outcomes[i];
      return outcome ? { ...rest, outcomes: [outcome] } : new Error('A write was not answered');
    });
  }
}

/** What two writes must have in common to share a call. A credential that is passed on is an organisation of its own. */
function keyOf({
  caller,
  attribution,
  operation,
  action,
  promotion,
  targets: addressees,
}: UpstreamWrite): string {
  return JSON.stringify([
    caller.organisation.organisationId,
    attribution,
    operation,
    action,
    promotion,
    addressees[0]?.key.identifierName,
  ]);
}

function isNamedNowhereIn(single: UpstreamWrite, batch: readonly UpstreamWrite[]): boolean {
  const valueOf = ({ targets: addressees }: UpstreamWrite) => addressees[0]?.key.value;
  return !batch.some((other) => valueOf(other) === valueOf(single));
}
