import { setTimeout as sleep } from 'node:timers/promises';

/** What can have happened to a customer, in our words. */
export type EventType =
  'promotion.enrolled' | 'promotion.earned' | 'promotion.enrolment.revoked' | 'promotion.earning.revoked';

/** An event that is still to be delivered. */
export interface PendingEvent {
  readonly organisationId: string;
  /** Orders the events of a customer. */
  readonly sequence: string;
  readonly eventId: string;
  readonly customerId: string;
  readonly type: EventType;
  readonly occurredAt: Date;
  /** The ids that it is about; nothing that names a person. */
  readonly data: Readonly<Record<string, string>>;
  /** How many deliveries were begun, this one included. */
  readonly attempts: number;
}

/** Events that were recorded in the transactions of what they tell, until they are delivered. */
export interface Outbox {
  /**
   * Takes due events for delivery, the earliest of each customer only, and keeps them from every other process for so
   * long: those that a process took before it died are taken again. Time is the store's, as processes' clocks differ.
   */
  take(heldForMs: number, atMost: number): Promise<PendingEvent[]>;
  /** They were delivered. */
  remove(events: readonly PendingEvent[]): Promise<void>;
  /** Makes a failed event due again after so long, and its customer's later events no sooner, so that a look skips them. */
  postpone(event: PendingEvent, delayMs: number): Promise<void>;
}

/** Tells another system. @throws when it cannot be told, or does not confirm */
export type Deliver = (event: PendingEvent) => Promise<void>;

export interface RelayOptions {
  readonly outbox: Outbox;
  readonly deliver: Deliver;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  readonly onFailure: (error: unknown, event: PendingEvent) => void;
}

const AT_ONCE = 32;
/** Longer than a delivery can take. */
const HELD_FOR_MS = 60_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * 60_000;

/**
 * Delivers what is due, at least once and in order per customer: an event that fails holds back the later ones
 * of its customer, and nobody else's.
 * @returns how many it took
 */
export async function relayOnce(options: RelayOptions): Promise<number> {
  const { outbox } = options;
  const events = await outbox.take(HELD_FOR_MS, AT_ONCE);
  const delivered = await Promise.all(events.map((event) => deliverOne(event, options)));
  const confirmed = events.filter((_, i) => delivered[i]);
  if (confirmed.length > 0) await outbox.remove(confirmed);
  return events.length;
}

async function deliverOne(event: PendingEvent, options: RelayOptions): Promise<boolean> {
  const { outbox, deliver, random, onFailure } = options;
  try {
    await deliver(event);
    return true;
  } catch (error) {
    onFailure(error, event);
    await outbox.postpone(event, delayAfter(event.attempts, random()));
    return false;
  }
}

/** Exponential backoff up to five minutes, with jitter over its upper half: receivers come back to no thundering herd. */
export function delayAfter(attempts: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1));
  return longest / 2 + (longest / 2) * random;
}

const IDLE_MS = 500;

/**
 * Relays until it is stopped; while nothing is due it looks twice a second.
 * @returns stops it, and waits for deliveries under way
 */
export function startRelay(options: RelayOptions, onError: (error: unknown) => void): () => Promise<void> {
  const stopped = new AbortController();
  const running = relayUntil(stopped.signal, options, onError);
  return () => {
    stopped.abort();
    return running;
  };
}

async function relayUntil(
  signal: AbortSignal,
  options: RelayOptions,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    const taken = await relayOnce(options).catch((error: unknown) => {
      onError(error);
      return 0;
    });
    if (taken === 0) await idle(signal);
  }
}

/** Unlike a listener on the signal for each wait, this one goes away with its timer. */
async function idle(signal: AbortSignal): Promise<void> {
  await sleep(IDLE_MS, undefined, { signal }).catch(() => undefined);
}
