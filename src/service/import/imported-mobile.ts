/** Reads a mobile of a file, which may be written as its country or a spreadsheet writes it. */

import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { withAsciiDigits, withoutInvisible } from '../../domain/pasted-text.js';
import { canonicalIdentifier } from '../identifiers/customer-key.js';
import { readMobile } from '../identifiers/mobile.js';
import { lineFault, type LineFault } from './faults.js';

/** A number as spreadsheets and data frames write it: 9.19986E+11, 919986000586.0. */
const SPREADSHEET_NUMBER = /^\d+(?:[.,]\d+)?e\+?\d+$|^\d+[.,]0+$/i;
/** What says that the country code follows, whichever country the writer is in. */
const INTERNATIONAL = /^(?:tel: *)*[([]?(?:\+|00)/i;
/** What says so in North America; elsewhere national numbers begin so. */
const AMERICAN_EXIT_CODE = '011';
/** The trunk prefix as many write it into an international number: +44 (0)7911 123456. */
const BRACKETED_ZERO = /\(0\)/;
/** National numbers are shorter nearly everywhere. */
const SURELY_INTERNATIONAL = 11;

export type Country = CountryCode;

/** Reads a country by its two letters. */
export function parseCountry(text: string): Country | null {
  const letters = text.toUpperCase();
  return isSupportedCountry(letters) ? letters : null;
}

/** Whether a spreadsheet has made a number of a value, and lost digits of it. */
export function isSpreadsheetNumber(text: string): boolean {
  return SPREADSHEET_NUMBER.test(text);
}

/**
 * The one form of a mobile, in which calls find it.
 * @param country whose national numbers the file may have
 */
export function readImportedMobile(written: string, country: Country | null): string | LineFault {
  const text = withAsciiDigits(withoutInvisible(written)).normalize('NFKC');
  if (isSpreadsheetNumber(text)) return lineFault('EXCEL_NUMBER');
  const isInternational =
    INTERNATIONAL.test(text) || (country === null && text.startsWith(AMERICAN_EXIT_CODE));
  const plain = isInternational ? text.replace(BRACKETED_ZERO, '') : text;
  const national = isInternational || country === null ? null : readNational(plain, country);
  if (national?.isValid) return canonical(national.international);
  const digits = readMobile(plain);
  const read =
    digits === null
      ? faultWithoutDigits(plain, isInternational)
      : (faultOf(digits, isInternational) ?? canonical(digits));
  if (typeof read === 'string' || read.code !== 'NO_COUNTRY_CODE' || country === null) return read;
  return national ? canonical(national.international) : lineFault('BAD_MOBILE');
}

function canonical(mobile: string): string | LineFault {
  return canonicalIdentifier('MOBILE', mobile) ?? lineFault('BAD_MOBILE');
}

/** A number as the plan of the country has it; null for one that has a country code in front, or is none. */
function readNational(text: string, country: Country): { international: string; isValid: boolean } | null {
  const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  if (!number?.isPossible() || number.ext) return null;
  const written = text.replace(/\D/g, '');
  const hasCountryCode = written.startsWith(number.countryCallingCode) && written !== number.nationalNumber;
  return hasCountryCode ? null : { international: number.number, isValid: number.isValid() };
}

/** National numbers begin with a 0 in most countries, which no international number does. */
function faultWithoutDigits(text: string, isInternational: boolean): LineFault {
  const isNumber = /^[\d ()./-]+$/.test(text);
  return lineFault(isNumber && !isInternational ? 'NO_COUNTRY_CODE' : 'BAD_MOBILE');
}

/** The fault of digits that should begin with a country code. */
function faultOf(digits: string, isInternational: boolean): LineFault | null {
  const number = parsePhoneNumberFromString(`+${digits}`);
  const withoutCode = isInternational ? lineFault('BAD_MOBILE') : lineFault('NO_COUNTRY_CODE');
  if (!number) return withoutCode;
  const rest = digits.slice(number.countryCallingCode.length);
  if (rest.startsWith('0') && !(rest === number.nationalNumber && number.isValid())) {
    return lineFault('TRUNK_ZERO');
  }
  if (number.isValid()) return null;
  const isLikely = number.isPossible() && (isInternational || digits.length >= SURELY_INTERNATIONAL);
  return isLikely ? null : withoutCode;
}
