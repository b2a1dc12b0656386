/** Merges look-ups into batches that each take a lane. */

import DataLoader from 'dataloader';
import type { ConcurrencyLimit } from './concurrency-limit.js';

export interface LaneLoaderOptions<Key, Value> {
  readonly lanes: ConcurrencyLimit;
  readonly maxBatchSize: number;
  /** @returns value i for key i, or the error that is key i's alone */
  readonly find: (keys: readonly Key[]) => Promise<(Value | Error)[]>;
}

/** Merges look-ups that come in at the same time while no lane is free, and remembers nothing. */
export function laneLoader<Key, Value>({
  lanes,
  maxBatchSize,
  find,
}: LaneLoaderOptions<Key, Value>): DataLoader<Key, Value> {
  /** Why the batch that is being dispatched has no lane; DataLoader calls for its values before dispatching returns. */
  let refusal: Error | null = null;
  const load = (keys: readonly Key[]) => (refusal ? Promise.reject(refusal) : lanes.releaseAfter(find(keys)));
  return new DataLoader<Key, Value>(load, {
    cache: false,
    maxBatchSize,
    batchScheduleFn: (dispatch) => {
      lanes.start(dispatch, (error) => {
        refusal = error;
        dispatch();
        refusal = null;
      });
    },
  });
}
