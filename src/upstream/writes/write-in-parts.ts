/** Cuts a write into calls of the size that the platform takes, and puts their results together again. */

import pLimit from 'p-limit';
import type { Refusal } from '../../domain/errors/errors.js';
import { CredentialRefused } from '../../service/ports.js';
import type { CustomerOutcome } from '../../service/promotion-service.js';
import type { UpstreamWrite, WriteTarget } from './upstream-write.js';
import type { WriteResult } from './write.js';

/** The parts that run at a time: half of the connections. */
const AT_ONCE = 8;

/**
 * Writes in parts of at most `size` customers. A part waits for earlier ones with the same customer, whose actions happen
 * in the order of the call.
 * @throws CredentialRefused where every part was refused so
 */
export async function writeInParts(
  write: (part: UpstreamWrite) => Promise<WriteResult>,
  whole: UpstreamWrite,
  size: number,
): Promise<WriteResult> {
  if (whole.targets.length <= size) return write(whole);
  const limit = pLimit(AT_ONCE);
  const latest = new Map<string, Promise<WriteResult>>();
  const parts = partsOf(whole.targets, size).map((targets) => {
    const earlier = targets.flatMap(({ key }) => latest.get(key.value) ?? []);
    const result = limit(async () => {
      await Promise.allSettled(earlier);
      return write({ ...whole, targets });
    });
    for (const { key } of targets) latest.set(key.value, result);
    return { targets, result };
  });
  const settled = await Promise.allSettled(parts.map(({ result }) => result));
  const results = resultsOf(settled);
  return composed(parts.map(({ targets }, i) => [targets, results[i] ?? NOT_DONE]));
}

function partsOf(targets: readonly WriteTarget[], size: number): WriteTarget[][] {
  const count = Math.ceil(targets.length / size);
  return Array.from({ length: count }, (_, i) => targets.slice(i * size, (i + 1) * size));
}

/** The result of a part that the platform refused for its credential, although it took other parts with it. */
const NOT_DONE: WriteResult = { refusal: { fault: 'UPSTREAM_UNAVAILABLE' }, upstreamRequestIds: [] };

/** @throws what a part threw, unless it is a refused credential beside parts that were sent */
function resultsOf(settled: readonly PromiseSettledResult<WriteResult>[]): WriteResult[] {
  const isAnyDone = settled.some(({ status }) => status === 'fulfilled');
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    const error: unknown = one.reason;
    if (isAnyDone && error instanceof CredentialRefused) return NOT_DONE;
    throw error;
  });
}

type Part = readonly [targets: readonly WriteTarget[], result: WriteResult];

/** A refusal that all parts share is that of the call; any other concerns the customers of its part. */
function composed(parts: readonly Part[]): WriteResult {
  const upstreamRequestIds = parts.flatMap(([, result]) => result.upstreamRequestIds);
  const refusals = parts.flatMap(([, result]) => ('refusal' in result ? [result.refusal] : []));
  const [first] = refusals;
  const areAlike = refusals.length === parts.length && refusals.every(({ fault }) => fault === first?.fault);
  if (first && areAlike) return { refusal: first, upstreamRequestIds };
  return { outcomes: parts.flatMap(outcomesOf), upstreamRequestIds };
}

function outcomesOf([targets, result]: Part): readonly CustomerOutcome[] {
  return 'refusal' in result ? targets.map(() => refused(result.refusal)) : result.outcomes;
}

function refused(refusal: Refusal): CustomerOutcome {
  return { status: 'refused', customerId: null, refusal };
}
