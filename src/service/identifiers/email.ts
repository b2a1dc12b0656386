/** Normalises emails. */

import { domainToASCII, domainToUnicode } from 'node:url';
import { MAX_IDENTIFIER_LENGTH } from '../../domain/customer.js';

/**
 * Letters whose lower case or canonical form is ASCII, so that normalising would yield another person's address: the
 * Kelvin sign, the dotted I, the Greek question mark and the Greek grave accent.
 */
const EXCEPT_LOOKALIKES = /[^\u0130\u212a\u037e\u1fef]+/g;
const LOOKALIKE = /[\u0130\u212a\u037e\u1fef]/;
const ASCII = /^[\x20-\x7e]*$/;
/** The full-width ASCII of keyboards for Chinese, Japanese and Korean. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;
/** The characters of a domain; all others could be read as parts of a URL. */
const WRITTEN_DOMAIN = /^[a-z0-9._\-\u0080-\u{10ffff}]+$/u;
const ADDRESS_OF_A_HOST = /(?:^|\.)\d+\.?$/;

/** The scheme of links in pages and of QR codes. */
const LINK = /^(?:mailto: *)+/;

/** Returns an email in lower case and in NFC, with its domain as it is written. */
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

/** Returns a text in lower case, except for the look-alike letters. */
export function inLowerCase(text: string): string {
  return text.replace(EXCEPT_LOOKALIKES, (part) => part.toLowerCase());
}

/** Returns the canonical form of an email, whose domain is in ASCII (Punycode). */
export function canonicalEmail(email: string): string {
  const domain = domainOf(email);
  if (domain === null || LOOKALIKE.test(domain) || !WRITTEN_DOMAIN.test(domain)) return email;
  const ascii = domainToASCII(domain);
  const canonical = withoutRootDot(withDomain(email, ascii));
  const isReadable = ascii !== '' && !ADDRESS_OF_A_HOST.test(ascii);
  return isReadable && canonical.length <= MAX_IDENTIFIER_LENGTH ? canonical : email;
}

/** Lists other forms under which the store may have an email: with a domain in Unicode, with letters in NFD. */
export function otherFormsOfEmail(canonical: string): string[] {
  const domain = domainOf(canonical);
  const unicode = domain === null ? canonical : withDomain(canonical, domainToUnicode(domain) || domain);
  return [unicode, canonical.normalize('NFD'), unicode.normalize('NFD')];
}

/** Returns the domain of an email if it can have other forms, which a plain ASCII domain has not. */
function domainOf(email: string): string | null {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const hasOtherForms = domain.length < email.length && (!ASCII.test(domain) || domain.includes('xn--'));
  return hasOtherForms ? domain : null;
}

/** Removes the dot of the DNS root, which names the same domain. */
function withoutRootDot(email: string): string {
  const isRootDot = email.endsWith('.') && !/[.@]\.$/.test(email) && email.includes('@');
  return isRootDot ? email.slice(0, -1) : email;
}

function withDomain(email: string, domain: string): string {
  return email.slice(0, email.lastIndexOf('@') + 1) + domain;
}
