/** Chooses the backend: a store of our own, or a platform. */

import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { DoorSources } from './http/access/request-scope.js';
import { callJournal } from './postgres/keys/call-journal.js';
import { clientUseStore } from './postgres/administration/client-uses.js';
import { credentialStore } from './postgres/reads/credential-store.js';
import { customerDirectory } from './postgres/reads/customer-directory.js';
import { customerRegister } from './postgres/customer-register.js';
import { customerRecords } from './postgres/reads/customer-records.js';
import { keyRecords } from './postgres/keys/key-records.js';
import { listenForChanges, type Receivers } from './postgres/events/listen-for-changes.js';
import { promotionCatalogue } from './postgres/reads/promotion-catalogue.js';
import { promotionLedger } from './postgres/ledger/promotion-ledger.js';
import type { Store } from './postgres/store.js';
import { customerLoader, platformLoader } from './request/customer-loader.js';
import { sharedCustomerLoader } from './request/shared-customer-loader.js';
import { ClientUses, startUseRecording } from './service/auth/client-use.js';
import { StoreAuthenticator } from './service/auth/store-authenticator.js';
import { batchingPromotionService } from './service/batching/batching-promotion-service.js';
import { ChangeFeed } from './service/events/change-feed.js';
import {
  fairCatalogue,
  fairKeyRecords,
  fairRecords,
  fairRegister,
  fairService,
} from './service/fair-share/fair-ports.js';
import { FairShare } from './service/fair-share/fair-share.js';
import { LocalPromotionService } from './service/local-promotion-service.js';
import { PassthroughAuthenticator } from './service/auth/passthrough-authenticator.js';
import type { Clock, CustomerDirectory } from './service/ports.js';
import type { PromotionService } from './service/promotion-service.js';
import type { CircuitChange } from './upstream/client/circuit.js';

/** The parts behind the doors: the service, the feed of changes, the authenticator. */
export interface Backend extends Omit<DoorSources, 'errorExamples' | 'rateLimiter'> {
  close(): Promise<void>;
}

/** The parts of a backend, and replacements of the usual ones. */
export interface BackendOptions {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly service?: PromotionService | undefined;
  readonly customers?: CustomerDirectory | undefined;
}

/** Opens the backend: the store, or a platform. */
export async function openBackend(options: BackendOptions): Promise<Backend> {
  const { upstream } = options.config;
  return upstream ? upstreamBackend(options, upstream) : localBackend(options);
}

/** A backend on the store. */
function localBackend(options: BackendOptions): Backend {
  const { config, store, clock } = options;
  const changes = config.subscriptions ? new ChangeFeed() : null;
  const { authenticator, stopRecording } = authenticationByStore(options);
  const stopListening = changes && listenTo({ feed: changes, authenticator }, options);
  const { db } = store;
  const share = shareOf(store);
  const { service = localService(options, share), customers = customerDirectory(db) } = options;
  const shared = sharedCustomerLoader(customers, { merge: config.batching, patienceMs: store.timeoutMs });
  const catalogue = promotionCatalogue(db);
  const records = customerRecords(db);
  const register = customerRegister(db);
  return {
    authenticator,
    customersFor: ({ caller }) => customerLoader(shared, caller.organisation.organisationId),
    readsFor: ({ caller }) => ({
      catalogue: fairCatalogue(catalogue, share, caller),
      records: fairRecords(records, share, caller),
      clock,
    }),
    service,
    keyRecords: fairKeyRecords(keyRecords(db, 'idempotency_record'), share),
    registerFor: (caller) => fairRegister(register, share, caller),
    changes,
    close: async () => {
      await stopListening?.();
      await stopRecording();
    },
  };
}

/** Identifies callers by the clients of the store, and records when they last called. */
function authenticationByStore({ store, clock, logger }: BackendOptions) {
  const uses = new ClientUses();
  const { db, timeoutMs: patienceMs } = store;
  return {
    authenticator: new StoreAuthenticator(credentialStore(db), clock, { patienceMs, uses }),
    stopRecording: startUseRecording(uses, clientUseStore(db), (err) => {
      logger.warn({ err }, 'The days on which clients last called cannot be written');
    }),
  };
}

/** @returns stops it */
function listenTo(receivers: Receivers, { store, logger }: BackendOptions): () => Promise<void> {
  return listenForChanges(store.listen, receivers, (err) => {
    logger.warn({ err }, 'The listener for changes failed, and subscriptions end');
  });
}

/** The requests of one client that may wait: those of a busy app, with a few statements each. */
const MAX_WAITING = 500;

/**
 * What clients share: reads, dry runs and revocations have half of the connections, and one client has half of that.
 * Merged look-ups and calls, which are few however many clients there are, find the other half free.
 */
function shareOf({ connections, timeoutMs }: Store): FairShare {
  const atOnce = Math.ceil(connections / 2);
  return new FairShare({ atOnce, each: Math.ceil(atOnce / 2), waiting: MAX_WAITING, patienceMs: timeoutMs });
}

function localService({ config, store, clock, logger }: BackendOptions, share: FairShare): PromotionService {
  const service = new LocalPromotionService({
    ledger: promotionLedger(store.db, {
      publishes: config.webhook !== null,
      notifies: config.subscriptions,
      log: logger,
    }),
    clock,
    reportDefect: (error, requestId) => {
      logger.error({ err: error, reqId: requestId }, 'Recording failed');
    },
  });
  return config.batching
    ? batchingPromotionService(service, share, store.timeoutMs)
    : fairService(service, share);
}

/** All of it is on a platform, but for who calls, unless that is left to it as well, and for keys. */
async function upstreamBackend(
  options: BackendOptions,
  settings: NonNullable<Config['upstream']>,
): Promise<Backend> {
  const { config, clock, logger } = options;
  const { db } = options.store;
  // An HTTP client is some megabytes: only a gateway in front of a platform takes them.
  const { openUpstream } = await import('./upstream/upstream.js');
  const upstream = openUpstream({
    ...settings,
    merge: config.batching,
    journal: callJournal(db),
    clock,
    report: (err) => logger.warn({ err }, 'The platform behind the gateway caused an error'),
    onStateChange: (change) => logCircuit(logger, change),
  });
  const byStore = upstream.passesCredentials ? null : authenticationByStore(options);
  return {
    authenticator:
      byStore?.authenticator ??
      new PassthroughAuthenticator(credentialStore(db), (key, secret) => upstream.exchangeToken(key, secret)),
    customersFor: (origin) =>
      platformLoader(upstream.directoryFor(origin), origin.caller.organisation.organisationId),
    readsFor: (origin, responseExtensions) => ({
      ...upstream.readsFor(origin, () => (responseExtensions.isStale = true)),
      clock,
    }),
    service: upstream.service,
    keyRecords: keyRecords(db, 'upstream_call'),
    registerFor: () => upstream.register,
    changes: null,
    close: async () => {
      await upstream.close();
      await byStore?.stopRecording();
    },
  };
}

function logCircuit(logger: Logger, change: CircuitChange): void {
  switch (change) {
    case 'open':
      logger.warn('The circuit breaker opened: the platform failed too often');
      break;
    case 'closed':
      logger.info('The circuit breaker closed: the platform answers again');
      break;
  }
}
