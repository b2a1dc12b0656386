/** Recent failures by address and client. */

import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports.js';

/** After this time a failure counts half. */
const HALF_LIFE_MS = 60_000;
/** The bound of each count; the name that failed longest ago is forgotten first. */
const MAX_NAMES = 10_000;

/** From this many recent failures on an attempt is suspect: of one address with one client, or of either with any. */
const SUSPECT_PAIR = 3;
const SUSPECT_EITHER = 20;

/** The two parties of an attempt to log in, each in a text of bounded length. */
export interface Parties {
  readonly address: string;
  /** The client that it claims to be, known or not. */
  readonly client: string;
}

/** How recent failures rank an attempt: a lower rank goes first. */
export interface Rank {
  readonly isSuspect: boolean;
  /** Recent failures of this address with this client. */
  readonly pair: number;
  /** Recent failures of the address with any client, and of the client from any address. */
  readonly either: number;
}

/** Negative when the first goes first, zero when they are equal. */
export function compareRanks(one: Rank, other: Rank): number {
  return (
    Number(one.isSuspect) - Number(other.isSuspect) || one.pair - other.pair || one.either - other.either
  );
}

/**
 * Counts recent failures to log in by address, by client, and by the two together. An attacker who floods one client, or
 * from one address, ranks behind the same client from elsewhere and behind the other clients of the same address.
 */
export class FailureRecord {
  readonly #addresses = new DecayingCounter();
  readonly #clients = new DecayingCounter();
  readonly #pairs = new DecayingCounter();

  constructor(private readonly clock: Clock) {}

  add({ address, client }: Parties): void {
    const now = this.#now();
    this.#addresses.add(address, now);
    this.#clients.add(client, now);
    this.#pairs.add(`${address} ${client}`, now);
  }

  rankOf(parties: Parties): Rank {
    return this.#rankAt(this.#now(), parties);
  }

  /** Ranks many attempts at one instant, so that equal counts give equal ranks. */
  ranksOf<Item>(items: readonly Item[], partiesOf: (item: Item) => Parties): Map<Item, Rank> {
    const now = this.#now();
    return new Map(items.map((item) => [item, this.#rankAt(now, partiesOf(item))]));
  }

  #now(): number {
    return this.clock.now().getTime();
  }

  #rankAt(now: number, { address, client }: Parties): Rank {
    const [ofAddress, ofClient] = [this.#addresses.count(address, now), this.#clients.count(client, now)];
    const pair = this.#pairs.count(`${address} ${client}`, now);
    const isSuspect = pair >= SUSPECT_PAIR || Math.max(ofAddress, ofClient) >= SUSPECT_EITHER;
    return { isSuspect, pair, either: ofAddress + ofClient };
  }
}

/** Counts by name, with exponential decay. */
class DecayingCounter {
  readonly #counts = new LRUCache<string, { readonly count: number; readonly at: number }>({
    max: MAX_NAMES,
  });

  count(name: string, now: number): number {
    const known = this.#counts.get(name);
    if (!known) return 0;
    const age = Math.max(0, now - known.at);
    return known.count * 2 ** (-age / HALF_LIFE_MS);
  }

  add(name: string, now: number): void {
    this.#counts.set(name, { count: this.count(name, now) + 1, at: now });
  }
}
