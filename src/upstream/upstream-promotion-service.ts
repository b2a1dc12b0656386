/** The promotion service in front of a platform. */

import { idNamedBy } from '../domain/customer.js';
import type { Caller, Credential } from '../service/caller.js';
import type { CallJournal } from '../service/idempotency/call-journal.js';
import { NotOffered, type Clock } from '../service/ports.js';
import type {
  BulkCommand,
  BulkOutcome,
  CustomerOutcome,
  PromotionService,
} from '../service/promotion-service.js';
import type { RequestOrigin } from '../service/request-origin.js';
import { composeOutcome, type KeyedAttempt } from './writes/keyed-attempt.js';
import {
  originOf,
  writeTargetOf,
  coalescingKeyOf,
  type WriteTarget,
  type UpstreamWrite,
} from './writes/upstream-write.js';
import { Coalescing } from './writes/coalescing.js';
import { noHistories } from './writes/histories-before.js';
import { executeOnce } from './writes/keyed-call.js';
import { operationCodecs } from './writes/operation-codec.js';
import type { Platform } from './client/platform.js';
import { reconcile } from './writes/reconcile.js';
import { dryRun } from './dry-run/dry-run.js';
import { ClaimedIds } from './writes/claimed-ids.js';
import { writeOrSplit } from './writes/write-or-split.js';
import { write, type WriteOptions, type WriteResult } from './writes/write.js';
import { writeInParts } from './writes/write-in-parts.js';
import { WritesUnderWay } from './writes/writes-under-way.js';

export interface UpstreamPromotionServiceOptions {
  readonly platform: Platform;
  readonly journal: CallJournal;
  readonly clock: Clock;
  /** The time that the platform has to answer a call. */
  readonly timeoutMs: number;
  /** The maximum number of customers in one call. */
  readonly batchSize: number;
  /** Whether writes for single customers share calls. */
  readonly merge: boolean;
  /** Receives errors of recording an outcome in the journal. */
  readonly report: (error: Error) => void;
  /** Called for each customer for whom a write has or may have had an effect. */
  readonly onChange: (origin: RequestOrigin, customerId: string) => void;
}

/** How long a write may wait to be sent, as a share of the time for its answer. */
const SHARE_OF_WAITING = 0.5;
/** How long a write whose answer was lost is reconciled, as a share of the same time. */
const SHARE_OF_RECONCILING = 0.3;
const HELD_BEYOND_MS = 5_000;

/** Executes calls on a platform. */
export class UpstreamPromotionService implements PromotionService {
  readonly delegates = true;
  readonly #writing: WriteOptions;
  /** Null without merging. */
  readonly #coalescing: Coalescing | null;

  constructor(private readonly options: UpstreamPromotionServiceOptions) {
    const { platform, timeoutMs, batchSize, clock, merge } = options;
    this.#writing = {
      platform,
      claimedIds: new ClaimedIds(),
      underWay: new WritesUnderWay(),
      reconcileWithinMs: timeoutMs * SHARE_OF_RECONCILING,
      now: () => clock.now(),
    };
    // Calls for one customer each leave nothing to share.
    const shares = merge && batchSize > 1;
    this.#coalescing = shares ? new Coalescing(this.#writePart, batchSize) : null;
  }

  async execute(command: BulkCommand): Promise<BulkOutcome> {
    const { action, idempotencyKey } = command;
    const start = performance.now();
    const now = this.options.clock.now();
    if (command.dryRun) return this.#dryRun(command, start, now);
    if (idempotencyKey === null || action === null) {
      const attempt = await this.#send(command, positionsOf(command), start);
      return composeOutcome(command, now, new Map(), attempt);
    }
    refuseKeyOfToken(command.caller);
    const { journal, timeoutMs, report } = this.options;
    const heldForMs = 2 * timeoutMs + HELD_BEYOND_MS;
    const use = { action, key: idempotencyKey };
    return executeOnce({ journal, heldForMs, now, report }, command, use, {
      send: (positions) => this.#send(command, positions, start),
      ask: (positions, sentAt) => this.#ask(command, positions, sentAt, start),
    });
  }

  async #send(command: BulkCommand, positions: readonly number[], start: number): Promise<KeyedAttempt> {
    if (command.refusal) return { refusal: command.refusal };
    const addressed = addressedIn(command, positions);
    if (addressed.length === 0) return { outcomes: new Map() };
    const written = await this.#write(this.#upstreamWriteOf(command, addressed, start));
    if ('refusal' in written) return written;
    const outcomes = byPosition(addressed, written.outcomes);
    for (const [position, target] of addressed) {
      const customerId = outcomes.get(position)?.customerId ?? idIn(target);
      if (customerId !== null) this.options.onChange(command, customerId);
    }
    return { outcomes, upstreamRequestIds: written.upstreamRequestIds };
  }

  /** Sends a write, in a shared call when it is for a single customer and the operation takes several. */
  #write(upstreamWrite: UpstreamWrite): Promise<WriteResult> {
    const mayShare =
      upstreamWrite.targets.length === 1 && operationCodecs[upstreamWrite.operation].takesSeveral;
    if (mayShare && this.#coalescing) return this.#coalescing.add(upstreamWrite);
    return writeInParts(this.#writePart, upstreamWrite, this.options.batchSize);
  }

  readonly #writePart = (part: UpstreamWrite): Promise<WriteResult> =>
    writeOrSplit((one) => write(this.#writing, one), part);

  async #ask(
    command: BulkCommand,
    positions: readonly number[],
    sentAt: Date,
    start: number,
  ): Promise<ReadonlyMap<number, CustomerOutcome>> {
    const all = addressedIn(command, positionsOf(command));
    const upstreamWrite = this.#upstreamWriteOf(command, all, start);
    const reader = {
      platform: this.options.platform,
      origin: upstreamWrite.origin,
      deadline: performance.now() + this.#writing.reconcileWithinMs,
    };
    const wanted = all.flatMap(([position], i) => (positions.includes(position) ? [i] : []));
    const context = { ...this.#writing, sentAt, before: noHistories };
    const found = await reconcile(reader, upstreamWrite, wanted, context);
    return byPosition(
      all,
      all.map((_, i) => found.get(i)),
    );
  }

  #dryRun(command: BulkCommand, start: number, now: Date): Promise<BulkOutcome> {
    const { platform, timeoutMs } = this.options;
    return dryRun({ platform, origin: originOf(command), deadline: start + timeoutMs }, command, now);
  }

  #upstreamWriteOf(command: BulkCommand, addressed: readonly Addressed[], start: number): UpstreamWrite {
    const { timeoutMs } = this.options;
    const time = {
      sendBy: start + timeoutMs * SHARE_OF_WAITING,
      deadline: start + timeoutMs * (1 + SHARE_OF_WAITING),
      answerWithinMs: timeoutMs,
    };
    return { ...coalescingKeyOf(command), targets: addressed.map(([, target]) => target), time };
  }
}

/** Whether a passed-on credential identifies its caller later: the next token is another text. */
const namesItsOwner: Record<Credential['scheme'], boolean> = { Basic: true, Bearer: false };

/** @throws NotOffered for a key whose owner could not be identified later */
function refuseKeyOfToken({ credential }: Caller): void {
  if (!credential || namesItsOwner[credential.scheme]) return;
  throw new NotOffered(
    'The gateway cannot keep an idempotency key for a passed token, because the next token counts as another caller: send Basic credentials, or no key',
  );
}

function idIn(target: WriteTarget | undefined): string | null {
  return target ? idNamedBy(target.key) : null;
}

/** A position of a call with its target. */
type Addressed = readonly [number, WriteTarget];

function addressedIn(command: BulkCommand, positions: readonly number[]): Addressed[] {
  return positions.flatMap((position) => {
    const target = writeTargetOf(command, position);
    return target ? [[position, target] as const] : [];
  });
}

function positionsOf({ request }: BulkCommand): number[] {
  return request.customers.map((_, position) => position);
}

/** @param outcomes outcomes[i] of addressed[i]; undefined when unknown */
function byPosition(
  addressed: readonly Addressed[],
  outcomes: readonly (CustomerOutcome | undefined)[],
): ReadonlyMap<number, CustomerOutcome> {
  const known = new Map<number, CustomerOutcome>();
  for (const [i, [position]] of addressed.entries()) {
    const outcome = outcomes[i];
    if (outcome) known.set(position, outcome);
  }
  return known;
}
