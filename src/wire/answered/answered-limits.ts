/** Decodes the limits of a promotion at a platform. */

import { isAbsent, isObject, itemsOf, textOf, type Json } from '../json.js';
import { UnreadableAnswer } from './unreadable-answer.js';

/** The limits of a promotion, and how much of them is used where a customer is concerned; null is unlimited. */
export interface AnsweredLimits {
  readonly enrolments: AnsweredLimit;
  readonly earnings: AnsweredLimit;
  readonly totalEarnings: AnsweredLimit;
  readonly enrolmentExpiryDays: number | null;
  readonly earningExpiryDays: number | null;
  /** Whether there are restrictions of earnings: promotions of the kind Direct Issue have none. */
  readonly restrictsEarnings: boolean;
}

export interface AnsweredLimit {
  readonly limit: number | null;
  readonly used: number;
}

/** How a limit is named: by a kpi in promotionData, by a name at the route of one promotion. */
interface LimitName {
  readonly kpis: readonly string[];
  readonly limitOn: 'CUSTOMER' | 'PROMOTION';
  readonly name: string;
}

const ENROLMENTS: LimitName = {
  kpis: ['NUMBER_OF_ISSUALS', 'ISSUAL'],
  limitOn: 'CUSTOMER',
  name: 'MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER',
};
const EARN_KPIS = ['NUMBER_OF_EARNS', 'EARN'];
const EARNINGS: LimitName = {
  kpis: EARN_KPIS,
  limitOn: 'CUSTOMER',
  name: 'MAX_NUMBER_OF_EARNS_PER_CUSTOMER',
};
const TOTAL_EARNINGS: LimitName = {
  kpis: EARN_KPIS,
  limitOn: 'PROMOTION',
  name: 'MAX_NUMBER_OF_EARNS_PER_PROMOTION',
};

/**
 * Reads the restrictions of a promotion, of which others than ours stand in the same lists.
 * @throws UnreadableAnswer
 */
export function decodeLimits(fields: Json): AnsweredLimits {
  const { issualRestrictions, earnRestrictions, expiryRestrictions } = restrictionsIn(fields);
  return {
    enrolments: limitIn(issualRestrictions, ENROLMENTS),
    earnings: limitIn(earnRestrictions, EARNINGS),
    totalEarnings: limitIn(earnRestrictions, TOTAL_EARNINGS),
    enrolmentExpiryDays: daysIn(expiryRestrictions, 'ISSUAL_PROMOTION_EXPIRY_BASED_ON'),
    earningExpiryDays: daysIn(expiryRestrictions, 'EARN_PROMOTION_EXPIRY_BASED_ON'),
    restrictsEarnings: itemsOf(earnRestrictions).length > 0,
  };
}

/** `promotionRestriction` in promotionData, `promotionRestrictions.restrictions` at the route of one promotion. */
function restrictionsIn({ promotionRestriction, promotionRestrictions }: Json): Json {
  if (isObject(promotionRestriction)) return promotionRestriction;
  const { restrictions } = isObject(promotionRestrictions) ? promotionRestrictions : {};
  return isObject(restrictions) ? restrictions : {};
}

function limitIn(restrictions: unknown, wanted: LimitName): AnsweredLimit {
  const found = itemsOf(restrictions).find((one) => isObject(one) && isNamedSo(one, wanted));
  const { maxLimit, value, currentCustomerUsage } = isObject(found) ? found : {};
  const limit = countOf(maxLimit ?? value, 'A limit') ?? -1;
  return {
    limit: limit < 0 ? null : limit,
    used: countOf(currentCustomerUsage, 'The usage of a limit') ?? 0,
  };
}

function isNamedSo({ kpi, name, limitOn }: Json, wanted: LimitName): boolean {
  if (!isAbsent(name)) return name === wanted.name;
  return (isAbsent(kpi) || wanted.kpis.includes(textOf(kpi))) && limitOn === wanted.limitOn;
}

/** Days after the act; null expires with the promotion. */
function daysIn(restrictions: unknown, wanted: string): number | null {
  const found = itemsOf(restrictions).find((one) => isObject(one) && one.name === wanted);
  return isObject(found) && found.type === 'CUSTOM' ? countOf(found.value, 'An expiry') : null;
}

/** @throws UnreadableAnswer */
function countOf(value: unknown, what: string): number | null {
  if (isAbsent(value)) return null;
  const count = Number(textOf(value) || NaN);
  if (!Number.isInteger(count)) throw new UnreadableAnswer(`${what} cannot be read`);
  return count;
}
