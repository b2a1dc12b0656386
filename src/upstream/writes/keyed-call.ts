/** A keyed call: settled, in doubt, or to be sent. */

import type { Disposition } from '../../domain/errors/error-codes.js';
import type { Refusal } from '../../domain/errors/errors.js';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import type { CallJournal, JournalEntry, KeyOwner } from '../../service/idempotency/call-journal.js';
import { fingerprintOf, keyInProgress, keyMismatch } from '../../service/idempotency/idempotency.js';
import { CredentialRefused } from '../../service/ports.js';
import type { KeyUse } from '../../service/idempotency/key-records.js';
import type { BulkCommand, BulkOutcome, CustomerOutcome } from '../../service/promotion-service.js';
import { readAnswer, writeAnswer } from '../../service/idempotency/stored-answer.js';
import { composeOutcome, type KeyedAttempt } from './keyed-attempt.js';

/** The work of a call with a key. */
export interface KeyedWork {
  /** Sends these positions. */
  send(positions: readonly number[]): Promise<KeyedAttempt>;
  /** Reconciles positions that were sent at that instant; returns the outcomes that it finds. */
  ask(positions: readonly number[], sentAt: Date): Promise<ReadonlyMap<number, CustomerOutcome>>;
}

export interface KeyedCallOptions {
  readonly journal: CallJournal;
  /** How long a key is held: longer than any call takes. */
  readonly heldForMs: number;
  readonly now: Date;
  /** Receives errors of recording an outcome in the journal. */
  readonly report: (error: Error) => void;
}

/**
 * Carries a call with a key out on a platform that has no keys: what is settled is answered again, what is surely
 * not done is sent, and what is in doubt is asked about but never sent again.
 */
export async function executeOnce(
  options: KeyedCallOptions,
  command: BulkCommand,
  use: KeyUse,
  work: KeyedWork,
): Promise<BulkOutcome> {
  const call = new KeyedCall(options, command, use, work);
  const opened = await call.open();
  switch (opened.status) {
    case 'busy':
      return keyInProgress;
    case 'mismatch':
      return keyMismatch;
    case 'new':
      return call.send(new Map(), positionsOf(command));
    case 'resumed':
      return call.resume(opened.entry);
  }
}

function positionsOf({ request }: BulkCommand): number[] {
  return request.customers.map((_, position) => position);
}

/** The known outcomes by position. */
type Known = ReadonlyMap<number, CustomerOutcome>;

class KeyedCall {
  readonly #owner: KeyOwner;

  constructor(
    private readonly options: KeyedCallOptions,
    private readonly command: BulkCommand,
    private readonly use: KeyUse,
    private readonly work: KeyedWork,
  ) {
    const { caller } = command;
    this.#owner = { organisationId: caller.organisation.organisationId, clientId: caller.clientId };
  }

  open() {
    const { journal, heldForMs, now } = this.options;
    const { requestId, request } = this.command;
    const answer = this.#answerOf(this.#compose(new Map(), { outcomes: new Map() }));
    const entry = { fingerprint: fingerprintOf(request), requestId, answer, sentAt: now };
    return journal.open(this.#owner, this.use, entry, heldForMs);
  }

  /** Sends these positions, of which the journal says by now that they are in doubt. */
  async send(known: Known, positions: readonly number[]): Promise<BulkOutcome> {
    const attempt = await this.work.send(positions).catch(async (error: unknown) => {
      // Nothing was done, so the caller may repeat the call with another credential.
      if (error instanceof CredentialRefused) await this.#close(this.#compose(known, NOTHING_DONE));
      throw error;
    });
    const outcome = this.#compose(known, attempt);
    await this.#close(outcome);
    return outcome;
  }

  async resume(entry: JournalEntry): Promise<BulkOutcome> {
    const { outcome } = readAnswer(entry.answer);
    const { settled, doubtful, open } = sortPositions(outcome, positionsOf(this.command));
    const found = doubtful.length > 0 ? await this.work.ask(doubtful, entry.sentAt) : new Map();
    if (open.length === 0) {
      const replay = { ...withFound(outcome, found), replayOf: entry.requestId };
      await this.#write(withFound(outcome, found), entry.requestId, true);
      return replay;
    }
    const inDoubt = doubtful.flatMap((position) =>
      found.has(position) ? [] : [[position, UNKNOWN] as const],
    );
    const known = new Map<number, CustomerOutcome>([...settled, ...inDoubt, ...found]);
    await this.#write(this.#compose(known, { outcomes: new Map() }), this.command.requestId, false);
    return this.send(known, open);
  }

  #compose(known: Known, attempt: KeyedAttempt): BulkOutcome {
    return composeOutcome(this.command, this.options.now, known, attempt);
  }

  /** Writes what became of what was sent. It is done by then: that it cannot be written must not hide it. */
  async #close(outcome: BulkOutcome): Promise<void> {
    try {
      await this.#write(outcome, this.command.requestId, true);
    } catch (error) {
      this.options.report(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #write(outcome: BulkOutcome, requestId: string, isOver: boolean): Promise<void> {
    const known = { holder: this.command.requestId, requestId, answer: this.#answerOf(outcome) };
    return this.options.journal.write(this.#owner, this.use, known, isOver);
  }

  #answerOf(outcome: BulkOutcome): string {
    const identifierValues = this.command.request.customers.map(({ identifierValue }) => identifierValue);
    return writeAnswer({ identifierValues, outcome });
  }
}

const UNKNOWN: CustomerOutcome = {
  status: 'refused',
  customerId: null,
  refusal: { fault: 'OUTCOME_UNKNOWN' },
};
const NOTHING_DONE: KeyedAttempt = { refusal: { fault: 'UPSTREAM_UNAVAILABLE' } };

/** The positions that a recorded answer leaves to be sent. */
interface Sorted {
  readonly settled: ReadonlyMap<number, CustomerOutcome>;
  readonly doubtful: readonly number[];
  readonly open: readonly number[];
}

function sortPositions(outcome: BulkOutcome, positions: readonly number[]): Sorted {
  if (outcome.status === 'refused') {
    return { settled: new Map(), doubtful: [], open: isOpen(outcome.refusal) ? positions : [] };
  }
  const { customers } = outcome;
  const refusalAt = (position: number) => {
    const customer = customers[position];
    return customer?.status === 'refused' ? customer.refusal : null;
  };
  const isDoubtful = (position: number) => refusalAt(position)?.fault === 'OUTCOME_UNKNOWN';
  const open = positions.filter((position) => isOpen(refusalAt(position)));
  return {
    settled: new Map(
      [...customers.entries()].filter(([position]) => !open.includes(position) && !isDoubtful(position)),
    ),
    doubtful: positions.filter(isDoubtful),
    open,
  };
}

/** Whether a disposition means that nothing was done, and that doing it may succeed another time. */
const isToBeSent: Record<Disposition, boolean> = {
  RETRY_SAME_KEY: true,
  FIX_INPUT: false,
  CHECK_THEN_RETRY: false,
  STOP: false,
};

function isOpen(refusal: Refusal | null): boolean {
  return refusal !== null && isToBeSent[catalogue[refusal.fault].disposition];
}

function withFound(outcome: BulkOutcome, found: Known): BulkOutcome {
  if (outcome.status === 'refused') return outcome;
  const customers = outcome.customers.map((customer, position) => found.get(position) ?? customer);
  return { ...outcome, customers };
}
