/** The context of a ledger transaction: its origin, and whether it publishes and notifies. */

import type { Origin } from '../../service/ports.js';

/** The origin of a transaction, and the ways in which it announces what it records. */
export interface LedgerContext extends Origin {
  /** Whether each recorded row adds an event to the outbox. */
  readonly publishes: boolean;
  /** Whether the commit notifies the processes that listen. */
  readonly notifies: boolean;
}
