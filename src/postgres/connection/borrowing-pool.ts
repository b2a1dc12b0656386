/** Takes connections where the server has few left. */

import type pg from 'pg';
import { isOutOfConnections } from './store-failure.js';

/** After this time the pool tries to grow again. */
const SMALLER_FOR_MS = 5_000;

/**
 * Takes clients from a pool on a server that may have fewer connections left than the pool would like. When the server
 * has no room for one more, the pool does with those that it has for a while: a call waits for one of them to be
 * released, in place of failing while others are at work.
 */
export function borrowingPool(pool: pg.Pool): () => Promise<pg.PoolClient> {
  const { options } = pool;
  const { max, connectionTimeoutMillis = 0 } = options;
  let growing: NodeJS.Timeout | undefined;
  const shrink = () => {
    options.max = Math.max(1, Math.min(options.max, pool.totalCount));
    growing ??= setTimeout(() => {
      growing = undefined;
      options.max = max;
    }, SMALLER_FOR_MS).unref();
  };
  return async () => {
    const begun = performance.now();
    for (;;) {
      try {
        return await pool.connect();
      } catch (error) {
        const hasTime = performance.now() - begun < connectionTimeoutMillis;
        if (!isOutOfConnections(error) || pool.totalCount === 0 || !hasTime) throw error;
        shrink();
      }
    }
  };
}
