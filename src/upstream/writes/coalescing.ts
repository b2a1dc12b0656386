/** Coalesces single mutations into shared calls. */

import { MAX_CUSTOMERS } from '../../domain/bulk-request.js';
import type { Refusal } from '../../domain/errors/errors.js';
import type { CustomerOutcome } from '../../service/promotion-service.js';
import { Batching } from '../../service/batching/batching.js';
import { ConcurrencyLimit } from '../../service/batching/concurrency-limit.js';
import { isOver, leftUntil, type CallTime } from '../client/call-time.js';
import { refusesCall } from './correlate.js';
import type { UpstreamWrite } from './upstream-write.js';
import type { WriteResult } from './write.js';

/** The concurrent shared calls with the same key; later writes share the next one. */
const CONCURRENT_BATCHES = 2;
/** The maximum where calls are small, because full calls gain nothing by waiting: half of the connections. */
const MAX_CONCURRENT_BATCHES = 8;
/** The share of its time to be sent for which a write waits for others, while connections may be free. */
const SHARE_OF_SHARING = 0.5;

/** The batching of writes with the same key, while there are any. */
interface CoalescingQueue {
  readonly batching: Batching<Single, WriteResult>;
  readonly limit: ConcurrencyLimit;
  pending: number;
  /** Whether a call leaves soon, although enough are under way. */
  isHurrying: boolean;
}

/** A write for one customer that shares a call. */
interface Single {
  readonly write: UpstreamWrite;
  /** Whether it is in a call, or was abandoned. */
  state: 'waiting' | 'left' | 'givenUp';
}

/**
 * Has writes for one customer each share calls to the platform, where all but the customer is the same and no
 * customer is named twice. One that comes in while nothing is under way does not wait, and none waits for more than half
 * of its time to be sent.
 */
export class Coalescing {
  readonly #queues = new Map<string, CoalescingQueue>();

  /** @param batchSize the maximum number of customers in one call */
  constructor(
    private readonly write: (upstreamWrite: UpstreamWrite) => Promise<WriteResult>,
    private readonly batchSize: number,
  ) {}

  async add(write: UpstreamWrite): Promise<WriteResult> {
    const key = keyOf(write);
    const queue = this.#queues.get(key) ?? this.#begin(key);
    queue.pending += 1;
    const single: Single = { write, state: 'waiting' };
    try {
      return await unlessLate(single, queue.batching.add(single), () => hurry(queue));
    } finally {
      queue.pending -= 1;
      if (queue.pending === 0) this.#queues.delete(key);
    }
  }

  #begin(key: string): CoalescingQueue {
    const limit = new ConcurrencyLimit(concurrentBatches(this.batchSize), null);
    const batching = new Batching<Single, WriteResult>({
      keyOf: () => '',
      sizeOf: () => 1,
      maxSize: this.batchSize,
      mayJoin: isNamedNowhereIn,
      limit,
      run: (singles) => {
        queue.isHurrying = false;
        return this.#leave(singles);
      },
    });
    const queue: CoalescingQueue = { batching, limit, pending: 0, isHurrying: false };
    this.#queues.set(key, queue);
    return queue;
  }

  async #leave(singles: readonly Single[]): Promise<(WriteResult | Error)[]> {
    const leaving = singles.filter(({ state }) => state === 'waiting');
    for (const single of leaving) single.state = 'left';
    const results = await this.#writeTogether(leaving.map(({ write }) => write));
    const resultOf = new Map(leaving.map((single, i) => [single, results[i]]));
    return singles.map((single) => resultOf.get(single) ?? NOT_SENT);
  }

  /** Sends one call for all of them, in the time of the one that can wait least; those that can wait longer try again. */
  async #writeTogether(singles: readonly UpstreamWrite[]): Promise<(WriteResult | Error)[]> {
    const [first] = singles;
    if (!first) return [];
    const targets = singles.flatMap((single) => single.targets);
    const written = await this.write({ ...first, targets, time: shortestTime(singles) });
    if ('refusal' in written) return this.#refuseTogether(singles, written);
    const { outcomes, upstreamRequestIds } = written;
    return singles.map((_, i) => {
      const outcome = outcomes[i];
      return outcome ? { ...alone(outcome), upstreamRequestIds } : new Error('A write has no outcome');
    });
  }

  async #refuseTogether(
    singles: readonly UpstreamWrite[],
    written: Extract<WriteResult, { refusal: Refusal }>,
  ): Promise<(WriteResult | Error)[]> {
    // An unknown code may concern the sharing, of which the callers know nothing.
    if (singles.length > 1 && written.refusal.fault === 'UNRECOGNISED') {
      return Promise.all(singles.map((single) => this.write(single)));
    }
    if (written.refusal.fault !== 'UPSTREAM_UNAVAILABLE') return singles.map(() => written);
    const patient = singles.filter(({ time }) => !isOver(time.sendBy));
    if (patient.length === singles.length) return singles.map(() => written);
    const results = await this.#writeTogether(patient);
    const resultOf = new Map(patient.map((single, i) => [single, results[i]]));
    return singles.map((single) => resultOf.get(single) ?? written);
  }
}

/** A call for one customer is refused as a whole for what concerns the call, as where it is sent alone. */
function alone(
  outcome: CustomerOutcome,
): { readonly refusal: Refusal } | { readonly outcomes: readonly CustomerOutcome[] } {
  if (outcome.status !== 'refused' || !refusesCall(outcome.refusal)) return { outcomes: [outcome] };
  return { refusal: outcome.refusal };
}

/** As many as all customers of a full call need, where calls are small. */
function concurrentBatches(batchSize: number): number {
  const needed = Math.ceil(MAX_CUSTOMERS / batchSize);
  return Math.min(MAX_CONCURRENT_BATCHES, Math.max(CONCURRENT_BATCHES, needed));
}

/** Has the next call leave. Its writes run out of time together, and one call more is enough for them. */
function hurry(queue: CoalescingQueue): void {
  if (queue.isHurrying) return;
  queue.isHurrying = true;
  queue.limit.hurry();
}

/**
 * Answers a write at once that waited too long for a call; it is not sent.
 * @param onImpatience called when it waited as long as it may for others
 */
async function unlessLate(
  single: Single,
  written: Promise<WriteResult>,
  onImpatience: () => void,
): Promise<WriteResult> {
  const { sendBy } = single.write.time;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<WriteResult>((resolve) => {
    const giveUp = () => {
      if (single.state !== 'waiting') return;
      single.state = 'givenUp';
      resolve(NOT_SENT);
    };
    const becomeImpatient = () => {
      if (single.state !== 'waiting') return;
      onImpatience();
      timer = setTimeout(giveUp, leftUntil(sendBy));
    };
    timer = setTimeout(becomeImpatient, leftUntil(sendBy) * SHARE_OF_SHARING);
  });
  try {
    return await Promise.race([written, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The Retry-After of writes that no call took in time. */
const RETRY_MS = 1_000;
const NOT_SENT: WriteResult = {
  refusal: { fault: 'UPSTREAM_UNAVAILABLE', retryAfterMs: RETRY_MS },
  upstreamRequestIds: [],
};

/** The time of the one that can wait least. */
function shortestTime(singles: readonly UpstreamWrite[]): CallTime {
  const times = singles.map(({ time }) => time);
  return times.reduce((shortest, time) => (time.sendBy < shortest.sendBy ? time : shortest));
}

/** The coalescing key: equal for writes that may share a call. A passed credential counts as an organisation of its own. */
function keyOf({
  origin: { caller, forwarded },
  operation,
  writtenAction,
  promotion,
  readsBefore,
  targets,
}: UpstreamWrite): string {
  return JSON.stringify([
    caller.organisation.organisationId,
    forwarded?.context,
    operation,
    writtenAction,
    promotion,
    readsBefore,
    targets[0]?.key.identifierName,
  ]);
}

function isNamedNowhereIn(single: Single, batch: readonly Single[]): boolean {
  const valueOf = ({ write }: Single) => write.targets[0]?.key.value;
  return !batch.some((other) => valueOf(other) === valueOf(single));
}
