/** Opens the scope of a request: its id, caller, loaders and service. */

import type { Fault } from '../domain/errors/errors.js';
import type { Access, Caller } from '../service/caller.js';
import type { ChangeFeed } from '../service/events/change-feed.js';
import type { StoreUnavailable } from '../service/ports.js';
import type { CustomerRegister } from '../service/customer-register.js';
import type { KeyRecords } from '../service/idempotency/key-records.js';
import type { PromotionService } from '../service/promotion-service.js';
import type { RequestOrigin } from '../service/request-origin.js';
import type { RateLimiter } from '../service/rate-limiter.js';
import type { CustomerLoader } from './customer-loader.js';
import { emptyLogRecord, type LogRecord } from './log-record.js';
import { Quota } from './quota.js';
import { openReads, type Reads, type ReadSources } from './reads.js';
import { Turns } from './turns.js';
import { noResponseExtensions, type ResponseExtensions } from './response-extensions.js';

/** The context of one request, from either door. */
export interface Scope {
  /** The id of this call in answers and logs. */
  readonly requestId: string;
  readonly caller: Caller;
  /** The request behind this scope, as far as a platform learns of it. */
  readonly origin: RequestOrigin;
  readonly customers: CustomerLoader;
  readonly reads: Reads;
  readonly turns: Turns;
  readonly service: PromotionService;
  readonly keyRecords: KeyRecords;
  readonly register: CustomerRegister;
  readonly errorExamples: ErrorExamples | null;
  /** The feed of changes to customers; null without subscriptions. */
  readonly changes: ChangeFeed | null;
  /** The request's part of its client's rate limit. */
  readonly quota: Quota;
  readonly responseExtensions: ResponseExtensions;
  readonly log: LogRecord;
  /** Why the store gave up a call of this request; null if it did not. */
  storeFailure: StoreUnavailable | null;
}

/** How to cause each expected failure with the data of the store; null without the demo data. */
type ErrorExamples = Readonly<Record<Fault, string>>;

/** The parts that all scopes of the process share. */
export interface ScopeSources {
  readonly customersFor: (origin: RequestOrigin) => CustomerLoader;
  readonly readsFor: (origin: RequestOrigin, responseExtensions: ResponseExtensions) => ReadSources;
  readonly service: PromotionService;
  readonly keyRecords: KeyRecords;
  readonly registerFor: (caller: Caller) => CustomerRegister;
  /** Null without the demo data. */
  readonly errorExamples: ErrorExamples | null;
  /** Null without subscriptions. */
  readonly changes: ChangeFeed | null;
  /** Null without a rate limit. */
  readonly rateLimiter: RateLimiter | null;
}

export function openScope(
  { customersFor, readsFor, service, keyRecords, registerFor, ...sources }: ScopeSources,
  origin: RequestOrigin,
): Scope {
  const { caller, requestId } = origin;
  const responseExtensions = noResponseExtensions();
  const log = emptyLogRecord();
  const turns = new Turns();
  return {
    requestId,
    caller,
    origin,
    customers: customersFor(origin),
    reads: openReads(readsFor(origin, responseExtensions), caller.organisation, turns),
    turns,
    service,
    keyRecords,
    register: registerFor(caller),
    errorExamples: sources.errorExamples,
    changes: sources.changes,
    quota: new Quota(sources.rateLimiter, caller, () => log.refusals.add('THROTTLED')),
    responseExtensions,
    log,
    storeFailure: null,
  };
}

export function mayAccess(caller: Caller, access: Access): boolean {
  return caller.access.includes(access);
}
