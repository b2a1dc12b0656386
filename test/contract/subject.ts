/** What stands behind a promotion service that the contract is tried on. */

import type { Store } from '../../src/postgres/store.js';
import type { OrganisationData } from '../../src/postgres/store-organisation.js';
import type { CustomerLookup, PromotionService } from '../../src/service/promotion-service.js';
import type { ManualClock } from '../support/manual-clock.js';

/** A promotion service with what stands behind it. */
export interface Subject {
  readonly clock: ManualClock;
  /** Has the enrolments and earnings; the suite adds organisations of its own to it. */
  readonly store: Store;
  /** The clients of an organisation in that store. */
  clientsOf(organisationId: string): OrganisationData['clients'];
  serviceFor(organisationId: string): PromotionService;
  /** The look-up of a customer who was named by its id. */
  lookup(customerId: string): CustomerLookup;
  /** The client and the request that the store records for a request of a client. */
  recordedBy(clientId: string, requestId: string): { client: unknown; request: unknown };
  /** The `expiresAt` of an outcome that expires at this instant. */
  expiry(instant: string): Date | null;
  /** The store and the table of idempotency keys. */
  readonly keys: { readonly store: Store; readonly table: string };
  /** Counts the keys of an organisation that have a final answer. */
  keysSettled(organisationId: string): Promise<number>;
  /** The errors that made recording fail. */
  readonly defects: Error[];
  close(): Promise<void>;
}
