/** Bounds the WebSockets without a known caller. */

/** The maximum of unauthenticated WebSockets. A page authenticates within a few round trips. */
const MOST = 256;

/**
 * Bounds the sockets without a known caller. Beyond the bound the oldest socket of the address that has the most is
 * closed, so that a stranger who opens many displaces its own.
 */
export class UnidentifiedSockets {
  readonly #byAddress = new Map<string, Set<() => void>>();
  #size = 0;

  /** @param close closes the socket. @returns takes it out, when it is identified or closed */
  add(address: string, close: () => void): () => void {
    const own = this.#byAddress.get(address) ?? new Set();
    this.#byAddress.set(address, own.add(close));
    this.#size += 1;
    if (this.#size > MOST) this.#closeOldest();
    return () => this.#remove(address, close);
  }

  #closeOldest(): void {
    let [address, most] = ['', new Set<() => void>()];
    for (const [other, own] of this.#byAddress) if (own.size > most.size) [address, most] = [other, own];
    const [oldest] = most;
    if (!oldest) return;
    this.#remove(address, oldest);
    oldest();
  }

  #remove(address: string, close: () => void): void {
    const own = this.#byAddress.get(address);
    if (!own?.delete(close)) return;
    this.#size -= 1;
    if (own.size === 0) this.#byAddress.delete(address);
  }
}
