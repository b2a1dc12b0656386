/** Decodes a promotion of a platform. */

import {
  promotionKinds,
  type Program,
  type Promotion,
  type PromotionKind,
  type PlatformDetails,
} from '../../domain/promotion.js';
import { decodeMessages, refusalOf } from './answered-message.js';
import { decodeLimits, type AnsweredLimits } from './answered-limits.js';
import { isAbsent, isObject, itemsOf, textOf, type Json } from '../json.js';
import { dateOr, readable, requiredId, UnreadableAnswer } from './unreadable-answer.js';

/** Finds the program of a promotion, of which often only the id is answered. */
export type ProgramOf = (programId: string) => Program;

/** The platform's names for each kind, besides our own. */
const namesOfKind: Record<PromotionKind, readonly string[]> = {
  ENROL_AND_ISSUE: ['LOYALTY_EARNING', 'ISSUE_AND_EARN'],
  DIRECT_ISSUE: ['LOYALTY', 'DIRECT', 'DIRECT_EARN'],
  GENERIC: [],
};

const kindByName: ReadonlyMap<string, PromotionKind> = new Map(
  promotionKinds.flatMap((kind) => [kind, ...namesOfKind[kind]].map((name) => [name, kind] as const)),
);

/** Stand for dates that are left out: since ever, and without an end. */
const SINCE_EVER = new Date(0);
const WITHOUT_END = new Date('9999-12-31T23:59:59Z');

/**
 * Reads the answer about one promotion, which may stand in a list.
 * @returns null where there is none
 * @throws UnreadableAnswer
 */
export function decodePromotionAnswer(body: unknown, programOf: ProgramOf): Promotion | null {
  if (!isObject(body)) throw new UnreadableAnswer('The answer is not a JSON object');
  const errors = [body.errors, body.validationErrors].map((list) =>
    readable(decodeMessages(list), 'An error'),
  );
  const [error] = errors.flat();
  if (error) {
    const { fault } = refusalOf(error, 'ENROL_AND_EARN');
    if (fault === 'INVALID_PROGRAM' || fault === 'INVALID_PROMOTION') return null;
    throw new UnreadableAnswer(`The platform refused to answer a promotion (${error.code})`);
  }
  // A promotion of our own dialect may stand alone, without an envelope.
  const answered = 'data' in body ? body.data : body;
  const data = Array.isArray(answered) ? itemsOf(answered)[0] : answered;
  if (isAbsent(data)) return null;
  return decodePromotion(readable(isObject(data) ? data : null, 'A promotion'), programOf);
}

/**
 * Reads a promotion, as promotionData or as the route of one promotion has it.
 * @throws UnreadableAnswer
 */
export function decodePromotion(fields: Json, programOf: ProgramOf): Promotion {
  const limits = decodeLimits(fields);
  const kind = kindOf(fields, limits);
  const program = programOf(requiredId(fields.programId));
  const isDirect = kind === 'DIRECT_ISSUE';
  return {
    promotionId: requiredId(fields.promotionId ?? fields.id),
    promoIdentifier: textOf(fields.identifier) || null,
    program: program.name === '' ? { ...program, name: textOf(fields.programName) } : program,
    name: textOf(fields.promotionName ?? fields.name),
    kind,
    active: isActive(fields),
    startsAt: dateOr(fields.startDate, SINCE_EVER),
    endsAt: dateOr(fields.endDate, WITHOUT_END),
    enrolmentLimit: isDirect ? null : limits.enrolments.limit,
    earnLimit: isDirect ? capOfDirectIssue(limits).limit : limits.earnings.limit,
    totalEarnLimit: limits.totalEarnings.limit,
    enrolmentExpiryDays: limits.enrolmentExpiryDays,
    earningExpiryDays: limits.earningExpiryDays,
    platformDetails: platformDetailsOf(fields),
  };
}

/** The platform has the cap of a Direct Issue promotion among the restrictions of enrolments. */
export function capOfDirectIssue({ enrolments, earnings }: AnsweredLimits) {
  return earnings.limit === null ? enrolments : earnings;
}

/**
 * Reads the kind, or derives it from the records and the limits, because some organisations have no kind in their answers.
 * @throws UnreadableAnswer
 */
function kindOf(fields: Json, { restrictsEarnings, enrolments }: AnsweredLimits): PromotionKind {
  const { pointsOfferType, customerPromotionTimelines } = fields;
  if (!isAbsent(pointsOfferType)) {
    return readable(kindByName.get(textOf(pointsOfferType)) ?? null, 'The kind of a promotion');
  }
  const isEnrolled = itemsOf(customerPromotionTimelines).some(
    (timeline) => isObject(timeline) && itemsOf(timeline.issuedDetails).length === 0,
  );
  if (isEnrolled || restrictsEarnings || enrolments.limit === null) return 'ENROL_AND_ISSUE';
  return 'DIRECT_ISSUE';
}

function isActive({ active, isActive, promotionStatus }: Json): boolean {
  const value = active ?? isActive;
  return isAbsent(value) ? promotionStatus !== 'INACTIVE' : value === true || value === 'true';
}

/** What is passed on as it is. */
const PLATFORM_DETAILS = [
  'description',
  'eventName',
  'promotionMetadata',
  'limits',
  'customerUsage',
  'promotionRestriction',
  'promotionRestrictions',
  'promotionType',
  'loyaltyEarningType',
] as const satisfies readonly (keyof PlatformDetails)[];

function platformDetailsOf(fields: Json): PlatformDetails {
  const { promotionRestriction, ...details }: PlatformDetails = Object.fromEntries(
    PLATFORM_DETAILS.flatMap((name) => (isNothing(name, fields[name]) ? [] : [[name, fields[name]]])),
  );
  if (!isObject(promotionRestriction)) return details;
  return { ...details, promotionRestriction: withListsOf(promotionRestriction) };
}

/** A gateway that stands for the platform sends an empty list of metadata where it holds none. */
function isNothing(name: keyof PlatformDetails, detail: unknown): boolean {
  if (name === 'promotionMetadata' && Array.isArray(detail)) return detail.length === 0;
  return isAbsent(detail);
}

/** Restrictions whose lists have objects only, because answers are written as documented. */
function withListsOf(restrictions: Json): Json {
  const present = RESTRICTION_LISTS.filter((name) => name in restrictions);
  const lists = present.map((name) => [name, itemsOf(restrictions[name]).filter(isObject)] as const);
  return { ...restrictions, ...Object.fromEntries<unknown>(lists) };
}

const RESTRICTION_LISTS = ['issualRestrictions', 'earnRestrictions', 'redemptionRestrictions'] as const;
