/** Decodes a promotion of a platform. */

import { promotionKinds, type Program, type Promotion, type PromotionKind } from '../domain/promotion.js';
import { idOf } from './answered-bulk.js';
import { decodeMessages, refusalOf } from './answered-message.js';
import { isAbsent, isObject, itemsOf, listOf, textOf, type Json } from './json.js';

/** A platform's answer lacks a documented member, or has it in an unreadable form. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** Finds the program of a promotion by the answered id. @throws UnreadableAnswer */
export type ProgramOf = (programId: string) => Program;

/** The platform's names for each kind, which differ between its operations. */
const namesOfKind: Record<PromotionKind, readonly string[]> = {
  ENROL_AND_ISSUE: ['LOYALTY_EARNING', 'ISSUE_AND_EARN'],
  DIRECT_ISSUE: ['LOYALTY', 'DIRECT', 'DIRECT_EARN'],
  GENERIC: [],
};

const kindByName: ReadonlyMap<string, PromotionKind> = new Map(
  promotionKinds.flatMap((kind) => [kind, ...namesOfKind[kind]].map((name) => [name, kind] as const)),
);

/**
 * Reads the answer about one promotion.
 * @returns null where there is none
 * @throws UnreadableAnswer
 */
export function decodePromotionAnswer(body: unknown, programOf: ProgramOf): Promotion | null {
  if (!isObject(body)) throw new UnreadableAnswer('The answer is not a JSON object');
  const [error] = readable(decodeMessages(body.errors), 'The errors of the answer');
  if (error) {
    const { fault } = refusalOf(error, 'ENROL_AND_EARN');
    if (fault === 'INVALID_PROGRAM' || fault === 'INVALID_PROMOTION') return null;
    throw new UnreadableAnswer(`The platform refused to answer a promotion (${error.code})`);
  }
  return decodePromotion(isObject(body.data) ? body.data : body, programOf);
}

/**
 * Reads a promotion. The expiry of its enrolments and earnings is not answered: null here.
 * @throws UnreadableAnswer
 */
export function decodePromotion(fields: Json, programOf: ProgramOf): Promotion {
  const kind = kindByName.get(textOf(fields.pointsOfferType));
  if (!kind) throw new UnreadableAnswer('A promotion is of no kind that is known');
  const limits = isObject(fields.promotionRestriction) ? fields.promotionRestriction : {};
  const { issualRestrictions, earnRestrictions } = limits;
  return {
    promotionId: requiredId(fields.promotionId),
    promoIdentifier: textOf(fields.identifier) || null,
    program: programOf(requiredId(fields.programId)),
    name: textOf(fields.promotionName),
    kind,
    active: fields.active === true,
    startsAt: dateOf(fields.startDate),
    endsAt: dateOf(fields.endDate),
    enrolmentLimit: limitOf(issualRestrictions, 'CUSTOMER'),
    earnLimit: limitOf(earnRestrictions, 'CUSTOMER'),
    totalEarnLimit: limitOf(earnRestrictions, 'PROMOTION'),
    enrolmentExpiryDays: null,
    earningExpiryDays: null,
  };
}

/** @throws UnreadableAnswer for null, which means unreadable */
export function readable<Value>(value: Value | null, what: string): Value {
  if (value === null) throw new UnreadableAnswer(`${what} cannot be read`);
  return value;
}

/** The objects of an optional list. @throws UnreadableAnswer for other items */
export function objectsOf(value: unknown, what: string): readonly Json[] {
  const items = readable(listOf(value), what);
  if (!items.every(isObject)) throw new UnreadableAnswer(`${what} cannot be read`);
  return items;
}

/** @throws UnreadableAnswer */
export function requiredId(value: unknown): string {
  const id = idOf(value);
  if (id === null) throw new UnreadableAnswer('An id is missing');
  return id;
}

/** An instant, written as text or as milliseconds since 1970. @throws UnreadableAnswer */
export function dateOf(value: unknown): Date {
  const date = new Date(typeof value === 'number' ? value : textOf(value));
  if (Number.isNaN(date.getTime())) throw new UnreadableAnswer('A date cannot be read');
  return date;
}

/** The rest of a limit; null means unlimited or not reported. */
export function leftOf(restrictions: unknown, limitOn: string): number | null {
  const limit = limitOf(restrictions, limitOn);
  const { currentCustomerUsage } = restrictionOf(restrictions, limitOn);
  const usage = isAbsent(currentCustomerUsage) ? 0 : Number(textOf(currentCustomerUsage) || NaN);
  if (!Number.isInteger(usage)) throw new UnreadableAnswer('The usage of a limit cannot be read');
  return limit === null ? null : Math.max(0, limit - usage);
}

/** A limit; -1 means none. @throws UnreadableAnswer */
function limitOf(restrictions: unknown, limitOn: string): number | null {
  const { maxLimit } = restrictionOf(restrictions, limitOn);
  if (maxLimit === undefined) return null;
  const limit = Number(textOf(maxLimit) || NaN);
  if (!Number.isInteger(limit)) throw new UnreadableAnswer('A limit cannot be read');
  return limit < 0 ? null : limit;
}

function restrictionOf(restrictions: unknown, limitOn: string): Json {
  const found = itemsOf(restrictions).find((one) => isObject(one) && one.limitOn === limitOn);
  return isObject(found) ? found : {};
}
