/** Events, and the ports of their outbox and their delivery. */

/** The types of events. */
export const eventTypes = [
  'promotion.enrolled',
  'promotion.earned',
  'promotion.enrolment.revoked',
  'promotion.earning.revoked',
] as const;
export type EventType = (typeof eventTypes)[number];

/** An undelivered event. */
export interface PendingEvent {
  readonly organisationId: string;
  /** Orders the events of a customer. */
  readonly sequence: string;
  readonly eventId: string;
  readonly customerId: string;
  readonly type: EventType;
  readonly occurredAt: Date;
  /** The ids of the event; no personal data. */
  readonly data: Readonly<Record<string, string>>;
  /** How many deliveries were begun, this one included. */
  readonly attempts: number;
}

/** Undelivered events, each recorded in the transaction of the change that it reports. */
export interface Outbox {
  /**
   * Takes due events for delivery, the earliest of each customer only, and keeps them from every other process for so
   * long: those that a process took before it died are taken again. Time is the store's, as processes' clocks differ.
   */
  take(heldForMs: number, atMost: number): Promise<PendingEvent[]>;
  /** Removes delivered events. */
  remove(events: readonly PendingEvent[]): Promise<void>;
  /** Makes a failed event due again after so long, and its customer's later events no sooner, so that a look skips them. */
  postpone(event: PendingEvent, delayMs: number): Promise<void>;
}

/** Sends an event to another system. @throws when it cannot be sent, is not confirmed, or is aborted */
export type Deliver = (event: PendingEvent, signal: AbortSignal) => Promise<void>;
