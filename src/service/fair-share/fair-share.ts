/** How much of the store each client may have at a time. */

import type { Caller, Organisation } from '../caller.js';
import { noTurnInTime, WaitingLine, type Patience } from '../waiting-line.js';

/** A client has too much under way already: nothing of this was done, and the same may be done later. */
export class TooMuchAtOnce extends Error {
  override readonly name = 'TooMuchAtOnce';

  constructor() {
    super('The client has too many requests under way');
  }
}

export interface FairShareOptions {
  /** How much runs at a time, of all clients together. */
  readonly atOnce: number;
  /** How much of it one client may have. */
  readonly each: number;
  /** How much of one client may wait. */
  readonly waiting: number;
  /** How long it waits. */
  readonly patienceMs: Patience;
}

/** Whose share it is. */
export type Sharer = Pick<Caller, 'clientId'> & {
  readonly organisation: Pick<Organisation, 'organisationId'>;
};

/** The work of one client: under way, and waiting. */
interface Line {
  running: number;
  readonly waiting: WaitingLine;
}

/**
 * Lets clients use the store side by side. Organisations take turns, and so do the clients of one: who waits is next
 * after at most one piece of work of each other, however much others have waiting.
 */
export class FairShare {
  #running = 0;
  #handedOver: Promise<void> = Promise.resolve();
  /** By organisation and client, those who have something under way. Who had a turn goes to the end. */
  readonly #organisations = new Map<string, Map<string, Line>>();

  constructor(private readonly options: FairShareOptions) {}

  /** How many organisations and clients are remembered, because they have something under way. */
  get remembered(): number {
    return [...this.#organisations.values()].reduce((sum, { size }) => sum + 1 + size, 0);
  }

  /** @throws TooMuchAtOnce, StoreUnavailable when the turn does not come in time */
  async run<Result>({ organisation, clientId }: Sharer, work: () => Promise<Result>): Promise<Result> {
    const { organisationId } = organisation;
    const line = this.#lineOf(organisationId, clientId);
    const { atOnce, each, waiting } = this.options;
    if (this.#running < atOnce && line.running < each && line.waiting.length === 0) this.#start(line);
    else if (line.waiting.length >= waiting) throw new TooMuchAtOnce();
    else {
      await new Promise<void>((resolve, reject) => {
        const giveUp = () => {
          this.#forgetIdle(organisationId, clientId, line);
          reject(noTurnInTime());
        };
        line.waiting.join(resolve, giveUp, this.options.patienceMs);
      });
    }
    try {
      const result = await work();
      await this.#nextTurn();
      return result;
    } finally {
      this.#running -= 1;
      line.running -= 1;
      this.#forgetIdle(organisationId, clientId, line);
      this.#startNext();
    }
  }

  /** What is made of a result takes time of its own: one result a turn of the event loop leaves room for others. */
  #nextTurn(): Promise<void> {
    this.#handedOver = this.#handedOver.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#handedOver;
  }

  #start(line: Line): void {
    this.#running += 1;
    line.running += 1;
  }

  /** At most one starts for one that ended; more than one may be able to where a client had all that it may have. */
  #startNext(): void {
    while (this.#running < this.options.atOnce) {
      const line = this.#takeTurn();
      const begin = line?.waiting.shift();
      if (!line || !begin) return;
      this.#start(line);
      begin();
    }
  }

  #takeTurn(): Line | null {
    for (const [organisationId, clients] of this.#organisations) {
      for (const [clientId, line] of clients) {
        if (line.waiting.length === 0 || line.running >= this.options.each) continue;
        moveToEnd(clients, clientId, line);
        moveToEnd(this.#organisations, organisationId, clients);
        return line;
      }
    }
    return null;
  }

  #lineOf(organisationId: string, clientId: string): Line {
    const clients = this.#organisations.get(organisationId) ?? new Map<string, Line>();
    this.#organisations.set(organisationId, clients);
    const line = clients.get(clientId) ?? {
      running: 0,
      waiting: new WaitingLine(),
    };
    clients.set(clientId, line);
    return line;
  }

  #forgetIdle(organisationId: string, clientId: string, line: Line): void {
    if (line.running > 0 || line.waiting.length > 0) return;
    const clients = this.#organisations.get(organisationId);
    if (clients?.delete(clientId) && clients.size === 0) this.#organisations.delete(organisationId);
  }
}

function moveToEnd<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
}
