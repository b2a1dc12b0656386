/** Executes the calls that share one transaction. */

import type { Action } from '../../domain/bulk-request.js';
import { judgeRequest, type Judgement } from '../../domain/rules.js';
import { localTimeIn } from '../calendar.js';
import type { Organisation } from '../caller.js';
import { earning } from './earning.js';
import { enrolment } from './enrolment.js';
import { actOnce, type Call } from '../idempotency/idempotency.js';
import type { LedgerTransaction } from '../ports.js';
import type { BulkCommand, BulkOutcome, CustomerOutcome } from '../promotion-service.js';
import { earningsRevocation, enrolmentRevocation } from './revocation.js';
import { refuseStrangers } from './membership.js';
import { refused, settle, type Slot } from './settle.js';

/**
 * Answers the calls that share a transaction: of one organisation, with one action, none of them a dry run unless
 * it is alone. Each is refused as a whole, or its customers are settled one by one, in the order of the calls.
 * @returns outcomes[i] for commands[i]
 */
export function answerCalls(
  transaction: LedgerTransaction,
  commands: readonly BulkCommand[],
  now: Date,
): Promise<BulkOutcome[]> {
  return actOnce(transaction, commands, async (calls) => {
    const judged = await judgeCalls(transaction, calls, now);
    return divide(judged, await settleAccepted(transaction, judged, now), now);
  });
}

/** The answer to a call that could not be recorded: what it would be refused for, or ISSUE_FAILED. */
export async function answerFailedCall(
  transaction: LedgerTransaction,
  command: BulkCommand,
  now: Date,
): Promise<BulkOutcome> {
  const judged = await judgeCalls(transaction, [{ call: 0, command }], now);
  const failed = command.lookups.map((lookup) => refused(lookup, 'ISSUE_FAILED'));
  const [outcome] = divide(judged, failed, now);
  if (outcome === undefined) throw new Error('The call was not judged');
  return outcome;
}

interface JudgedCall extends Call {
  readonly judgement: Judgement;
}

async function judgeCalls(
  transaction: LedgerTransaction,
  calls: readonly Call[],
  now: Date,
): Promise<JudgedCall[]> {
  const targets = await transaction.findTargets(calls.map(({ command }) => command.request));
  return calls.map(({ call, command }, i) => {
    const target = targets[i] ?? { program: null, promotion: null };
    const judgement = judgeRequest(command.refusal, command.request, command.action, target, now);
    return { call, command, judgement };
  });
}

/** Gives each call the outcomes of its own customers: the next ones, as many as it has look-ups. */
function divide(
  judged: readonly JudgedCall[],
  customersOfAll: readonly CustomerOutcome[],
  now: Date,
): BulkOutcome[] {
  let begin = 0;
  return judged.map(({ command, judgement }) => {
    if (!judgement.accepted) return { status: 'refused', refusal: judgement.refusal };
    const customers = customersOfAll.slice(begin, (begin += command.lookups.length));
    if (customers.length < command.lookups.length) {
      throw new Error('Fewer customers were settled than were named');
    }
    return { status: 'settled', decidedAt: now, promotion: judgement.promotion, customers };
  });
}

/** @returns the outcomes of all customers of the accepted calls, in order */
async function settleAccepted(
  transaction: LedgerTransaction,
  judged: readonly JudgedCall[],
  now: Date,
): Promise<CustomerOutcome[]> {
  const slots = judged.flatMap(slotsOf);
  const first = judged.find(({ judgement }) => judgement.accepted);
  if (!first?.judgement.accepted || !slots.some(({ lookup }) => lookup.status === 'found')) {
    return slots.map(({ lookup }) => refused(lookup, 'CUSTOMER_NOT_FOUND'));
  }
  const { dryRun, caller } = first.command;
  const { action } = first.judgement;
  const admitted = await refuseStrangers(transaction, slots, action);
  return settleAction(transaction, admitted, action, caller.organisation, now, dryRun);
}

function slotsOf({ call, command, judgement }: JudgedCall): Slot[] {
  if (!judgement.accepted) return [];
  const { promotion } = judgement;
  const { customers } = command.request;
  return command.lookups.map((lookup, i) => {
    const earnedIds = customers[i]?.earnedIds ?? null;
    return { call, promotion, lookup, earnedIds };
  });
}

function settleAction(
  transaction: LedgerTransaction,
  slots: readonly Slot[],
  action: Action,
  { timeZone }: Organisation,
  now: Date,
  dryRun: boolean,
): Promise<CustomerOutcome[]> {
  const moment = localTimeIn(timeZone, now);
  switch (action) {
    case 'ENROL':
      return settle(transaction, slots, enrolment(moment), dryRun);
    case 'EARN':
      return settle(transaction, slots, earning(moment), dryRun);
    case 'REVOKE_ENROL':
      return settle(transaction, slots, enrolmentRevocation(now), dryRun);
    case 'REVOKE_EARN':
      return settle(transaction, slots, earningsRevocation(now), dryRun);
  }
}
