/** The store's clock, which all its gateways use. */

import { sql, type Kysely } from 'kysely';
import type { Clock } from '../../service/ports.js';
import type { Database } from '../schema.js';

/** How often the two are compared. In between, time goes on as the machine counts it, which setting its clock changes not. */
const COMPARE_EVERY_MS = 60_000;

export interface StoreClock extends Clock {
  /** How far the machine's clock was ahead of the store's when they were last compared, in milliseconds. */
  readonly aheadMs: number;
  stop(): void;
}

/**
 * The clock of the store, so that all gateways on it agree on what is live, expired or forgotten: the clock of one
 * machine may be hours off. While the store is away, time goes on from the last comparison.
 * @param onError called when a comparison failed; the next one comes all the same
 */
export async function storeClock(
  db: Kysely<Database>,
  onError: (error: unknown) => void,
): Promise<StoreClock> {
  let aheadMs = 0;
  let since = { store: 0, machine: 0 };
  const compare = async () => {
    const asked = performance.now();
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
    const answered = performance.now();
    // The store looked at its clock somewhere in between.
    const store = (rows[0]?.now.getTime() ?? Date.now()) + (answered - asked) / 2;
    aheadMs = Math.round(Date.now() - store);
    since = { store, machine: answered };
  };
  await compare();
  const timer = setInterval(() => void compare().catch(onError), COMPARE_EVERY_MS).unref();
  return {
    now: () => new Date(since.store + performance.now() - since.machine),
    get aheadMs() {
      return aheadMs;
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}
