/** Executes a keyed call at most once. */

import { createHash } from 'node:crypto';
import type { BulkRequest, NamedCustomer } from '../../domain/bulk-request.js';
import { parseIdentifierName, parseSource, writtenForm } from '../../domain/customer.js';
import { parseId } from '../../domain/id.js';
import { readCustomerKey } from '../identifiers/customer-key.js';
import type { LedgerTransaction } from '../ports.js';
import type { CallKey, KeyRecord, Memory } from './key-records.js';
import type { BulkCommand, BulkOutcome } from '../promotion-service.js';
import { readAnswer, writeAnswer } from './stored-answer.js';

/** How soon a caller may ask again for an answer that is still being made. */
const RETRY_AFTER_MS = 1_000;

/**
 * Acts at most once for a key: the first call's answer is kept in the same transaction as its effects, and is
 * the answer to every later call with the same key and request. What was rolled back is not remembered.
 * @param commands those that share the transaction
 * @param act answers calls in their order
 * @returns outcomes[i] for commands[i]
 */
export async function actOnce(
  transaction: LedgerTransaction,
  commands: readonly BulkCommand[],
  act: (calls: readonly Call[]) => Promise<BulkOutcome[]>,
): Promise<BulkOutcome[]> {
  const keyed = commands.flatMap(keyedCall);
  const known = await recallAll(transaction, keyed);
  const fresh = commands.map((command, call) => ({ call, command })).filter(({ call }) => !known.has(call));
  const made = fresh.length > 0 ? await act(fresh) : [];
  const outcomes = new Map(known);
  fresh.forEach(({ call }, i) => {
    const outcome = made[i];
    if (outcome) outcomes.set(call, outcome);
  });
  await rememberNew(
    transaction,
    keyed.filter(({ call }) => !known.has(call)),
    outcomes,
  );
  return commands.map((_, call) => outcomeOf(outcomes, call));
}

/** A command with its index in the transaction. */
export interface Call {
  readonly call: number;
  readonly command: BulkCommand;
}

/** A call to be remembered: dry runs consume no key, and what is no action has none to be kept under. */
interface KeyedCall extends CallKey, Call {
  readonly fingerprint: string;
}

function keyedCall(command: BulkCommand, call: number): KeyedCall[] {
  const { idempotencyKey: key, dryRun, request, action } = command;
  if (key === null || dryRun || action === null) return [];
  return [{ call, command, action, key, fingerprint: fingerprintOf(request) }];
}

/** The outcomes of those that are not new, by the position of their call. */
async function recallAll(
  transaction: LedgerTransaction,
  keyed: readonly KeyedCall[],
): Promise<Map<number, BulkOutcome>> {
  if (keyed.length === 0) return new Map();
  const memories = await transaction.recall(keyed);
  return new Map(
    keyed.flatMap(({ call, fingerprint }, i) => {
      const outcome = recalled(memories[i], fingerprint);
      return outcome ? [[call, outcome] as const] : [];
    }),
  );
}

function recalled(memory: Memory | undefined, fingerprint: string): BulkOutcome | null {
  switch (memory?.status) {
    case 'known':
      return repeat(memory.record, fingerprint);
    case 'new':
      return null;
    case 'busy':
    case undefined:
      return keyInProgress;
  }
}

/** The answer to a call whose key another one is using. */
export const keyInProgress: BulkOutcome = {
  status: 'refused',
  refusal: { fault: 'IDEMPOTENCY_IN_PROGRESS', retryAfterMs: RETRY_AFTER_MS },
};

/** The answer to a call whose key was used for something else. */
export const keyMismatch: BulkOutcome = {
  status: 'refused',
  refusal: { fault: 'IDEMPOTENCY_MISMATCH', field: ['idempotencyKey'] },
};

function repeat(record: KeyRecord, fingerprint: string): BulkOutcome {
  if (record.fingerprint !== fingerprint) {
    return keyMismatch;
  }
  return { ...readAnswer(record.answer).outcome, replayOf: record.requestId };
}

async function rememberNew(
  transaction: LedgerTransaction,
  keyed: readonly KeyedCall[],
  outcomes: ReadonlyMap<number, BulkOutcome>,
): Promise<void> {
  if (keyed.length === 0) return;
  const records = keyed.map(({ call, action, key, fingerprint, command }) => {
    const identifierValues = command.request.customers.map(({ identifierValue }) => identifierValue);
    const answer = writeAnswer({ identifierValues, outcome: outcomeOf(outcomes, call) });
    return { call, action, key, fingerprint, requestId: command.requestId, answer };
  });
  await transaction.remember(records);
}

function outcomeOf(outcomes: ReadonlyMap<number, BulkOutcome>, call: number): BulkOutcome {
  const outcome = outcomes.get(call);
  if (outcome === undefined) throw new Error('A call has no outcome');
  return outcome;
}

/** Requests that are understood alike have the same fingerprint, through either door and in any spelling. */
export function fingerprintOf(request: BulkRequest): string {
  const { operation, entityType, action, programId, promotionId, promoIdentifier, identifierName } = request;
  const understood = [
    operation,
    entityType,
    action,
    idOrText(programId),
    idOrText(promotionId),
    promoIdentifier,
    parseIdentifierName(identifierName) ?? identifierName,
    request.customers.map((customer) => understoodCustomer(request, customer)),
  ];
  return createHash('sha256').update(JSON.stringify(understood)).digest('base64');
}

function understoodCustomer({ action, identifierName }: BulkRequest, customer: NamedCustomer): unknown[] {
  const { identifierValue, source, earnedIds } = customer;
  const key = readCustomerKey(identifierName, customer);
  return [
    'fault' in key ? identifierValue : writtenForm(key),
    parseSource(source) ?? source,
    // No other action has a use for it.
    action === 'REVOKE_EARN' ? (earnedIds?.map(idOrText) ?? null) : null,
  ];
}

/** An id without leading zeros; anything else as it is. */
function idOrText(text: string | null): string | null {
  return text === null ? null : (parseId(text) ?? text);
}
