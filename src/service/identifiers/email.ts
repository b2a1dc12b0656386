/** Emails in their one form. */

import { domainToASCII, domainToUnicode } from 'node:url';
import { MAX_IDENTIFIER_LENGTH } from '../../domain/customer.js';

/**
 * Letters that have ASCII characters for lower case or for canonical form, which are in another's address: the Kelvin
 * sign, the dotted I, the Greek question mark and the Greek grave accent.
 */
const EXCEPT_LOOKALIKES = /[^\u0130\u212a\u037e\u1fef]+/g;
const LOOKALIKE = /[\u0130\u212a\u037e\u1fef]/;
const ASCII = /^[\x20-\x7e]*$/;
/** ASCII as keyboards for Chinese, Japanese and Korean write it. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;
/** What can stand in a domain, so that nothing in it is read as a part of a URL. */
const WRITTEN_DOMAIN = /^[a-z0-9._\-\u0080-\u{10ffff}]+$/u;
const ADDRESS_OF_A_HOST = /(?:^|\.)\d+\.?$/;

/** Links in pages, and codes that phones scan, write an email so. */
const LINK = /^(?:mailto: *)+/;

/** An email in lower case and in one composition of its letters, with its domain as it is written. */
export function readEmail(text: string): string {
  return withoutRootDot(inOneComposition(text).replace(LINK, ''));
}

function inOneComposition(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const narrow = text.replace(FULL_WIDTH, (wide) =>
    String.fromCharCode(wide.charCodeAt(0) - FULL_WIDTH_OFFSET),
  );
  return narrow.replace(EXCEPT_LOOKALIKES, (part) => part.normalize('NFC').toLowerCase().normalize('NFC'));
}

/** A text in lower case, but for letters whose lower case is in another's address. */
export function inLowerCase(text: string): string {
  return text.replace(EXCEPT_LOOKALIKES, (part) => part.toLowerCase());
}

/** The one form of an email: its domain in ASCII, as the domain name system has it. */
export function canonicalEmail(email: string): string {
  const domain = domainOf(email);
  if (domain === null || LOOKALIKE.test(domain) || !WRITTEN_DOMAIN.test(domain)) return email;
  const ascii = domainToASCII(domain);
  const canonical = withoutRootDot(withDomain(email, ascii));
  const isReadable = ascii !== '' && !ADDRESS_OF_A_HOST.test(ascii);
  return isReadable && canonical.length <= MAX_IDENTIFIER_LENGTH ? canonical : email;
}

/** Other forms under which an email may have been registered: with its domain in Unicode, with its letters decomposed. */
export function otherFormsOfEmail(canonical: string): string[] {
  const domain = domainOf(canonical);
  const unicode = domain === null ? canonical : withDomain(canonical, domainToUnicode(domain) || domain);
  return [unicode, canonical.normalize('NFD'), unicode.normalize('NFD')];
}

/** The domain of an address that is not written in plain ASCII; null where it has none, or no other form. */
function domainOf(email: string): string | null {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const hasOtherForms = domain.length < email.length && (!ASCII.test(domain) || domain.includes('xn--'));
  return hasOtherForms ? domain : null;
}

/** A dot behind a domain stands for the root of the domain name system, and names the same domain. */
function withoutRootDot(email: string): string {
  const isRootDot = email.endsWith('.') && !/[.@]\.$/.test(email) && email.includes('@');
  return isRootDot ? email.slice(0, -1) : email;
}

function withDomain(email: string, domain: string): string {
  return email.slice(0, email.lastIndexOf('@') + 1) + domain;
}
