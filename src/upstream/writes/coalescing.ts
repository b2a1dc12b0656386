/** Coalesces single mutations into shared calls. */

import type { Refusal } from '../../domain/errors/errors.js';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import { Batching } from '../../service/batching/batching.js';
import { ConcurrencyLimit } from '../../service/batching/concurrency-limit.js';
import { isOver, leftUntil, type CallTime } from '../client/call-time.js';
import type { UpstreamWrite } from './upstream-write.js';
import type { WriteResult } from './write.js';

/** The concurrent shared calls with the same key; later writes share the next one. */
const CONCURRENT_BATCHES = 2;

/** The batching of writes with the same key, while there are any. */
interface CoalescingQueue {
  readonly batching: Batching<Single, WriteResult>;
  pending: number;
}

/** A write for one customer that shares a call. */
interface Single {
  readonly write: UpstreamWrite;
  /** Whether it is in a call, or was abandoned. */
  state: 'waiting' | 'left' | 'givenUp';
}

/**
 * Has writes for one customer each share calls to the platform, where all but the customer is the same and no
 * customer is named twice. One that comes in while nothing is under way does not wait.
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
      return await unlessLate(single, queue.batching.add(single));
    } finally {
      queue.pending -= 1;
      if (queue.pending === 0) this.#queues.delete(key);
    }
  }

  #begin(key: string): CoalescingQueue {
    const batching = new Batching<Single, WriteResult>({
      keyOf: () => '',
      sizeOf: () => 1,
      maxSize: this.batchSize,
      mayJoin: isNamedNowhereIn,
      limit: new ConcurrencyLimit(CONCURRENT_BATCHES, null),
      run: (singles) => this.#leave(singles),
    });
    const queue = { batching, pending: 0 };
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
    const { outcomes, ...rest } = written;
    return singles.map((_, i) => {
      const outcome = outcomes[i];
      return outcome ? { ...rest, outcomes: [outcome] } : new Error('A write has no outcome');
    });
  }

  async #refuseTogether(
    singles: readonly UpstreamWrite[],
    written: Extract<WriteResult, { refusal: Refusal }>,
  ): Promise<(WriteResult | Error)[]> {
    if (singles.length > 1 && mayBeOnesOwn(written.refusal)) {
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

/** Whether a refusal of a shared call may come from one of its customers, or from the sharing. */
function mayBeOnesOwn({ fault }: Refusal): boolean {
  return catalogue[fault].scope === 'CUSTOMER' || fault === 'BATCH_TOO_LARGE';
}

/** Answers a write at once that waited too long for a call; it is not sent. */
async function unlessLate(single: Single, written: Promise<WriteResult>): Promise<WriteResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<WriteResult>((resolve) => {
    timer = setTimeout(() => {
      if (single.state !== 'waiting') return;
      single.state = 'givenUp';
      resolve(NOT_SENT);
    }, leftUntil(single.write.time.sendBy));
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

/** What two writes must have in common to share a call. A credential that is passed on is an organisation of its own. */
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
