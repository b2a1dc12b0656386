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

export type Registration =
  /** Under these identifiers there is a customer now. */
  | { readonly status: 'registered'; readonly customerId: string }
  /** One of the identifiers has a customer under the same source, or they have several customers. */
  | { readonly status: 'taken' };

/** The customers of organisations. */
export interface CustomerRegister {
  /** @throws NotOffered in front of a platform, whose register the gateway does not pass on */
  requireOffered(): void;
  /** A customer's identifiers, in the order of source, name and value. */
  identifiersOf(organisationId: string, customerId: string): Promise<RegisteredIdentifier[]>;
  /**
   * Registers a customer under identifiers, all of them or none. Where they belong to a customer under other sources, that
   * customer gets them under these too.
   */
  register(organisationId: string, identifiers: readonly NewIdentifier[]): Promise<Registration>;
}
