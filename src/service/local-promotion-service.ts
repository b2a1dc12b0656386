/** The promotion service on a store of our own. */

import { answerCalls, answerFailedCall } from './bulk/answer-calls.js';
import { RecordingFailed, StoreUnavailable, type Clock, type Origin, type PromotionLedger } from './ports.js';
import type { BulkCommand, BulkOutcome, PromotionService } from './promotion-service.js';

export interface LocalPromotionServiceOptions {
  readonly ledger: PromotionLedger;
  readonly clock: Clock;
  /** Receives the error that made recording fail; the caller only gets ISSUE_FAILED. */
  readonly reportDefect: (error: Error, requestId: string) => void;
}

/** Carries the work out on a store of our own. */
export class LocalPromotionService implements PromotionService {
  constructor(private readonly options: LocalPromotionServiceOptions) {}

  async execute(command: BulkCommand): Promise<BulkOutcome> {
    const origin = this.#originOf([command]);
    try {
      const [outcome] = await this.#answer([command], origin);
      if (outcome === undefined) throw new Error('The call has no outcome');
      return outcome;
    } catch (error) {
      if (!(error instanceof RecordingFailed)) throw error;
      this.options.reportDefect(error, command.requestId);
      return this.options.ledger.transaction(origin, (transaction) =>
        answerFailedCall(transaction, command, origin.now),
      );
    }
  }

  /**
   * Carries out several calls in one transaction: all are of one organisation and have the same action, and none
   * is a dry run. One that cannot be recorded does not fail the others: they are then carried out one by one.
   * @returns outcomes[i] for commands[i], or why it has none
   * @throws StoreUnavailable
   */
  async executeBatch(commands: readonly BulkCommand[]): Promise<(BulkOutcome | Error)[]> {
    try {
      return await this.#answer(commands, this.#originOf(commands));
    } catch (error) {
      // The transaction may have been committed all the same: nothing is to be done again.
      if (error instanceof StoreUnavailable) throw error;
      return this.#executeOneByOne(commands);
    }
  }

  async #executeOneByOne(commands: readonly BulkCommand[]): Promise<(BulkOutcome | Error)[]> {
    const outcomes: (BulkOutcome | Error)[] = [];
    for (const command of commands) outcomes.push(await this.execute(command).catch(toError));
    return outcomes;
  }

  #answer(commands: readonly BulkCommand[], origin: Origin): Promise<BulkOutcome[]> {
    return this.options.ledger.transaction(origin, (transaction) =>
      answerCalls(transaction, commands, origin.now),
    );
  }

  #originOf(commands: readonly BulkCommand[]): Origin {
    const [first] = commands;
    if (first === undefined) throw new Error('There is no call to execute');
    return {
      organisationId: first.caller.organisation.organisationId,
      now: this.options.clock.now(),
      calls: commands.map(({ caller, requestId }) => ({ clientId: caller.clientId, requestId })),
      subject: [...new Set(commands.map(subjectOf))].sort().join(),
    };
  }
}

function subjectOf({ request: { programId, promotionId, promoIdentifier } }: BulkCommand): string {
  return `${programId} ${promotionId ?? promoIdentifier}`;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The thrown value is not an Error', { cause: error });
}
