/** Normalises mobiles. */

import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { withAsciiDigits } from '../../domain/pasted-text.js';
import { newestNumber, olderNumbers } from './renumbered-mobiles.js';

/** A mobile with its country code, digits only: E.164 allows 15. */
const INTERNATIONAL_DIGITS = /^[1-9]\d{6,14}$/;
/** Digits with separators, after at most one opening bracket and one plus. */
const WRITTEN_MOBILE = /^[([]?\+?[\p{Zs}([]*\d[\d\p{Zs}\p{Pd}\u2212\u30fc\u30fb\u2022.\u00b7/()[\]]*$/u;
/** Links in pages, codes that phones scan, and addresses of messengers write a number so. */
const LINK = /^(?:(?:tel|sms|smsto|callto|whatsapp): *)+/i;
const SEPARATORS = /[^\d]/g;
/**
 * International prefixes in place of the plus: 00 in most countries, and 011 before at least ten digits, because shorter
 * national numbers begin alike. Other prefixes cannot be distinguished from numbers.
 */
const INTERNATIONAL_PREFIX = /^(?:011(?=[1-9]\d{9})|00)/;
/** Country codes, with the digits that follow them in numbers that have another form. */
const MAY_HAVE_ANOTHER_FORM =
  /^(?:11|7[08]|(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])0|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])\d0|3708|3758|6921|9938|54\d{12}|521|225\d{8}$|229\d{8}$|55\d{10}$|841[2689]\d{8}$|237[579]\d{7}$|593[89]\d{7}$)/;
/** Trunk prefixes, which are dialled within a country only; some callers write them after the country code. */
const TRUNK_PREFIXES: readonly string[] = ['0', '1', '8', '06', '80'];
const ARGENTINA = '54';

/** Returns the digits of a mobile with its country code; null for a text that is not a mobile. */
export function readMobile(text: string): string | null {
  if (INTERNATIONAL_DIGITS.test(text)) return text;
  const written = withAsciiDigits(text).normalize('NFKC').replace(LINK, '');
  if (!WRITTEN_MOBILE.test(written)) return null;
  const digits = written.replace(SEPARATORS, '').replace(INTERNATIONAL_PREFIX, '');
  return INTERNATIONAL_DIGITS.test(digits) ? digits : null;
}

/** Whether a text is a mobile in its canonical form. */
export function isCanonicalMobile(text: string): boolean {
  return INTERNATIONAL_DIGITS.test(text) && !MAY_HAVE_ANOTHER_FORM.test(text);
}

/** Returns the canonical form of a mobile: without a trunk prefix, in the current numbering plan of its country. */
export function canonicalMobile(digits: string): string {
  return newestNumber(withoutTrunkPrefix(digits));
}

/** Removes a trunk prefix that the numbering plan of the country has before a valid number. */
export function withoutTrunkPrefix(digits: string): string {
  const number = parse(digits);
  if (!number?.isValid()) return digits;
  const international = number.number.slice(1);
  const country = number.countryCallingCode;
  const prefix = digits.slice(country.length, digits.length - number.nationalNumber.length);
  // Argentina has a 15 within a national number, and a 9 in front of an international one.
  const isTrunkPrefix =
    TRUNK_PREFIXES.includes(prefix) && digits === country + prefix + number.nationalNumber;
  if (!isTrunkPrefix && country !== ARGENTINA) return digits;
  return parse(international)?.number === `+${international}` ? international : digits;
}

/**
 * Lists other digits under which the store may have a mobile: with a trunk prefix, in earlier numbering plans of its
 * country, and as earlier versions of the gateway read it.
 */
export function otherFormsOfMobile(canonical: string, digits: string): string[] {
  const number = parse(canonical);
  const withTrunkPrefix = number ? [`${number.countryCallingCode}0${number.nationalNumber}`] : [];
  const asParsed = parse(digits);
  const parsed = asParsed?.isPossible() ? [asParsed.number.slice(1)] : [];
  return [...olderNumbers(canonical), ...parsed, ...withTrunkPrefix];
}

function parse(digits: string) {
  const number = parsePhoneNumberFromString(`+${digits}`, { extract: false });
  return number?.ext ? undefined : number;
}
