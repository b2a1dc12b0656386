/** Merges look-ups into batches that each take a slot. */

import DataLoader from 'dataloader';
import type { ConcurrencyLimit } from './concurrency-limit.js';

export interface LimitedLoaderOptions<Key, Value> {
  readonly limit: ConcurrencyLimit;
  readonly maxBatchSize: number;
  /** @returns value i for key i, or the error that is key i's alone */
  readonly find: (keys: readonly Key[]) => Promise<(Value | Error)[]>;
}

/** Merges look-ups that come in at the same time while no slot is free, and remembers nothing. */
export function limitedLoader<Key, Value>({
  limit,
  maxBatchSize,
  find,
}: LimitedLoaderOptions<Key, Value>): DataLoader<Key, Value> {
  /** Why the batch that is being dispatched has no slot; DataLoader calls for its values before dispatching returns. */
  let refusal: Error | null = null;
  const load = (keys: readonly Key[]) => (refusal ? Promise.reject(refusal) : limit.releaseAfter(find(keys)));
  return new DataLoader<Key, Value>(load, {
    cache: false,
    maxBatchSize,
    batchScheduleFn: (dispatch) => {
      limit.start(dispatch, (error) => {
        refusal = error;
        dispatch();
        refusal = null;
      });
    },
  });
}
