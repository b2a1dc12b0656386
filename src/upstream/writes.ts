import type { History } from '../domain/history.js';
import { CredentialRefused, PlatformUnavailable } from '../service/ports.js';
import type { CustomerOutcome } from '../service/promotion-service.js';
import type { EnrolmentOf, Nameless, Told } from './correlate.js';
import { deliver, type Delivered } from './deliver.js';
import type { Addressee, Delivery } from './delivery.js';
import type { Platform } from './platform.js';
import { isOf, readBack } from './read-back.js';
import { unnamedProgram } from './program-of.js';
import { isUntold, readCustomerData, readLookup, type Reader } from './read.js';
import type { TakenIds } from './taken-ids.js';

/** What became of a write: refused as a whole with nothing done, or outcomes[i] for addressee i. */
export type Written = (
  Extract<Delivered['outcome'], { refusal: unknown }> | { readonly outcomes: readonly CustomerOutcome[] }
) & { readonly upstreamRequestId?: string };

export interface WriteOptions {
  readonly platform: Platform;
  readonly taken: TakenIds;
  /** How long after the deadline of a write there still is to ask what became of it. */
  readonly readBackMs: number;
  readonly now: () => Date;
}

/**
 * Writes once, and says what became of each addressee: OUTCOME_UNKNOWN where neither the answer nor the platform's
 * records tell.
 * @throws CredentialRefused where the caller's is passed on
 */
export async function write(options: WriteOptions, delivery: Delivery): Promise<Written> {
  const { platform, taken, readBackMs, now } = options;
  const reader: Reader = { platform, caller: delivery.caller, deadline: delivery.deadline };
  const enrolmentOf = await enrolmentsBefore(reader, delivery);
  if ('retryAfterMs' in enrolmentOf) {
    return { refusal: { fault: 'UPSTREAM_UNAVAILABLE', retryAfterMs: enrolmentOf.retryAfterMs } };
  }
  const sentAt = now();
  const { outcome, upstreamRequestId } = await deliver(platform, delivery, enrolmentOf.of);
  const name = upstreamRequestId === null ? {} : { upstreamRequestId };
  if ('refusal' in outcome) return { ...outcome, ...name };
  const after: Reader = { ...reader, deadline: delivery.deadline + readBackMs };
  const named = await Promise.all(outcome.told.map((told, i) => nameOf(after, delivery.addressees[i], told)));
  for (const told of named) if (told !== 'unknown') taken.add(told);
  const doubtful = named.flatMap((told, i) => (told === 'unknown' ? [i] : []));
  const found = await readBack(after, delivery, doubtful, sentAt, taken);
  const refusal = { fault: 'OUTCOME_UNKNOWN', ...retryOf(outcome) } as const;
  const unknown: CustomerOutcome = { status: 'refused', customerId: null, refusal };
  const outcomes = named.map((told, i) => (told === 'unknown' ? (found.get(i) ?? unknown) : told));
  return { outcomes, ...name };
}

function retryOf({ retryAfterMs }: { readonly retryAfterMs?: number }): { readonly retryAfterMs?: number } {
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

/** Finds out who it was done for, where the answer does not say. */
async function nameOf(
  reader: Reader,
  addressee: Addressee | undefined,
  told: Told,
): Promise<CustomerOutcome | 'unknown'> {
  if (told === 'unknown' || told.status !== 'nameless') return told;
  return addressee ? nameByLookup(reader, addressee, told) : 'unknown';
}

async function nameByLookup(
  reader: Reader,
  { key }: Addressee,
  { named }: Nameless,
): Promise<CustomerOutcome | 'unknown'> {
  const lookup = await orNull(readLookup(reader, key));
  return lookup?.status === 'found' ? named(lookup.customerId) : 'unknown';
}

/**
 * A revocation of earnings does not answer the enrolment that they were under, and afterwards nobody knows it: it
 * is read before.
 */
async function enrolmentsBefore(
  reader: Reader,
  { action, promotion, addressees }: Delivery,
): Promise<{ readonly of: EnrolmentOf } | { readonly retryAfterMs: number }> {
  if (action !== 'REVOKE_EARN') return { of: () => null };
  try {
    const data = await Promise.all(
      addressees.map(({ key }) => readCustomerData(reader, key, unnamedProgram)),
    );
    const histories = new Map(
      addressees.map((addressee, i) => {
        const own = data[i];
        const all = own?.status === 'found' ? own.histories : [];
        return [addressee, all.find((history) => isOf(history, promotion))];
      }),
    );
    return { of: (addressee, earnedIds) => enrolmentOfLatest(histories.get(addressee), earnedIds) };
  } catch (error) {
    if (error instanceof CredentialRefused || !isUntold(error)) throw error;
    return { retryAfterMs: error instanceof PlatformUnavailable ? error.retryAfterMs : UNREADABLE_RETRY_MS };
  }
}

const UNREADABLE_RETRY_MS = 1_000;

/** As a store of our own has it: the enrolment of the latest of them. */
function enrolmentOfLatest(history: History | undefined, earnedIds: readonly string[]): string | null {
  const under = history?.enrolments.filter(({ earnings }) =>
    earnings.some(({ earnedId }) => earnedIds.includes(earnedId)),
  );
  return under?.at(-1)?.issualId ?? null;
}

/** What is read to complete an answer: that it cannot be read is no reason to lose what was done. */
async function orNull<Result>(reading: Promise<Result>): Promise<Result | null> {
  try {
    return await reading;
  } catch (error) {
    if (isUntold(error)) return null;
    throw error;
  }
}
