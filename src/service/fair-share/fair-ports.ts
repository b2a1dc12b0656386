/** Reads and calls within their client's share. */

import type { Caller } from '../caller.js';
import type { CustomerRegister } from '../customer-register.js';
import type { FairShare } from './fair-share.js';
import type { KeyRecords } from '../idempotency/key-records.js';
import type { PromotionService } from '../promotion-service.js';
import type { CustomerRecords, PromotionCatalogue } from '../read-ports.js';

/** The catalogue as one caller reads it, within its share of the store. */
export function fairCatalogue(
  catalogue: PromotionCatalogue,
  share: FairShare,
  caller: Caller,
): PromotionCatalogue {
  return {
    programs: (...args) => share.run(caller, () => catalogue.programs(...args)),
    findPrograms: (...args) => share.run(caller, () => catalogue.findPrograms(...args)),
    findPromotions: (...args) => share.run(caller, () => catalogue.findPromotions(...args)),
    findPromotionsById: (...args) => share.run(caller, () => catalogue.findPromotionsById(...args)),
    list: (...args) => share.run(caller, () => catalogue.list(...args)),
    pages: (...args) => share.run(caller, () => catalogue.pages(...args)),
  };
}

/** Customers' records as one caller reads them, within its share of the store. */
export function fairRecords(records: CustomerRecords, share: FairShare, caller: Caller): CustomerRecords {
  return {
    historiesOf: (...args) => share.run(caller, () => records.historiesOf(...args)),
    enrolments: (...args) => share.run(caller, () => records.enrolments(...args)),
    earnings: (...args) => share.run(caller, () => records.earnings(...args)),
    findEnrolments: (...args) => share.run(caller, () => records.findEnrolments(...args)),
    findEarnings: (...args) => share.run(caller, () => records.findEarnings(...args)),
    latest: (...args) => share.run(caller, () => records.latest(...args)),
  };
}

/** The register of customers as one caller uses it, within its share of the store. */
export function fairRegister(register: CustomerRegister, share: FairShare, caller: Caller): CustomerRegister {
  return {
    requireOffered: () => {
      register.requireOffered();
    },
    identifiersOf: (...args) => share.run(caller, () => register.identifiersOf(...args)),
    register: (...args) => share.run(caller, () => register.register(...args)),
  };
}

/** The outcomes of calls, for as much of a client's share as it asks for. */
export function fairKeyRecords(records: KeyRecords, share: FairShare): KeyRecords {
  return {
    forget: (before, atMost) => records.forget(before, atMost),
    findLatest: (organisationId, clientId, key) =>
      share.run({ organisation: { organisationId }, clientId }, () =>
        records.findLatest(organisationId, clientId, key),
      ),
  };
}

/** Calls that share no transaction with others, each within its caller's share of the store. */
export function fairService(service: PromotionService, share: FairShare): PromotionService {
  return {
    execute: (command) => share.run(command.caller, () => service.execute(command)),
  };
}
