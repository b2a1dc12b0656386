/** Sends the customers of a refused call apart, because the refusal may concern one of them only. */

import type { Fault, Refusal } from '../../domain/errors/errors.js';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import { isOver } from '../client/call-time.js';
import type { UpstreamWrite } from './upstream-write.js';
import { writeInParts } from './write-in-parts.js';
import type { WriteResult } from './write.js';

/** A hundred customers are sent in tens and then alone: three rounds, and at most 111 calls. */
const PART = 10;

/**
 * Writes, and writes again in smaller parts where the platform refuses several customers by a code that belongs to one of
 * them. A refusal says that nothing was done. A call whose time to be sent is over keeps its refusal.
 * @throws CredentialRefused where every part was refused so
 */
export async function writeOrSplit(
  write: (part: UpstreamWrite) => Promise<WriteResult>,
  whole: UpstreamWrite,
): Promise<WriteResult> {
  const result = await write(whole);
  const { targets, time } = whole;
  if (!('refusal' in result) || targets.length === 1 || !mayBeOnesOwn(result.refusal)) return result;
  if (isOver(time.sendBy)) return result;
  const size = targets.length > PART ? PART : 1;
  const split = await writeInParts((part) => writeOrSplit(write, part), whole, size);
  const upstreamRequestIds = [...result.upstreamRequestIds, ...split.upstreamRequestIds];
  return { ...(concernsAll(result.refusal, split) ? result : split), upstreamRequestIds };
}

/** Whether each customer alone is refused as all together were: the refusal stands as it is then. Being busy is each one's. */
function concernsAll({ fault }: Refusal, split: WriteResult): boolean {
  if (fault === 'CUSTOMER_BUSY') return false;
  if ('refusal' in split) return split.refusal.fault === fault;
  return split.outcomes.every((outcome) => outcome.status === 'refused' && outcome.refusal.fault === fault);
}

/** Whether a refusal may come from one of several customers, or from their number. An unknown code may concern anything. */
function mayBeOnesOwn({ fault }: Refusal): boolean {
  if (fault === 'UNRECOGNISED') return false;
  return catalogue[fault].scope === 'CUSTOMER' || FROM_ONE_CUSTOMER.includes(fault);
}

/** Faults of a call that one identifier or the number of customers may cause. */
const FROM_ONE_CUSTOMER: readonly Fault[] = ['BATCH_TOO_LARGE', 'UNKNOWN_IDENTIFIER_NAME'];
