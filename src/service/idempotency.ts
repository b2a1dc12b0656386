import { createHash } from 'node:crypto';
import { parseAction, type BulkRequest } from '../domain/bulk-request.js';
import type { KeyRecord, LedgerTransaction } from './ports.js';
import type { BulkCommand, BulkOutcome } from './promotion-service.js';
import { readAnswer, writeAnswer } from './stored-answer.js';

/** How soon a caller may ask again for an answer that is still being made. */
const RETRY_AFTER_MS = 1_000;

/**
 * Acts at most once for a key: the first call's answer is kept in the same transaction as its effects, and is
 * the answer to every later call with the same key and request. What was rolled back is not remembered.
 */
export async function actOnce(
  transaction: LedgerTransaction,
  { idempotencyKey, dryRun, request, requestId }: BulkCommand,
  act: () => Promise<BulkOutcome>,
): Promise<BulkOutcome> {
  const action = parseAction(request);
  if (idempotencyKey === null || dryRun || action === null) return act();
  const use = { action, key: idempotencyKey };
  const fingerprint = fingerprintOf(request);
  const memory = await transaction.recall(use);
  switch (memory.status) {
    case 'busy':
      return {
        status: 'refused',
        refusal: { fault: 'IDEMPOTENCY_IN_PROGRESS', retryAfterMs: RETRY_AFTER_MS },
      };
    case 'known':
      return repeat(memory.record, fingerprint);
    case 'new': {
      const outcome = await act();
      const identifierValues = request.customers.map(({ identifierValue }) => identifierValue);
      const answer = writeAnswer({ identifierValues, outcome });
      await transaction.remember(use, { fingerprint, requestId, answer });
      return outcome;
    }
  }
}

function repeat(record: KeyRecord, fingerprint: string): BulkOutcome {
  if (record.fingerprint !== fingerprint) {
    return { status: 'refused', refusal: { fault: 'IDEMPOTENCY_MISMATCH', field: ['idempotencyKey'] } };
  }
  return { ...readAnswer(record.answer).outcome, replayOf: record.requestId };
}

/** Two requests that ask for the same, written alike, have the same fingerprint, whichever door they came through. */
function fingerprintOf(request: BulkRequest): string {
  const { operation, entityType, action, programId, promotionId, promoIdentifier, identifierName } = request;
  const customers = request.customers.map(({ identifierValue, source, earnedIds }) => [
    identifierValue,
    source,
    earnedIds ?? null,
  ]);
  const stated = [
    operation,
    entityType,
    action,
    programId,
    promotionId,
    promoIdentifier,
    identifierName,
    customers,
  ];
  return createHash('sha256').update(JSON.stringify(stated)).digest('base64');
}
