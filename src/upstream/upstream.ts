/** Composes the parts of this floor. */

import type { Caller } from '../service/caller.js';
import type { CallJournal } from '../service/idempotency/call-journal.js';
import { PlatformUnavailable, type Clock, type CustomerDirectory } from '../service/ports.js';
import type { ExchangeToken } from '../service/auth/passthrough-authenticator.js';
import type { PromotionService } from '../service/promotion-service.js';
import type { CustomerRecords, PromotionCatalogue } from '../service/read-ports.js';
import { NoToken, requestToken } from './client/access-tokens.js';
import { Circuit, type CircuitChange } from './client/circuit.js';
import { ownCredentials, passedCredentials, type OwnCredential } from './client/credentials.js';
import { customerDirectory, foundCustomers } from './reads/customer-directory.js';
import { customerRecords, historiesKey } from './reads/customer-records.js';
import { openConnection } from './client/exchange.js';
import { FreshCache } from './reads/fresh-cache.js';
import { Platform } from './client/platform.js';
import { promotionCatalogue, type ReadThrough } from './reads/promotion-catalogue.js';
import type { Reader } from './reads/read.js';
import { UpstreamPromotionService } from './upstream-promotion-service.js';

export interface UpstreamOptions {
  readonly url: string;
  /** The gateway's own; null passes on what each caller came with. */
  readonly credential: OwnCredential | null;
  /** Within which a call is answered. */
  readonly timeoutMs: number;
  /** Whether writes for single customers share calls; they do unless told otherwise. */
  readonly merge?: boolean;
  /** How long the platform is left alone after it failed five times in a row. */
  readonly restMs?: number;
  readonly journal: CallJournal;
  readonly clock: Clock;
  /** Told of what went wrong between us and the platform. */
  readonly report: (error: Error) => void;
  /** Told when the platform is left alone, since it failed too often, and when it answers again. */
  readonly onTurn?: (turn: CircuitChange) => void;
}

/** All that the gateway has done by the platform, or reads there. */
export interface Upstream {
  readonly service: PromotionService;
  /** Whether callers are known by nobody but the platform. */
  readonly passesCredentials: boolean;
  readonly exchangeToken: ExchangeToken;
  directoryFor(caller: Caller): CustomerDirectory;
  /** @param onStale told where what is shown was read before, since the platform cannot be asked just now */
  readsFor(
    caller: Caller,
    onStale: () => void,
  ): { readonly catalogue: PromotionCatalogue; readonly records: CustomerRecords };
  close(): Promise<void>;
}

const REST_MS = 5_000;

/** Opens the way to a platform. */
export function openUpstream(options: UpstreamOptions): Upstream {
  const { url, credential, timeoutMs, merge = true, restMs = REST_MS, journal, clock } = options;
  const { report, onTurn } = options;
  const connection = openConnection(url, timeoutMs);
  const circuit = new Circuit(connection, restMs, onTurn);
  const credentials = credential ? ownCredentials(credential, circuit) : passedCredentials;
  const platform = new Platform({ circuit, credentials, random: Math.random, report });
  const cache = new FreshCache();
  const found = foundCustomers();
  const readerFor = (caller: Caller): Reader => ({
    platform,
    caller,
    deadline: performance.now() + timeoutMs,
  });
  const onChange = ({ organisation }: Caller, customerId: string) => {
    cache.forget(cacheKey(organisation.organisationId, historiesKey(customerId)));
  };
  return {
    service: new UpstreamPromotionService({
      platform,
      journal,
      clock,
      timeoutMs,
      merge,
      report,
      onChange,
    }),
    passesCredentials: credentials.arePassed,
    exchangeToken: exchangeOn(circuit, timeoutMs),
    directoryFor: (caller) => customerDirectory(found, () => readerFor(caller)),
    readsFor: (caller, onStale) => {
      const { organisationId } = caller.organisation;
      const through: ReadThrough = (key, load, weigh) =>
        cache.read(cacheKey(organisationId, key), { load: () => load(readerFor(caller)), weigh }, onStale);
      return { catalogue: promotionCatalogue(through), records: customerRecords(through) };
    },
    close: () => connection.close(),
  };
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
