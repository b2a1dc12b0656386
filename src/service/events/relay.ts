/** Relays events from the outbox to their receiver. */

import type { Deliver, Outbox, PendingEvent } from './events.js';

export interface RelayOptions {
  readonly outbox: Outbox;
  readonly deliver: Deliver;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  readonly onFailure: (error: unknown, event: PendingEvent) => void;
  /** Called when the outbox fails. */
  readonly onError: (error: unknown) => void;
}

const AT_ONCE = 32;
/** A delivery that lasts longer gives its slot to others, which a receiver may well confirm at once. */
const SLOW_AFTER_MS = 1_000;
/** How many deliveries may be under way without a slot. */
const MAX_SLOW = 256;
/** Longer than a delivery can take. */
const HELD_FOR_MS = 60_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * 60_000;

/** How long deliveries under way may go on after a stop. */
const STOP_MS = 2_000;
const IDLE_MS = 500;

/**
 * Delivers what is due, at least once and in order per customer: an event that fails or hangs holds back the later ones
 * of its customer alone. Each delivery has a slot, which is free again as soon as it ends, or after a second: else some
 * dozens of customers whose events hang would hold up all others.
 */
export class Relay {
  readonly #underWay = new Set<Promise<void>>();
  #slotsTaken = 0;
  readonly #aborted = new AbortController();
  #confirmed: PendingEvent[] = [];
  #isStopped = false;
  #hasChanged = false;
  #wake: () => void = () => undefined;

  constructor(private readonly options: RelayOptions) {}

  /** Takes as many due events as slots are free, and begins to deliver them. @returns how many */
  async takeDue(): Promise<number> {
    await this.#removeConfirmed();
    const free = Math.min(AT_ONCE - this.#slotsTaken, AT_ONCE + MAX_SLOW - this.#underWay.size);
    if (free <= 0) return 0;
    const events = await this.options.outbox.take(HELD_FOR_MS, free);
    for (const event of events) {
      const freeSlot = this.#takeSlot();
      const delivery = this.#deliver(event).finally(() => {
        freeSlot();
        this.#underWay.delete(delivery);
        this.#change();
      });
      this.#underWay.add(delivery);
    }
    return events.length;
  }

  /** @returns frees the slot, unless time has done so already */
  #takeSlot(): () => void {
    let isTaken = true;
    this.#slotsTaken += 1;
    const free = () => {
      clearTimeout(timer);
      if (!isTaken) return;
      isTaken = false;
      this.#slotsTaken -= 1;
      this.#change();
    };
    const timer = setTimeout(free, SLOW_AFTER_MS);
    return free;
  }

  /** Waits for deliveries under way. */
  async finish(): Promise<void> {
    await Promise.all(this.#underWay);
    await this.#removeConfirmed();
  }

  /** Relays until it is stopped; it polls twice a second while nothing is due. */
  async run(): Promise<void> {
    while (!this.#isStopped) {
      const taken = await this.takeDue().catch(this.#report);
      if (!taken) await this.#untilChanged();
    }
    const abort = setTimeout(() => this.#aborted.abort(), STOP_MS);
    await this.finish().catch(this.#report);
    clearTimeout(abort);
  }

  stop(): void {
    this.#isStopped = true;
    this.#change();
  }

  readonly #report = (error: unknown): void => this.options.onError(error);

  /** Removes all events that were confirmed meanwhile with one statement. */
  async #removeConfirmed(): Promise<void> {
    const confirmed = this.#confirmed;
    if (confirmed.length === 0) return;
    this.#confirmed = [];
    try {
      await this.options.outbox.remove(confirmed);
    } catch (error) {
      this.#confirmed.push(...confirmed);
      throw error;
    }
  }

  async #deliver(event: PendingEvent): Promise<void> {
    const { deliver, outbox, random, onFailure } = this.options;
    const { signal } = this.#aborted;
    try {
      await deliver(event, signal);
      this.#confirmed.push(event);
    } catch (error) {
      // Another process may deliver at once the events whose delivery a stop aborted.
      const delay = signal.aborted ? 0 : delayAfter(event.attempts, random());
      if (!signal.aborted) onFailure(error, event);
      await outbox.postpone(event, delay).catch(this.#report);
    }
  }

  #change(): void {
    this.#hasChanged = true;
    this.#wake();
  }

  /** Resolves when a slot becomes free, or when it is time to poll again. */
  async #untilChanged(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#hasChanged ? 0 : IDLE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        setImmediate(resolve);
      };
    });
    this.#hasChanged = false;
  }
}

/** Exponential backoff up to five minutes, with jitter over its upper half: receivers come back to no thundering herd. */
export function delayAfter(attempts: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1));
  return longest / 2 + (longest / 2) * random;
}

/** @returns stops the relay, and waits for deliveries under way */
export function startRelay(options: RelayOptions): () => Promise<void> {
  const relay = new Relay(options);
  const running = relay.run();
  return () => {
    relay.stop();
    return running;
  };
}
