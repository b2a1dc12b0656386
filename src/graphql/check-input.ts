import { validateSync, type ValidationError } from 'class-validator';
import type { Fault, Refusal } from '../domain/errors.js';
import { firstChecked } from '../domain/first-checked.js';
import { surelyMeetsRules } from './meets-rules.js';

/** What the bounds declared on an input refuse: the call as a whole, or single customers by position. */
export interface InputRefusals {
  readonly request: Refusal | null;
  readonly customers: ReadonlyMap<number, Refusal>;
}

const NONE: InputRefusals = { request: null, customers: new Map() };

/** Checks an input against the bounds that its class declares. */
export function checkInput(input: object): InputRefusals {
  if (surelyMeetsRules(input)) return NONE;
  const violations = validateSync(input, {
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  const customers = violations.flatMap(({ children = [] }) => children.map(customerRefusal));
  return { request: firstChecked(violations.flatMap(refusalsOf)), customers: new Map(customers) };
}

/** class-validator names a member of a list by its position. */
function customerRefusal({ property, children = [] }: ValidationError): [number, Refusal] {
  const refusal = firstChecked(children.flatMap(refusalsOf));
  return [Number(property), refusal ?? { fault: 'EMPTY_IDENTIFIER' }];
}

function refusalsOf({ property, contexts = {} }: ValidationError): Refusal[] {
  const faults = Object.values<{ fault: Fault }>(contexts);
  return faults.map(({ fault }) => ({ fault, field: [property] }));
}
