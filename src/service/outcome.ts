/** The outcome of a call: the codec that keeps it as JSON, from which its types derive. */

import { z } from 'zod';
import { faults, type Refusal } from '../domain/errors/errors.js';
import {
  promotionKinds,
  type PlatformDetails,
  type Program,
  type ProgramDetails,
  type Promotion,
} from '../domain/promotion.js';

/** A schema for every member of a type that the domain declares: a member without one is a compile error. */
type Members<Type> = { readonly [Name in keyof Type]-?: z.ZodType<Type[Name]> };

/** The types are as read-only as the domain's. */
export type ReadOnly<Type> = Type extends Date
  ? Type
  : Type extends readonly (infer Item)[]
    ? readonly ReadOnly<Item>[]
    : Type extends object
      ? { readonly [Name in keyof Type]: ReadOnly<Type[Name]> }
      : Type;

const instant = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
/** Null where a platform did not say when what was recorded expires. */
const expiresAt = instant.nullable();
const id = z.string();

const refusalMembers = {
  fault: z.enum(faults),
  field: z.array(z.string()).readonly().exactOptional(),
  retryAfterMs: z.number().exactOptional(),
};
const reported = z.object({ restCode: z.number().nullable(), message: z.string() });
/**
 * The store has `reported` under the name that the first version gave it, so that both versions read its answers. That
 * version knows none without a code, which explain only why a call may be repeated.
 */
const refusal = z.codec(
  z.object({ ...refusalMembers, told: reported.exactOptional() }),
  z.object({ ...refusalMembers, reported: reported.exactOptional() } satisfies Members<Refusal>),
  {
    decode: ({ told, ...rest }) => (told ? { ...rest, reported: told } : rest),
    encode: ({ reported, ...rest }) =>
      typeof reported?.restCode === 'number' ? { ...rest, told: reported } : rest,
  },
);

const warning = z.object({ restCode: z.number().nullable(), message: z.string() });
/** A notice beside a success: something secondary did not go well at the platform. Its code is null without one. */
export type Warning = ReadOnly<z.output<typeof warning>>;

const warnings = z.array(warning).readonly().exactOptional();
const success = { customerId: id, issualId: id, warnings };
const successOutcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('enrolled'), ...success, expiresAt }),
  z.object({ status: z.literal('earned'), ...success, earnedId: id, expiresAt }),
  z.object({ status: z.literal('enrolmentRevoked'), ...success }),
  z.object({
    ...success,
    status: z.literal('earningsRevoked'),
    // Null where a platform does not report the enrolment of the earnings.
    issualId: id.nullable(),
    earnedIds: z.array(id).readonly(),
  }),
]);
export type SuccessOutcome = ReadOnly<z.output<typeof successOutcome>>;

const customerOutcome = z.discriminatedUnion('status', [
  ...successOutcome.options,
  // The customer is null where none was found.
  z.object({ status: z.literal('refused'), customerId: id.nullable(), refusal }),
]);
/** The outcome for one customer. */
export type CustomerOutcome = ReadOnly<z.output<typeof customerOutcome>>;

const detail = z.unknown().exactOptional();
const programDetails = z.object({
  programDescription: detail,
  pointsToCurrencyRatio: detail,
  partnerPrograms: detail,
  default: detail,
} satisfies Members<ProgramDetails>);

const program = z.object({
  programId: id,
  name: z.string(),
  active: z.boolean(),
  membersOnly: z.boolean().exactOptional(),
  platformDetails: programDetails.exactOptional(),
} satisfies Members<Program>);

const platformDetails = z.object({
  description: detail,
  eventName: detail,
  promotionMetadata: detail,
  limits: detail,
  customerUsage: detail,
  promotionRestriction: detail,
  promotionRestrictions: detail,
  promotionType: detail,
  loyaltyEarningType: detail,
} satisfies Members<PlatformDetails>);

const promotion = z.object({
  promotionId: id,
  promoIdentifier: z.string().nullable(),
  program,
  name: z.string(),
  kind: z.enum(promotionKinds),
  active: z.boolean(),
  startsAt: instant,
  endsAt: instant,
  enrolmentLimit: z.number().nullable(),
  earnLimit: z.number().nullable(),
  totalEarnLimit: z.number().nullable(),
  enrolmentExpiryDays: z.number().nullable(),
  earningExpiryDays: z.number().nullable(),
  platformDetails: platformDetails.exactOptional(),
} satisfies Members<Promotion>);

const namedPromotion = z.object({
  programId: id,
  promotionId: id.nullable(),
  promoIdentifier: z.string().nullable(),
});
/** A promotion by its names: at least one of promotionId and promoIdentifier is there. */
export type NamedPromotion = ReadOnly<z.output<typeof namedPromotion>>;

const provenance = {
  /** The requestId of the call that was answered so first, where this is its stored answer. */
  replayOf: z.string().exactOptional(),
  /** The platform's ids of the calls that it carried out. */
  upstreamRequestIds: z.array(z.string()).readonly().exactOptional(),
};
const refusedOutcome = z.object({ status: z.literal('refused'), refusal, ...provenance });
const settledOutcome = z.object({
  status: z.literal('settled'),
  decidedAt: instant,
  /** Only its names where the service delegates. */
  promotion: z.union([promotion, namedPromotion]),
  customers: z.array(customerOutcome).readonly(),
  ...provenance,
});
export type SettledOutcome = ReadOnly<z.output<typeof settledOutcome>>;

/** Reads an outcome from JSON, and writes it. */
export const bulkOutcome = z.discriminatedUnion('status', [refusedOutcome, settledOutcome]);
/** Refused as a whole for one cause, or settled customer by customer. */
export type BulkOutcome = ReadOnly<z.output<typeof bulkOutcome>>;
