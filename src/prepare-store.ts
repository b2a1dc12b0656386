/** Prepares the store for the gateway: opens it and its clock, and fills it with the demo data or the clients of a file. */

import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { hasDemoCredentials, openDemo, type Demo } from './demo/open-demo.js';
import { applyClientsFile } from './postgres/administration/clients-file.js';
import { hasActiveClient } from './postgres/administration/clients.js';
import { openClock, openStore } from './open-store.js';
import type { StatementObserver } from './postgres/connection/guarded-pool.js';
import type { StoreClock } from './postgres/connection/store-clock.js';
import type { Store } from './postgres/store.js';
import type { Clock } from './service/ports.js';
import { parseClientsFile } from './service/auth/clients-file.js';

const PUBLIC_CREDENTIALS =
  'The store has the demo credentials, which are public, and HOST is not loopback: everyone who can reach the gateway may read and write. Start with a new store and DEMO=false, or set HOST=127.0.0.1';
const DEMO_ON_PLATFORM =
  'The store has the demo credentials, which are public, and UPSTREAM_URL is set: everyone who can reach the gateway acts on the platform, with the credential of the gateway. In front of a real platform start with a new store and DEMO=false';

/** The open store, and what it holds for callers when the gateway starts. */
export interface PreparedStore {
  readonly store: Store;
  readonly clock: StoreClock;
  /** The demo, when it is enabled and applies. */
  readonly demo: Demo | null;
  /** Whether a client can call. */
  readonly hasClients: boolean;
}

/** Replacements of the store and the clock. */
export interface StoreOverrides {
  readonly clock?: Clock;
  readonly store?: Store;
  readonly observeStatement?: StatementObserver;
}

/** @throws InvalidClientsFile, and closes the store */
export async function prepareStore(
  config: Config,
  logger: Logger,
  overrides: StoreOverrides,
): Promise<PreparedStore> {
  const store = overrides.store ?? (await openStore(config, logger, overrides.observeStatement));
  try {
    const clock = await openClock(config, store, logger, overrides.clock);
    const demo = await prepareDemo(config, store, logger);
    if (config.clientsFile !== null) await applyClients(config.clientsFile, store, logger);
    return { store, clock, demo, hasClients: await findClients(config, store, logger) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The demo, when it is enabled and applies; public credentials are logged as a warning in any case. */
async function prepareDemo(config: Config, { db }: Store, logger: Logger): Promise<Demo | null> {
  const demo = config.demo ? await openDemo(db) : null;
  if (demo?.isNew) logger.info('The store was empty: it now holds the demo organisation');
  if (knowsCallers(config) && (await hasDemoCredentials(db))) {
    if (config.isBeyondLoopback) logger.warn(PUBLIC_CREDENTIALS);
    if (config.upstream) logger.warn(DEMO_ON_PLATFORM);
  }
  return demo;
}

/** Applies CLIENTS_FILE, whose faults end the start. */
async function applyClients(path: string, { db }: Store, logger: Logger): Promise<void> {
  const { created, changed, endedEarly } = await applyClientsFile(
    db,
    parseClientsFile(await readFile(path, 'utf8')),
  );
  logger.info({ created, changed }, 'CLIENTS_FILE was applied');
  if (endedEarly.length > 0) {
    logger.warn(
      { clients: endedEarly },
      'Clients of CLIENTS_FILE got a third secret: the oldest one has ended',
    );
  }
}

/** Whether the store authenticates the callers, rather than a platform that gets their credentials. */
export function knowsCallers({ upstream }: Config): boolean {
  return upstream?.credential !== null;
}

/** Names the commands that create a first client. The embedded store serves one process at a time. */
function noClients({ store }: Config): string {
  const first = 'directory' in store ? 'Stop the gateway and create one' : 'Create one';
  return `The store has no client yet, so every call is answered 401. ${first}: promotion-gateway organisations create --help, then promotion-gateway clients create --help`;
}

/** Whether a client can call; the way to one is logged where none can. */
async function findClients(config: Config, { db }: Store, logger: Logger): Promise<boolean> {
  if (!knowsCallers(config)) return true;
  const hasClients = await hasActiveClient(db);
  if (!hasClients) logger.warn(noClients(config));
  return hasClients;
}
