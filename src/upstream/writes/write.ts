/** Sends a write, and reconciles it when its answer is lost. */

import type { CustomerOutcome } from '../../service/promotion-service.js';
import type { UnidentifiedSuccess, EntryResult } from './correlate.js';
import { sendWrite, type SendResult } from './send-write.js';
import type { WriteTarget, UpstreamWrite } from './upstream-write.js';
import { enrolmentsIn, historiesBefore, type HistoriesBefore } from './histories-before.js';
import type { Platform } from '../client/platform.js';
import { explainFailures } from './explain-failures.js';
import { orNull, readLookup, type Reader } from '../reads/read.js';
import { reconcile } from './reconcile.js';
import type { ClaimedIds } from './claimed-ids.js';
import type { WritesUnderWay } from './writes-under-way.js';

/** The result of a write: a refusal of the whole, or outcomes[i] of target i. */
export type WriteResult = (
  Extract<SendResult['outcome'], { refusal: unknown }> | { readonly outcomes: readonly CustomerOutcome[] }
) & {
  /** The platform's ids of the calls. */
  readonly upstreamRequestIds: readonly string[];
};

export interface WriteOptions {
  readonly platform: Platform;
  readonly claimedIds: ClaimedIds;
  readonly underWay: WritesUnderWay;
  /** The time for reconciling a write. */
  readonly reconcileWithinMs: number;
  readonly now: () => Date;
}

/**
 * Writes once, and reports the outcome of each target: OUTCOME_UNKNOWN where neither the answer nor the platform's
 * records show it.
 * @throws CredentialRefused where the caller's is passed on
 */
export async function write(options: WriteOptions, upstreamWrite: UpstreamWrite): Promise<WriteResult> {
  const { platform, underWay } = options;
  const before = await historiesBefore(platform, upstreamWrite);
  return underWay.during(upstreamWrite, () => writePrepared(options, upstreamWrite, before));
}

async function writePrepared(
  { platform, claimedIds, underWay, reconcileWithinMs, now }: WriteOptions,
  upstreamWrite: UpstreamWrite,
  before: HistoriesBefore,
): Promise<WriteResult> {
  const sentAt = now();
  const { outcome, upstreamRequestId } = await sendWrite(platform, upstreamWrite, enrolmentsIn(before));
  const name = { upstreamRequestIds: upstreamRequestId === null ? [] : [upstreamRequestId] };
  if ('refusal' in outcome) return { ...outcome, ...name };
  const reader = { platform, origin: upstreamWrite.origin, deadline: performance.now() + reconcileWithinMs };
  const results = await nameAll(
    reader,
    upstreamWrite.targets,
    await explainFailures(reader, upstreamWrite.targets, outcome.results),
  );
  for (const result of results) if (result !== 'unknown') claimedIds.add(result);
  const doubtful = results.flatMap((result, i) => (result === 'unknown' ? [i] : []));
  const found = await reconcile(reader, upstreamWrite, doubtful, {
    sentAt,
    claimedIds,
    underWay,
    before,
    now,
  });
  const refusal = { fault: 'OUTCOME_UNKNOWN', ...retryOf(outcome) } as const;
  const unknown: CustomerOutcome = { status: 'refused', customerId: null, refusal };
  const outcomes = results.map((result, i) => (result === 'unknown' ? (found.get(i) ?? unknown) : result));
  return { outcomes, ...name };
}

function retryOf({ retryAfterMs }: { readonly retryAfterMs?: number }): { readonly retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

/** Identifies the customers that an answer does not identify. */
function nameAll(
  reader: Reader,
  targets: readonly WriteTarget[],
  results: readonly EntryResult[],
): Promise<(CustomerOutcome | 'unknown')[]> {
  const nameOf = (one: EntryResult, target: WriteTarget | undefined) =>
    one !== 'unknown' && one.status === 'unidentified'
      ? nameByLookup(reader, target, one)
      : Promise.resolve(one);
  return Promise.all(results.map((one, i) => nameOf(one, targets[i])));
}

async function nameByLookup(
  reader: Reader,
  target: WriteTarget | undefined,
  { named }: UnidentifiedSuccess,
): Promise<CustomerOutcome | 'unknown'> {
  const lookup = target && (await orNull(readLookup(reader, target.key)));
  return lookup?.status === 'found' ? named(lookup.customerId) : 'unknown';
}
