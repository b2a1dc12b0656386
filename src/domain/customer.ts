/** Identifiers, sources, and the key by which a customer is looked up. */

import { parseId } from './id.js';

/** The kinds of identifier by which a caller may name a customer. */
export const identifierNames = ['ID', 'MOBILE', 'EMAIL', 'EXTERNAL_ID'] as const;
export type IdentifierName = (typeof identifierNames)[number];

/** Where a customer registered. `ALL` is for requests only: it looks in every source. */
export const customerSources = [
  'FACEBOOK',
  'WEB_ENGAGE',
  'WECHAT',
  'INSTORE',
  'MARTJACK',
  'TMALL',
  'TAOBAO',
  'JD',
  'ECOMMERCE',
  'WEBSITE',
  'LINE',
  'MOBILE_APP',
  'ALL',
] as const;
export type CustomerSource = (typeof customerSources)[number];

/** The longest identifier that can be registered, in UTF-16 code units; a longer one names no customer. */
export const MAX_IDENTIFIER_LENGTH = 255;

/**
 * How one customer is named: `value` is the one form of the identifier, however it was written (an id's digits, a
 * mobile's digits with country code, an email in lower case).
 */
export interface CustomerKey {
  readonly identifierName: IdentifierName;
  readonly value: string;
  readonly source: CustomerSource;
  /** The form nearest to the written identifier when it differs from `value`; older registrations have it. */
  readonly written?: string;
}

/** The form of an identifier that a look-up tries first. */
export function writtenForm({ value, written }: CustomerKey): string {
  return written ?? value;
}

/** The customer id of a key; null for other kinds of identifier, and for an invalid id. */
export function idNamedBy({ identifierName, value }: CustomerKey): string | null {
  return identifierName === 'ID' ? parseId(value) : null;
}

/** Matches an identifier's name without regard to case; the platform joins words: `externalId` is EXTERNAL_ID. */
export const parseIdentifierName = nameReader([
  ...identifierNames.map((name) => [name, name] as const),
  ...identifierNames.map((name) => [name.replaceAll('_', ''), name] as const),
]);

/** Matches a source without regard to case. */
export const parseSource = nameReader(customerSources.map((source) => [source, source] as const));

/** Ignores case in ASCII only, because other letters share upper-case forms. */
function nameReader<Name extends string>(
  spellings: readonly (readonly [string, Name])[],
): (text: string) => Name | null {
  const byText = new Map(spellings);
  return (text) =>
    byText.get(text) ?? (/^[A-Za-z_]+$/.test(text) ? byText.get(text.toUpperCase()) : null) ?? null;
}
