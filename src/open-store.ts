/** Opens the store that the settings name, and the clock that goes with it. */

import process from 'node:process';
import type { Config } from './config.js';
import type { StatementObserver } from './postgres/connection/guarded-pool.js';
import { storeClock, type StoreClock } from './postgres/connection/store-clock.js';
import type { StoreLog } from './postgres/migration/run-migrations.js';
import { openEmbeddedStore, openServerStore, type Store } from './postgres/store.js';
import type { Clock } from './service/ports.js';

/** A larger difference of clocks is logged. */
const SKEW_MS = 5_000;

const systemClock: Clock = { now: () => new Date() };

/** Opens the store that the settings name: a PostgreSQL server, or the embedded engine in a directory. */
export async function openStore(
  config: Pick<Config, 'store' | 'migrates'>,
  logger: StoreLog,
  observe?: StatementObserver,
): Promise<Store> {
  const options = {
    observe,
    log: logger,
    migrates: config.migrates,
    onIdleError: (err: Error) => {
      logger.warn({ err }, 'An idle connection to the store broke');
    },
  };
  if ('url' in config.store) {
    const store = await openServerStore(config.store.url, { ...options, ...config.store });
    logger.info({}, 'Store: PostgreSQL at DATABASE_URL');
    return store;
  }
  const store = await openEmbeddedStore(config.store.directory, {
    ...options,
    onLost: ({ message }) => {
      process.stderr.write(`promotion-gateway ends. ${message}\n`);
      process.exit(1);
    },
  });
  logger.info(
    { directory: config.store.directory },
    'Store: embedded PostgreSQL, safe against a crash of this process but not of the machine; set DATABASE_URL for real load',
  );
  return store;
}

/** Gateways on one server use its clock; the embedded store uses that of this machine. */
export async function openClock(
  config: Config,
  store: Store,
  logger: StoreLog,
  given: Clock = systemClock,
): Promise<StoreClock> {
  if (given !== systemClock || !('url' in config.store)) {
    return { now: () => given.now(), aheadMs: 0, stop: () => undefined };
  }
  const clock = await storeClock(store.db, (err) => {
    logger.warn({ err }, "The store's clock could not be read");
  });
  if (Math.abs(clock.aheadMs) > SKEW_MS) {
    logger.warn({ aheadMs: clock.aheadMs }, "This machine's clock differs from the store's, which decides");
  }
  return clock;
}
