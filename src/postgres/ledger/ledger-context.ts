/** What a transaction records on behalf of: organisation, instant, calls. */

import type { Origin } from '../../service/ports.js';

/** Where a transaction comes from, and who is to be told of what it records. */
export interface LedgerContext extends Origin {
  /** Whether events go into the outbox. */
  readonly publishes: boolean;
  /** Whether those who listen are told, once it is committed. */
  readonly notifies: boolean;
}
