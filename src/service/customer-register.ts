/** The port to the register of customers: their identifiers, and new ones. */

import type { CustomerSource } from '../domain/customer.js';

/** The kinds of identifier that are registered; a customer's own id is given by the register. */
export type RegisteredName = 'MOBILE' | 'EMAIL' | 'EXTERNAL_ID';

/** An identifier of a customer under a source. */
export interface RegisteredIdentifier {
  readonly name: RegisteredName;
  /** In its one form. */
  readonly value: string;
  readonly source: CustomerSource;
}

/** An identifier to be registered, with the other forms under which earlier versions may have stored it. */
export interface NewIdentifier extends RegisteredIdentifier {
  readonly storedForms: readonly string[];
}

/** The idempotency key of a registration, which belongs to the client. */
export interface RegistrationKey {
  readonly clientId: string;
  readonly key: string;
  /** The same for the same identifiers. */
  readonly fingerprint: string;
}

export type Registration =
  /** Under these identifiers there is a customer now; `isReplay` if an earlier call with the key registered it. */
  | { readonly status: 'registered'; readonly customerId: string; readonly isReplay: boolean }
  /** One of the identifiers has a customer under the same source, or they have several customers. */
  | { readonly status: 'taken' }
  /** The key was used for other identifiers. */
  | { readonly status: 'mismatch' };

/** The customers of organisations. */
export interface CustomerRegister {
  /** @throws NotOffered in front of a platform, whose register the gateway does not pass on */
  requireOffered(): void;
  /** A customer's identifiers, in the order of source, name and value. */
  identifiersOf(organisationId: string, customerId: string): Promise<RegisteredIdentifier[]>;
  /**
   * Registers a customer under identifiers, all of them or none. Where they belong to a customer under other sources, that
   * customer gets them under these too.
   * @param key registers once for it
   */
  register(
    organisationId: string,
    identifiers: readonly NewIdentifier[],
    key: RegistrationKey | null,
  ): Promise<Registration>;
}
