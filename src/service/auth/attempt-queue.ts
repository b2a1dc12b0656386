/** Orders the verification of credentials, and bounds how many wait. */

import { compareRanks, type FailureRecord, type Parties, type Rank } from './failure-record.js';

/** Hashing occupies a thread of libuv's pool of four, which files and DNS look-ups need too. */
const MAX_RUNNING = 2;
export const MAX_WAITING = 1_000;
const MAX_WAIT_MS = 15_000;
/** How long a refused caller waits for its answer, so that it cannot come again at once. */
const TURNED_AWAY_AFTER_MS = 1_000;
/** One of so many turns of suspect attempts of equal rank goes to the oldest; the others go to the newest. */
const TURNS_PER_OLDEST = 4;

/** Too many attempts rank before this one; the same credential may be verified later. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';
}

/** An attempt to log in that has to be verified. */
export interface Attempt extends Parties {
  /** Whether a caller still waits for the result. */
  isWanted(): boolean;
  /** @returns whether the secret matches */
  verify(): Promise<boolean>;
}

interface Waiting {
  readonly attempt: Attempt;
  rank: Rank;
  /** Counts up with each attempt. */
  readonly arrival: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (matches: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Verifies attempts two at a time, those with the fewest recent failures first. Suspect attempts run one at a time, each
 * followed by a pause of the same length: guessing takes at most half a processor, and callers that guess wait for
 * their turns.
 *
 * A good attempt from a new address cannot be distinguished from guesses that each come from a new address. Most turns
 * among equals go to the newest, so that a good attempt seldom waits behind the guesses that came before it.
 */
export class AttemptQueue {
  /** In the order of their ranks, and of their arrival within a rank. */
  #waiting: Waiting[] = [];
  #running = 0;
  #arrivals = 0;
  #suspectTurns = 0;
  /** Whether a suspect attempt runs, or the pause after one. */
  #holdsSuspects = false;
  #isClosing = false;

  constructor(private readonly failures: FailureRecord) {}

  /**
   * @returns whether the secret matches; a failure is recorded
   * @throws TooManyAttempts
   */
  verify(attempt: Attempt): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const rank = this.failures.rankOf(attempt);
      const timer = setTimeout(() => this.#giveUp(waiting), MAX_WAIT_MS).unref();
      const arrival = this.#arrivals++;
      const waiting: Waiting = { attempt, rank, arrival, timer, resolve, reject };
      this.#insert(waiting);
      this.#dispatch();
      if (this.#waiting.length > MAX_WAITING) turnAway(this.#takeWorst());
      if (this.#isClosing) this.#turnSuspectsAway();
    });
  }

  /** Refuses suspect attempts from now on, so that they do not delay the shutdown. */
  close(): void {
    this.#isClosing = true;
    this.#turnSuspectsAway();
  }

  #turnSuspectsAway(): void {
    const suspects = this.#waiting.filter(({ rank }) => rank.isSuspect);
    this.#waiting = this.#waiting.filter(({ rank }) => !rank.isSuspect);
    for (const suspect of suspects) turnAway(suspect, 0);
  }

  #insert(waiting: Waiting): void {
    let [from, to] = [0, this.#waiting.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = this.#waiting[middle];
      if (other && compareRanks(other.rank, waiting.rank) > 0) to = middle;
      else from = middle + 1;
    }
    this.#waiting.splice(from, 0, waiting);
  }

  /** Ranks all that wait anew: failures are added, and fade. */
  #reorder(): void {
    const ranks = this.failures.ranksOf(this.#waiting, ({ attempt }) => attempt);
    for (const [waiting, rank] of ranks) waiting.rank = rank;
    this.#waiting.sort((one, other) => compareRanks(one.rank, other.rank) || one.arrival - other.arrival);
  }

  #dispatch(): void {
    while (this.#running < MAX_RUNNING) {
      const next = this.#takeNext();
      if (!next) return;
      if (next.attempt.isWanted()) void this.#run(next);
      else turnAway(next);
    }
  }

  /** Takes the attempt whose turn it is, if it may run now. */
  #takeNext(): Waiting | undefined {
    if (!this.#waiting[0]?.rank.isSuspect) return this.#waiting.shift();
    if (this.#holdsSuspects) return undefined;
    this.#reorder();
    const isTurnOfOldest = this.#suspectTurns++ % TURNS_PER_OLDEST === 0;
    return this.#waiting.splice(isTurnOfOldest ? 0 : this.#lastEqualTo(0), 1)[0];
  }

  /** Takes one of the worst rank: neither the oldest, which has waited longest, nor the newest, which may be next. */
  #takeWorst(): Waiting | undefined {
    const worst = this.#waiting.at(-1);
    const first = this.#waiting.findIndex(({ rank }) => worst && compareRanks(rank, worst.rank) === 0);
    return this.#waiting.splice((first + this.#waiting.length - 1) >> 1, 1)[0];
  }

  /** The position of the last attempt whose rank equals that at a position. */
  #lastEqualTo(position: number): number {
    const one = this.#waiting[position];
    return this.#waiting.findLastIndex(({ rank }) => one && compareRanks(rank, one.rank) === 0);
  }

  async #run({ attempt, rank: { isSuspect }, timer, resolve, reject }: Waiting): Promise<void> {
    clearTimeout(timer);
    this.#running += 1;
    this.#holdsSuspects ||= isSuspect;
    const startedAt = performance.now();
    let answerGuess: () => void = () => undefined;
    try {
      const matches = await attempt.verify();
      if (!matches) this.#noteFailure(attempt);
      if (matches || !isSuspect) resolve(matches);
      else answerGuess = () => resolve(false);
    } catch (error) {
      reject(error);
    }
    this.#running -= 1;
    if (isSuspect) {
      setTimeout(() => this.#releaseSuspects(answerGuess), performance.now() - startedAt).unref();
    }
    this.#dispatch();
  }

  #noteFailure(attempt: Attempt): void {
    this.failures.add(attempt);
    this.#reorder();
    if (this.#isClosing) this.#turnSuspectsAway();
  }

  /** Chooses the next suspect before the last one is answered, whose next guess would otherwise be the newest. */
  #releaseSuspects(answerGuess: () => void): void {
    this.#holdsSuspects = false;
    this.#dispatch();
    answerGuess();
  }

  #giveUp(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    turnAway(waiting);
  }
}

function turnAway(waiting: Waiting | undefined, afterMs = TURNED_AWAY_AFTER_MS): void {
  if (!waiting) return;
  clearTimeout(waiting.timer);
  const reject = () => waiting.reject(new TooManyAttempts('Too many attempts to log in are waiting'));
  setTimeout(reject, afterMs).unref();
}
