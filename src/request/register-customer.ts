/** Registers a customer under the identifiers that a caller wrote. */

import type { NamedCustomer } from '../domain/bulk-request.js';
import type { CustomerKey, IdentifierName } from '../domain/customer.js';
import type { Refusal } from '../domain/errors/errors.js';
import { refuseLookup } from '../domain/rules.js';
import type {
  NewIdentifier,
  RegisteredName,
  Registration,
  RegistrationKey,
} from '../service/customer-register.js';
import { registrationFingerprint } from '../service/idempotency/registration-fingerprint.js';
import { readCustomerKey, storedFormsOf } from '../service/identifiers/customer-key.js';
import type { Scope } from './scope.js';

/** The outcome of a registration. */
export type RegistrationOutcome =
  | Extract<Registration, { status: 'registered' }>
  /** A rule refuses it, an identifier cannot be read, or a customer has one. */
  | { readonly status: 'refused'; readonly refusal: Refusal | 'UNREADABLE' | 'TAKEN' };

/** An identifier as the caller wrote it. */
export interface WrittenIdentifier {
  readonly identifierName: string;
  readonly customer: NamedCustomer;
}

/** The name under which each kind of identifier is registered; null for the id, which the register gives. */
const registeredNames: Record<IdentifierName, RegisteredName | null> = {
  ID: null,
  MOBILE: 'MOBILE',
  EMAIL: 'EMAIL',
  EXTERNAL_ID: 'EXTERNAL_ID',
};

/** @param idempotencyKey registers once for it */
export async function registerCustomer(
  { caller, register }: Scope,
  written: readonly WrittenIdentifier[],
  idempotencyKey: string | null,
): Promise<RegistrationOutcome> {
  register.requireOffered();
  if (written.length === 0) return { status: 'refused', refusal: { fault: 'NO_CUSTOMERS' } };
  const identifiers = new Map<string, NewIdentifier>();
  for (const { identifierName, customer } of written) {
    const refusal = refuseLookup(identifierName, customer);
    if (refusal) return { status: 'refused', refusal };
    const key = readCustomerKey(identifierName, customer);
    if ('fault' in key) return { status: 'refused', refusal: 'UNREADABLE' };
    const identifier = newIdentifier(key);
    if ('fault' in identifier) return { status: 'refused', refusal: identifier };
    identifiers.set(JSON.stringify([identifier.name, identifier.source, identifier.value]), identifier);
  }
  const { organisationId } = caller.organisation;
  const different = [...identifiers.values()];
  const key = idempotencyKey === null ? null : keyOf(caller.clientId, idempotencyKey, different);
  const registration = await register.register(organisationId, different, key);
  switch (registration.status) {
    case 'registered':
      return registration;
    case 'taken':
      return { status: 'refused', refusal: 'TAKEN' };
    case 'mismatch':
      return { status: 'refused', refusal: { fault: 'IDEMPOTENCY_MISMATCH', field: ['idempotencyKey'] } };
  }
}

function keyOf(clientId: string, key: string, identifiers: readonly NewIdentifier[]): RegistrationKey {
  return { clientId, key, fingerprint: registrationFingerprint(identifiers) };
}

function newIdentifier(key: CustomerKey): NewIdentifier | Refusal {
  const name = registeredNames[key.identifierName];
  if (name === null) return { fault: 'UNKNOWN_IDENTIFIER_NAME', field: ['identifierName'] };
  // Only requests look in every source.
  if (key.source === 'ALL') return { fault: 'INVALID_SOURCE', field: ['source'] };
  return { name, value: key.value, source: key.source, storedForms: storedFormsOf(key) };
}
