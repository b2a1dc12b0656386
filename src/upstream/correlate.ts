import { idNamedBy } from '../domain/customer.js';
import type { Refusal } from '../domain/errors.js';
import { parseId } from '../domain/id.js';
import type { CustomerOutcome } from '../service/promotion-service.js';
import type { AnsweredEntry, AnsweredResult } from '../wire/answered-bulk.js';
import { refusalOf } from '../wire/answered-message.js';
import { catalogue } from '../domain/errors.js';
import type { Addressee, Delivery } from './delivery.js';

/** What an answer says of one customer, or that it does not say what became of it. */
export type Told = CustomerOutcome | Nameless | 'unknown';

/** Done for a customer of whom the answer does not say who it is. */
export interface Nameless {
  readonly status: 'nameless';
  readonly named: (customerId: string) => CustomerOutcome;
}

/** What the entries of an answer come to: a refusal of the whole call, or one thing told for each customer. */
export type Correlation = { readonly refusal: Refusal } | { readonly told: readonly Told[] };

/** The enrolment under which an addressee's earnings were before they were revoked; null where that is not known. */
export type EnrolmentOf = (addressee: Addressee, earnedIds: readonly string[]) => string | null;

/**
 * Matches entries to customers. Failed entries carry no identifier, so they are matched by their place, which the
 * ids of the others must bear out.
 * @returns null where they cannot be matched without guessing
 */
export function correlate(
  delivery: Delivery,
  entries: readonly AnsweredEntry[],
  enrolmentOf: EnrolmentOf,
): Correlation | null {
  const { addressees, operation } = delivery;
  const [first] = entries;
  const error = first?.result ? undefined : first?.errors[0];
  if (entries.length === 1 && error) {
    const refusal = refusalOf(error, operation);
    if (addressees.length > 1 || catalogue[refusal.fault].scope === 'REQUEST') return { refusal };
  }
  if (entries.length !== addressees.length) return null;
  if (!entries.every(({ result }, i) => isOf(delivery, addressees[i], result))) return null;
  return { told: addressees.map((addressee, i) => toldOf(delivery, addressee, entries[i], enrolmentOf)) };
}

/** Whether a result may be this customer's: whatever ids it has are those that were asked for. */
function isOf(
  { promotion }: Delivery,
  addressee: Addressee | undefined,
  result: AnsweredResult | null,
): boolean {
  if (!result) return true;
  const agree = (told: string | null, asked: string | null | undefined) =>
    told === null || !asked || told === parseId(asked);
  return (
    agree(result.programId, promotion.programId) &&
    agree(result.promotionId, promotion.promotionId) &&
    agree(result.entityId, addressee && idNamedBy(addressee.key))
  );
}

function toldOf(
  { operation, action }: Delivery,
  addressee: Addressee,
  { result, errors, warnings }: AnsweredEntry = EMPTY,
  enrolmentOf: EnrolmentOf,
): Told {
  const [error] = errors;
  if (error) return { status: 'refused', customerId: null, refusal: refusalOf(error, operation) };
  const customerId = idNamedBy(addressee.key) ?? result?.entityId ?? null;
  const notIssued: CustomerOutcome = { status: 'refused', customerId, refusal: { fault: 'NOT_ISSUED' } };
  if (warnings.some(({ code }) => code === catalogue.NOT_ISSUED.restCode)) return notIssued;
  if (!result) return 'unknown';
  const named = doneBy(action, addressee, result, enrolmentOf);
  if (named === 'nothing') return notIssued;
  if (named === 'unknown') return 'unknown';
  return customerId === null ? { status: 'nameless', named } : named(customerId);
}

const EMPTY: AnsweredEntry = { result: null, errors: [], warnings: [] };

/**
 * What an action yielded: 'nothing' where the id is missing of what is issued, 'unknown' where another one is that
 * the answer must have.
 */
function doneBy(
  action: string,
  addressee: Addressee,
  result: AnsweredResult,
  enrolmentOf: EnrolmentOf,
): Nameless['named'] | 'nothing' | 'unknown' {
  switch (action) {
    case 'REVOKE_ENROL':
      return enrolmentRevoked(result.revokedIssualId);
    case 'REVOKE_EARN':
      return earningsRevoked(result.revokedEarnedIds, addressee, enrolmentOf);
    case 'ENROL':
      return result.issualId === null ? 'nothing' : enrolled(result.issualId);
    case 'EARN':
      return result.earnedId === null ? 'nothing' : earned(result.issualId, result.earnedId);
    default:
      // The single sibling: it does whichever the promotion's kind has.
      if (result.earnedId !== null) return earned(result.issualId, result.earnedId);
      return result.issualId === null ? 'nothing' : enrolled(result.issualId);
  }
}

function enrolled(issualId: string): Nameless['named'] {
  return (customerId) => ({ status: 'enrolled', customerId, issualId, expiresAt: null });
}

function earned(issualId: string | null, earnedId: string): Nameless['named'] | 'unknown' {
  if (issualId === null) return 'unknown';
  return (customerId) => ({ status: 'earned', customerId, issualId, earnedId, expiresAt: null });
}

function enrolmentRevoked(issualId: string | null): Nameless['named'] | 'unknown' {
  return issualId === null
    ? 'unknown'
    : (customerId) => ({ status: 'enrolmentRevoked', customerId, issualId });
}

function earningsRevoked(
  earnedIds: readonly string[],
  addressee: Addressee,
  enrolmentOf: EnrolmentOf,
): Nameless['named'] | 'unknown' {
  const issualId = earnedIds.length === 0 ? null : enrolmentOf(addressee, earnedIds);
  return issualId === null
    ? 'unknown'
    : (customerId) => ({ status: 'earningsRevoked', customerId, issualId, earnedIds });
}
