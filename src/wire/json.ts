/** Reads members of JSON values of unknown form. */

/** A JSON object of unknown form. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a list; none for anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The items of an optional list; null for anything but a list. */
export function listOf(value: unknown): readonly unknown[] | null {
  if (isAbsent(value)) return [];
  return Array.isArray(value) ? value : null;
}

/** Whether a member is missing or null. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/**
 * A whole number beyond 2^53 has lost digits in parsing: written with an exponent, it cannot pass for an id
 * that the caller did not mean. As a string it arrives whole.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return '';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
