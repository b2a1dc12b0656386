import { describe, expect, it } from 'vitest';
import { MAX_IDENTIFIER_LENGTH } from '../../../src/domain/customer.js';
import {
  canonicalEmail,
  inLowerCase,
  otherFormsOfEmail,
  readEmail,
} from '../../../src/service/identifiers/email.js';

describe('an email', () => {
  it('in lower case keeps a letter that would become an ASCII letter', () => {
    expect(inLowerCase('ANN@BAN\u212a.COM')).toBe('ann@ban\u212a.com');
  });

  it('loses the dot of the DNS root although its local part has two dots in a row', () => {
    expect(readEmail('a..b@example.com.')).toBe('a..b@example.com');
  });

  it('whose domain cannot be converted is its own canonical form', () => {
    expect(canonicalEmail('ann@xn--a')).toBe('ann@xn--a');
  });

  it('has its canonical form in Punycode as long as that is no longer than an identifier', () => {
    const withCanonicalLength = (length: number) => {
      const { length: fixed } = canonicalEmail('@müller.de');
      return 'a'.repeat(length - fixed);
    };
    const longest = withCanonicalLength(MAX_IDENTIFIER_LENGTH);
    expect(canonicalEmail(`${longest}@müller.de`)).toBe(`${longest}@xn--mller-kva.de`);
    expect(canonicalEmail(`${longest}a@müller.de`)).toBe(`${longest}a@müller.de`);
  });

  it('with an ASCII domain has no other form, not even where a URL parser reads an IP address', () => {
    expect(new Set(otherFormsOfEmail('ann@0x7f'))).toEqual(new Set(['ann@0x7f']));
  });
});
