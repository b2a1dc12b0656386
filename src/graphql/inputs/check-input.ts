/** Validates an input against its declared bounds. */

import { validateSync, type ValidationError } from 'class-validator';
import { MAX_CUSTOMERS } from '../../domain/bulk-request.js';
import { highestPriority, type Fault, type Refusal } from '../../domain/errors/errors.js';
import type { BulkMutationInput } from './inputs.js';
import { surelyMeetsRules } from './meets-rules.js';

/** The refusals by the declared bounds of an input: of the call as a whole, or of single customers by position. */
export interface InputRefusals {
  readonly request: Refusal | null;
  readonly customers: ReadonlyMap<number, Refusal>;
}

const NONE: InputRefusals = { request: null, customers: new Map() };

/**
 * Checks an input against the bounds that its class declares. An input with too many customers is left to the
 * domain's rules, which refuse it by their number: class-validator would look at each of them.
 */
export function checkInput(input: BulkMutationInput): InputRefusals {
  if (input.customers.length > MAX_CUSTOMERS || surelyMeetsRules(input)) return NONE;
  const violations = validateSync(input, {
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  const customers = violations.flatMap(({ children = [] }) => children.map(customerRefusal));
  return { request: highestPriority(violations.flatMap(refusalsOf)), customers: new Map(customers) };
}

/** class-validator names a member of a list by its position. */
function customerRefusal({ property, children = [] }: ValidationError): [number, Refusal] {
  const refusal = highestPriority(children.flatMap(refusalsOf));
  return [Number(property), refusal ?? { fault: 'EMPTY_IDENTIFIER' }];
}

function refusalsOf({ property, contexts = {} }: ValidationError): Refusal[] {
  const faults = Object.values<{ fault: Fault }>(contexts);
  return faults.map(({ fault }) => ({ fault, field: [property] }));
}
