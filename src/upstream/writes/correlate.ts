/** Correlates the entries of an answer with the customers of a write. */

import type { RequestedAction } from '../../domain/bulk-request.js';
import { idNamedBy } from '../../domain/customer.js';
import type { ErrorScope } from '../../domain/errors/error-codes.js';
import type { Refusal } from '../../domain/errors/errors.js';
import { parseId } from '../../domain/id.js';
import type { CustomerOutcome, SuccessOutcome, Warning } from '../../service/promotion-service.js';
import type { AnsweredEntry, AnsweredResult, Unreadable } from '../../wire/answered/answered-bulk.js';
import { FAILED, refusalOf, warningOf } from '../../wire/answered/answered-message.js';
import { catalogue } from '../../domain/errors/error-catalogue.js';
import type { WriteTarget, UpstreamWrite } from './upstream-write.js';

/** The result of one customer in an answer, or that the answer does not show it. */
export type EntryResult = CustomerOutcome | UnidentifiedSuccess | 'unknown';

/** A success whose answer does not identify the customer. */
export interface UnidentifiedSuccess {
  readonly status: 'unidentified';
  readonly named: (customerId: string) => SuccessOutcome;
}

/** The results of an answer: a refusal of the whole call, or one result for each customer. */
export type Correlation = { readonly refusal: Refusal } | { readonly results: readonly EntryResult[] };

/** The enrolment of a target's earnings before they were revoked; null when unknown. */
export type EnrolmentOf = (target: WriteTarget, earnedIds: readonly string[]) => string | null;

/**
 * Matches entries to customers. Failed entries carry no identifier, so they are matched by their place, which the
 * ids of the others must bear out.
 * @returns null where they cannot be matched without guessing
 */
export function correlate(
  upstreamWrite: UpstreamWrite,
  entries: readonly (AnsweredEntry | Unreadable)[],
  enrolmentOf: EnrolmentOf,
): Correlation | null {
  const { targets, operation } = upstreamWrite;
  const [first = 'unreadable'] = entries;
  const hasResult = first !== 'unreadable' && first.result !== null && hasIds(first.result);
  const error = first === 'unreadable' || hasResult ? undefined : first.errors[0];
  if (entries.length === 1 && error && error.code !== FAILED) {
    const refusal = refusalOf(error, operation);
    if (targets.length > 1 || refusesCall(refusal)) return { refusal };
  }
  if (entries.length !== targets.length) return null;
  const asked = askedIdsOf(upstreamWrite);
  const isTheirs = (entry: AnsweredEntry | Unreadable, i: number) =>
    entry === 'unreadable' || !entry.result || isOf(asked, targets[i], entry.result);
  if (!entries.every(isTheirs)) return null;
  const results = targets.map((target, i): EntryResult => {
    const entry = entries[i] ?? 'unreadable';
    return entry === 'unreadable' ? 'unknown' : entryResultOf(upstreamWrite, target, entry, enrolmentOf);
  });
  return { results };
}

/** Whether a refusal of its only customer refuses a call as a whole. */
export function refusesCall({ fault }: Refusal): boolean {
  return concernsTheCall[catalogue[fault].scope];
}

const concernsTheCall: Record<ErrorScope, boolean> = { CUSTOMER: false, REQUEST: true };

/** The ids of the promotion that was asked for; null for each that the caller did not name. */
type AskedIds = Pick<AnsweredResult, 'programId' | 'promotionId'>;

function askedIdsOf({ promotion: { programId, promotionId } }: UpstreamWrite): AskedIds {
  // Text that is no id agrees with no answer.
  const canonical = (text: string | null) => (text ? (parseId(text) ?? text) : null);
  return { programId: canonical(programId), promotionId: canonical(promotionId) };
}

/** Whether a result may be this customer's: all ids that it has are those that were asked for. */
function isOf(asked: AskedIds, target: WriteTarget | undefined, result: AnsweredResult): boolean {
  return (
    agree(result.programId, asked.programId) &&
    agree(result.promotionId, asked.promotionId) &&
    agree(result.entityId, target ? idNamedBy(target.key) : null)
  );
}

function agree(answered: string | null, asked: string | null): boolean {
  return answered === null || asked === null || answered === asked;
}

function entryResultOf(
  { operation, action }: UpstreamWrite,
  target: WriteTarget,
  { result, errors, warnings }: AnsweredEntry,
  enrolmentOf: EnrolmentOf,
): EntryResult {
  const [error] = errors;
  // An entry with ids and an error proves neither success nor failure.
  if (error && (error.code === FAILED || (result && hasIds(result)))) return 'unknown';
  if (error) return { status: 'refused', customerId: null, refusal: refusalOf(error, operation) };
  const customerId = idNamedBy(target.key) ?? result?.entityId ?? null;
  const done = result ? doneBy(action, target, result, enrolmentOf) : 'unknown';
  if (warnings.some(({ code }) => code === catalogue.NOT_ISSUED.restCode)) {
    return done === 'unknown' ? { status: 'refused', customerId, refusal: NOT_ISSUED } : 'unknown';
  }
  if (done === 'unknown') return 'unknown';
  const named = withWarnings(done, warnings.slice(0, MAX_WARNINGS).map(warningOf));
  return customerId === null ? { status: 'unidentified', named } : named(customerId);
}

const NOT_ISSUED: Refusal = { fault: 'NOT_ISSUED' };

/** The maximum number of warnings of a customer. */
const MAX_WARNINGS = 10;

function withWarnings(
  named: UnidentifiedSuccess['named'],
  warnings: readonly Warning[],
): UnidentifiedSuccess['named'] {
  return warnings.length === 0 ? named : (customerId) => ({ ...named(customerId), warnings });
}

function hasIds({ revokedEarnedIds, ...ids }: AnsweredResult): boolean {
  return revokedEarnedIds.length > 0 || Object.values(ids).some((id) => id !== null);
}

/** The effect of an action; 'unknown' when a required id is missing. */
function doneBy(
  action: RequestedAction | null,
  target: WriteTarget,
  result: AnsweredResult,
  enrolmentOf: EnrolmentOf,
): UnidentifiedSuccess['named'] | 'unknown' {
  const { issualId, earnedId, revokedIssualId, revokedEarnedIds } = result;
  switch (action) {
    case 'REVOKE_ENROL':
      // Samples have the name of the other operations. Two names for different enrolments prove neither.
      if (revokedIssualId !== null && issualId !== null && revokedIssualId !== issualId) return 'unknown';
      return enrolmentRevoked(revokedIssualId ?? issualId);
    case 'REVOKE_EARN':
      return earningsRevoked(revokedEarnedIds, target, enrolmentOf);
    case 'ENROL':
      return enrolled(issualId);
    case 'EARN':
      return earned(issualId, earnedId);
    // Only the ids show the effect: it depends on the promotion's kind, or only the platform knows the action.
    case 'ISSUE':
    case null:
      return earnedId === null ? enrolled(issualId) : earned(issualId, earnedId);
  }
}

function enrolled(issualId: string | null): UnidentifiedSuccess['named'] | 'unknown' {
  if (issualId === null) return 'unknown';
  return (customerId) => ({ status: 'enrolled', customerId, issualId, expiresAt: null });
}

function earned(issualId: string | null, earnedId: string | null): UnidentifiedSuccess['named'] | 'unknown' {
  if (issualId === null || earnedId === null) return 'unknown';
  return (customerId) => ({ status: 'earned', customerId, issualId, earnedId, expiresAt: null });
}

function enrolmentRevoked(issualId: string | null): UnidentifiedSuccess['named'] | 'unknown' {
  return issualId === null
    ? 'unknown'
    : (customerId) => ({ status: 'enrolmentRevoked', customerId, issualId });
}

function earningsRevoked(
  earnedIds: readonly string[],
  target: WriteTarget,
  enrolmentOf: EnrolmentOf,
): UnidentifiedSuccess['named'] | 'unknown' {
  const asked = target.earnedIds?.map(parseId);
  const areAsked = earnedIds.length > 0 && earnedIds.every((id) => asked?.includes(id) ?? true);
  if (!areAsked) return 'unknown';
  const issualId = enrolmentOf(target, earnedIds);
  return (customerId) => ({ status: 'earningsRevoked', customerId, issualId, earnedIds });
}
