/** Decodes the registration of a customer, and encodes its answer. */

import type { NamedLookup } from '../lookup.js';
import type { Refusal } from '../../domain/errors/errors.js';
import { statusOfRefusal, wireId, wireMessage, type WireId, type WireMessage } from '../bulk-response.js';
import { isAbsent, isObject, itemsOf, textOf, type Json } from '../json.js';

/** The identifiers of a registration, as they were written, and what of it is not stored. */
export interface WrittenRegistration {
  readonly identifiers: readonly NamedLookup[];
  /** The names of members that the store has no place for. */
  readonly ignored: readonly string[];
}

/** The members of a profile and of a body that are read, or say nothing that would be lost. */
const PROFILE_MEMBERS = ['identifiers', 'source'];
const BODY_MEMBERS = ['profiles', 'loyaltyInfo'];

/** Reads a registration; a profile without a source is of the source of the query. */
export function decodeRegistration(query: Json, body: Json): WrittenRegistration {
  const profiles = isObject(body.profiles) ? [body.profiles] : itemsOf(body.profiles).filter(isObject);
  const identifiers = profiles.flatMap((profile) =>
    itemsOf(profile.identifiers)
      .filter(isObject)
      .map(({ type, value }) => ({
        identifierName: textOf(type),
        customer: { identifierValue: textOf(value), source: textOf(profile.source ?? query.source) },
      })),
  );
  const ignored = [
    ...Object.keys(body).filter((name) => !BODY_MEMBERS.includes(name) && isGiven(body[name])),
    ...profiles.flatMap((profile) =>
      Object.keys(profile).filter((name) => !PROFILE_MEMBERS.includes(name) && isGiven(profile[name])),
    ),
  ];
  return { identifiers, ignored: [...new Set(ignored)] };
}

function isGiven(value: unknown): boolean {
  if (isAbsent(value) || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

export type RegistrationAnswer =
  | {
      readonly createdId: WireId;
      readonly warnings: readonly WireMessage[];
      readonly sideEffects: readonly [];
    }
  | { readonly errors: readonly WireMessage[]; readonly warnings: readonly [] };

/** The platform documents no code for what it does not store; 206 is HTTP's status for partial content. */
const PARTLY_STORED = 206;

export function encodeRegistered(customerId: string, ignored: readonly string[]): RegistrationAnswer {
  const message = `The gateway stores identifiers only, and not: ${ignored.join(', ')}`;
  const warnings = ignored.length > 0 ? [{ status: false as const, code: PARTLY_STORED, message }] : [];
  return { createdId: wireId(customerId), warnings, sideEffects: [] };
}

/** Refusals that only a registration has, with the platform's codes. */
const refusals = {
  TAKEN: { status: false, code: 8006, message: 'Customer already exists for same source' },
  UNREADABLE: {
    status: false,
    code: 8014,
    message: 'Error in customer registration: an identifier cannot be read',
  },
} as const;

/** Why a registration is refused: by a rule that other calls have too, or by one of its own. */
export type RegistrationRefusal = Refusal | keyof typeof refusals;

export function encodeRegistrationRefusal(refusal: RegistrationRefusal): RegistrationAnswer {
  const message = typeof refusal === 'string' ? refusals[refusal] : wireMessage(refusal);
  return { errors: [message], warnings: [] };
}

/** The HTTP status of a refusal: 200 for each that the platform documents. */
export function statusOfRegistrationRefusal(refusal: RegistrationRefusal): number {
  return typeof refusal === 'string' ? 200 : statusOfRefusal(refusal);
}
