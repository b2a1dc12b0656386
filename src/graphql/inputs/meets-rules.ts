/** Checks directly whether an input surely meets its declared bounds. */

import { getMetadataStorage, MAX_LENGTH, ValidationTypes, type ValidationArguments } from 'class-validator';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
/** A class, the key of its rules. */
type Class = object['constructor'];
type Check = (object: object, value: unknown) => boolean;

/** The rules that a class declares for one property. */
interface Rules {
  readonly property: string;
  /** Conditions without which the other rules do not apply. */
  readonly conditions: readonly Check[];
  readonly checks: readonly Check[];
}

/** The rules of each class; null for a class with unsupported rules. */
const rulesOfClass = new Map<Class, readonly Rules[] | null>();

/**
 * Whether an object surely meets the rules that class-validator's decorators declare on its class. These very
 * rules are asked, without the bookkeeping that class-validator does for errors even where there are none, which
 * takes as long as all else that is done for a customer.
 * @returns false where it does not, or where only class-validator can judge it
 */
export function surelyMeetsRules(object: unknown): boolean {
  if (typeof object !== 'object' || object === null) return false;
  const rules = rulesOf(object.constructor);
  if (rules === null) return false;
  for (const rule of rules) if (!meets(object, rule)) return false;
  return true;
}

function meets(object: object, { property, conditions, checks }: Rules): boolean {
  const value: unknown = object[property as keyof object];
  return !allHold(conditions, object, value) || allHold(checks, object, value);
}

function allHold(checks: readonly Check[], object: object, value: unknown): boolean {
  for (const check of checks) if (!check(object, value)) return false;
  return true;
}

function rulesOf(type: Class): readonly Rules[] | null {
  let rules = rulesOfClass.get(type);
  if (rules === undefined) {
    rules = readRules(type);
    rulesOfClass.set(type, rules);
  }
  return rules;
}

function readRules(type: Class): readonly Rules[] | null {
  const storage = getMetadataStorage();
  const declared = storage.getTargetValidationMetadatas(type, '', false, false);
  // class-validator takes an object of which it knows nothing for an unknown one, and refuses it.
  if (declared.length === 0) return null;
  const grouped = [...Object.entries(storage.groupByPropertyName(declared))];
  const rules = grouped.map(([property, metadatas]): Rules | null => {
    const conditions = metadatas.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
    const checks = metadatas.filter((metadata) => !conditions.includes(metadata)).map(toCheck);
    return checks.every((check) => check !== null)
      ? { property, conditions: conditions.map(toCondition), checks }
      : null;
  });
  return rules.every((rule) => rule !== null) ? rules : null;
}

function toCondition({ constraints }: Metadata): Check {
  const [condition] = constraints as Check[];
  return condition ?? (() => true);
}

/** @returns null for a kind of rule that is not understood */
function toCheck(metadata: Metadata): Check | null {
  if (metadata.type === ValidationTypes.NESTED_VALIDATION && metadata.each) {
    return (_object, value) => Array.isArray(value) && value.every(surelyMeetsRules);
  }
  if (metadata.type !== ValidationTypes.CUSTOM_VALIDATION || metadata.each) return null;
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  if (!constraint || constraint.async) return null;
  const { constraints, propertyName: property, target } = metadata;
  const targetName = typeof target === 'string' ? target : target.name;
  // All objects share one argument object, because a constraint reads it during the call only.
  const asked: ValidationArguments = { constraints, property, targetName, object: {}, value: undefined };
  const check: Check = (object, value) => {
    asked.object = object;
    asked.value = value;
    return constraint.instance.validate(value, asked) === true;
  };
  return metadata.name === MAX_LENGTH ? unlessShort(Number(constraints[0]), check) : check;
}

/** A text of so many units has no more characters. To count those, class-validator searches it for pairs of units. */
function unlessShort(max: number, check: Check): Check {
  return (object, value) => (typeof value === 'string' && value.length <= max) || check(object, value);
}
