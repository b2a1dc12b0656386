import type { Fault } from '../domain/errors.js';
import type { Access, Caller } from '../service/caller.js';
import type { KeyRecords } from '../service/ports.js';
import type { PromotionService } from '../service/promotion-service.js';
import type { RateLimiter } from '../service/rate-limiter.js';
import { customerLoader, type CustomerLoader, type SharedCustomerLoader } from './customer-loader.js';
import { Quota } from './quota.js';
import { openReads, type Reads, type ReadSources } from './reads.js';

/** What one request carries, whichever door it came through. */
export interface Scope {
  /** Names this call in answers, logs and support. */
  readonly requestId: string;
  readonly caller: Caller;
  readonly customers: CustomerLoader;
  readonly reads: Reads;
  readonly service: PromotionService;
  readonly keyRecords: KeyRecords;
  readonly errorExamples: ErrorExamples | null;
  /** What the request takes off its client's rate limit. */
  readonly quota: Quota;
}

/** How to see each failure to expect with the data that is there. */
type ErrorExamples = Readonly<Record<Fault, string>>;

/** What lives as long as the process and every scope draws on. */
export interface ScopeSources {
  readonly customers: SharedCustomerLoader;
  readonly reads: ReadSources;
  readonly service: PromotionService;
  readonly keyRecords: KeyRecords;
  /** Null where the data is not ours to know. */
  readonly errorExamples: ErrorExamples | null;
  /** Null where clients are not limited. */
  readonly rateLimiter: RateLimiter | null;
}

export function openScope(sources: ScopeSources, caller: Caller, requestId: string): Scope {
  return {
    requestId,
    caller,
    customers: customerLoader(sources.customers, caller.organisation.organisationId),
    reads: openReads(sources.reads, caller.organisation),
    service: sources.service,
    keyRecords: sources.keyRecords,
    errorExamples: sources.errorExamples,
    quota: new Quota(sources.rateLimiter, caller),
  };
}

export function mayAccess(caller: Caller, access: Access): boolean {
  return caller.access.includes(access);
}
