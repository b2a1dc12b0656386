/** Counts a client's subscriptions, and ends them. */

import type { Caller } from '../../service/caller.js';

/** Why the gateway ends a connection. */
export type Ending = 'expired' | 'missed' | 'leaving' | 'slow';

/** A connection that can be ended. */
interface Endable {
  return(): Promise<unknown>;
}

/** The limits of subscribers. */
export interface SubscriberLimits {
  readonly subscriptionsPerConnection: number;
  /** The maximum of all connections of a client to this process. */
  readonly subscriptionsPerClient: number;
  readonly connectionsPerClient: number;
  /** The bytes that may wait for a reader before its connection counts as stuck. */
  readonly unreadBytes: number;
  /** How long a connection may stay unauthenticated. */
  readonly initMs: number;
  /** The interval of pings, which is also the time to answer one. */
  readonly keepAliveMs: number;
}

export const subscriberLimits: SubscriberLimits = {
  subscriptionsPerConnection: 100,
  subscriptionsPerClient: 1_000,
  connectionsPerClient: 1_000,
  unreadBytes: 1024 * 1024,
  initMs: 5_000,
  keepAliveMs: 12_000,
};

/** The open connections and subscriptions of one client. */
interface Usage {
  connections: number;
  subscriptions: number;
}

/** The longest delay of a timer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The connections of this process that subscribe to changes. */
export class Subscribers {
  readonly #all = new Set<Subscriber>();
  readonly #usage = new Map<string, Usage>();

  constructor(private readonly limits: SubscriberLimits) {}

  /** The number of connections. */
  get size(): number {
    return this.#all.size;
  }

  /**
   * @param expiresInMs the remaining time of the credential; null for one that does not expire
   * @param end closes the connection
   * @returns null for a client with too many connections
   */
  join(caller: Caller, expiresInMs: number | null, end: (why: Ending) => void): Subscriber | null {
    const key = `${caller.organisation.organisationId} ${caller.clientId}`;
    const usage = this.#usage.get(key) ?? { connections: 0, subscriptions: 0 };
    if (usage.connections >= this.limits.connectionsPerClient) return null;
    this.#usage.set(key, usage);
    usage.connections += 1;
    const subscriber = new Subscriber(caller, this.limits, usage, end, () => {
      this.#all.delete(subscriber);
      usage.connections -= 1;
      if (usage.connections === 0) this.#usage.delete(key);
    });
    this.#all.add(subscriber);
    if (expiresInMs !== null) subscriber.endIn(Math.min(Math.max(expiresInMs, 0), LONGEST_TIMER_MS));
    return subscriber;
  }

  endAll(why: Ending): void {
    for (const subscriber of [...this.#all]) subscriber.end(why);
  }
}

/** One connection, and what it is subscribed to. */
export class Subscriber {
  readonly #running = new Set<Endable>();
  #subscriptions = 0;
  #gone = false;
  #expiry: NodeJS.Timeout | undefined;
  readonly #onceGone: (() => void)[] = [];

  constructor(
    readonly caller: Caller,
    private readonly limits: SubscriberLimits,
    private readonly usage: Usage,
    private readonly onEnd: (why: Ending) => void,
    private readonly onLeave: () => void,
  ) {}

  /** @returns releases the subscription; null beyond the limit */
  reserve(): (() => void) | null {
    const { subscriptionsPerConnection, subscriptionsPerClient } = this.limits;
    if (this.#gone || this.#subscriptions >= subscriptionsPerConnection) return null;
    if (this.usage.subscriptions >= subscriptionsPerClient) return null;
    this.#subscriptions += 1;
    this.usage.subscriptions += 1;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.#subscriptions -= 1;
      this.usage.subscriptions -= 1;
    };
  }

  /** Ends a subscription when its subscriber leaves. @returns forgets it */
  endOnLeaving(running: Endable): () => void {
    if (this.#gone) void running.return();
    else this.#running.add(running);
    return () => this.#running.delete(running);
  }

  onceGone(clean: () => void): void {
    this.#onceGone.push(clean);
  }

  endIn(milliseconds: number): void {
    this.#expiry = setTimeout(() => this.end('expired'), milliseconds).unref();
  }

  /** Closes the connection, which then leaves. */
  end(why: Ending): void {
    if (!this.#gone) this.onEnd(why);
  }

  /** Ends all subscriptions of a closed connection. */
  leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    clearTimeout(this.#expiry);
    for (const running of [...this.#running]) void running.return();
    this.#running.clear();
    for (const clean of this.#onceGone) clean();
    this.onLeave();
  }
}
