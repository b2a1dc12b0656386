/** Composes the parts of this floor. */

import { MAX_CUSTOMERS } from '../domain/bulk-request.js';
import type { CallJournal } from '../service/idempotency/call-journal.js';
import { PlatformUnavailable, type Clock, type CustomerDirectory } from '../service/ports.js';
import type { ExchangeToken } from '../service/auth/passthrough-authenticator.js';
import type { CustomerRegister } from '../service/customer-register.js';
import type { PromotionService } from '../service/promotion-service.js';
import type { RequestOrigin } from '../service/request-origin.js';
import type { CustomerRecords, PromotionCatalogue } from '../service/read-ports.js';
import { NoToken, requestToken } from './client/access-tokens.js';
import { Circuit, type CircuitChange } from './client/circuit.js';
import { ownCredentials, passedCredentials, type OwnCredential } from './client/credentials.js';
import { customerDirectory, foundCustomers } from './reads/customer-directory.js';
import { platformRegister } from './reads/customer-register.js';
import { customerRecords, historiesKey } from './reads/customer-records.js';
import { openConnection } from './client/exchange.js';
import { FreshCache } from './reads/fresh-cache.js';
import { Platform } from './client/platform.js';
import { promotionCatalogue, type ReadThrough } from './reads/promotion-catalogue.js';
import type { Reader } from './reads/read.js';
import { UpstreamPromotionService } from './upstream-promotion-service.js';

export interface UpstreamOptions {
  readonly url: string;
  /** The gateway's own credential; null passes on each caller's. */
  readonly credential: OwnCredential | null;
  /** The time that the platform has to answer a call. */
  readonly timeoutMs: number;
  /** The maximum number of customers in one call; 100 by default. */
  readonly batchSize?: number;
  /** Whether writes for single customers share calls; true by default. */
  readonly merge?: boolean;
  /** How long the circuit breaker stays open after five failures in a row. */
  readonly restMs?: number;
  readonly journal: CallJournal;
  readonly clock: Clock;
  /** Receives failures of the connection to the platform. */
  readonly report: (error: Error) => void;
  /** Called when the circuit breaker opens and closes. */
  readonly onStateChange?: (change: CircuitChange) => void;
}

/** The parts of a gateway in front of a platform. */
export interface Upstream {
  readonly service: PromotionService;
  /** Whether only the platform knows the callers. */
  readonly passesCredentials: boolean;
  readonly exchangeToken: ExchangeToken;
  directoryFor(origin: RequestOrigin): CustomerDirectory;
  /** @param onStale called when the platform cannot be asked just now, so that an earlier read is shown */
  readsFor(
    origin: RequestOrigin,
    onStale: () => void,
  ): { readonly catalogue: PromotionCatalogue; readonly records: CustomerRecords };
  readonly register: CustomerRegister;
  close(): Promise<void>;
}

const REST_MS = 5_000;

/** Opens the connection to a platform. */
export function openUpstream(options: UpstreamOptions): Upstream {
  const { url, credential, timeoutMs, restMs = REST_MS, report, onStateChange } = options;
  const connection = openConnection(url, timeoutMs);
  const circuit = new Circuit(connection, restMs, onStateChange);
  const credentials = credential ? ownCredentials(credential, circuit) : passedCredentials;
  const platform = new Platform({ circuit, credentials, random: Math.random, report });
  const { onChange, ...reads } = platformReads(platform, timeoutMs);
  const { merge = true, batchSize = MAX_CUSTOMERS, journal, clock } = options;
  return {
    ...reads,
    service: new UpstreamPromotionService({
      platform,
      journal,
      clock,
      timeoutMs,
      batchSize,
      merge,
      report,
      onChange,
    }),
    passesCredentials: credentials.arePassed,
    exchangeToken: exchangeOn(circuit, timeoutMs),
    register: platformRegister,
    close: () => connection.close(),
  };
}

/** The reads of the platform, and what drops those that a write has made out of date. */
function platformReads(platform: Platform, timeoutMs: number) {
  const cache = new FreshCache();
  const found = foundCustomers();
  const readerFor = (origin: RequestOrigin): Reader => ({
    platform,
    origin,
    deadline: performance.now() + timeoutMs,
  });
  const directoryFor: Upstream['directoryFor'] = (origin) =>
    customerDirectory(found, () => readerFor(origin));
  const readsFor: Upstream['readsFor'] = (origin, onStale) => {
    const { organisationId } = origin.caller.organisation;
    const language = languageOf(origin);
    let reader: Reader | null = null;
    // Reads after one that failed share its time: a client does not wait for each of them to be given up.
    const inTime = async <Value>(load: (reader: Reader) => Promise<Value>) => {
      const value = await load((reader ??= readerFor(origin)));
      reader = null;
      return value;
    };
    const through: ReadThrough = (key, load, weigh) => {
      const reading = { load: () => inTime(load), weigh, language };
      return cache.read(cacheKey(organisationId, key), reading, onStale);
    };
    return { catalogue: promotionCatalogue(through), records: customerRecords(through) };
  };
  const onChange = ({ caller }: RequestOrigin, customerId: string) => {
    cache.forget(cacheKey(caller.organisation.organisationId, historiesKey(customerId)));
  };
  return { directoryFor, readsFor, onChange };
}

function languageOf({ forwarded }: RequestOrigin): string {
  return forwarded?.context['accept-language'] ?? '';
}

function cacheKey(organisationId: string, key: string): string {
  return `${organisationId} ${key}`;
}

function exchangeOn(circuit: Circuit, timeoutMs: number): ExchangeToken {
  return async (key, secret) => {
    try {
      return await requestToken(circuit, { key, secret }, timeoutMs);
    } catch (error) {
      if (!(error instanceof NoToken)) throw error;
      if (error.reason === 'refused') return null;
      throw new PlatformUnavailable(error.retryAfterMs, { cause: error });
    }
  };
}
