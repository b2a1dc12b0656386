/** The register of customers in front of a platform. */

import type { CustomerRegister } from '../../service/customer-register.js';
import { NotOffered } from '../../service/ports.js';

const NOT_PASSED_ON =
  'The gateway does not pass on the details and the registration of customers: call the platform itself, or look the customer up here';

/** Refuses each call: the platform keeps the register. */
export const platformRegister: CustomerRegister = {
  requireOffered: () => {
    throw new NotOffered(NOT_PASSED_ON);
  },
  identifiersOf: () => Promise.reject(new NotOffered(NOT_PASSED_ON)),
  register: () => Promise.reject(new NotOffered(NOT_PASSED_ON)),
};
