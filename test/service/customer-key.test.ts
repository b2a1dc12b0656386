import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerSources, identifierNames } from '../../src/domain/customer.js';
import { canonicalIdentifier, readCustomerKey } from '../../src/service/customer-key.js';

fc.configureGlobal({ seed: 20260401 });

const notFound = { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] };

describe('a mobile', () => {
  it.each([
    ['919986000586', '919986000586'],
    ['+919986000586', '919986000586'],
    ['+91 99860 00586', '919986000586'],
    ['91 99860 00586', '919986000586'],
    ['91-99860-00586', '919986000586'],
    ['+91-9986-000-586', '919986000586'],
    ['(91) 99860 00586', '919986000586'],
    ['+91 (99860) 00586', '919986000586'],
    ['+91.99860.00586', '919986000586'],
    ['  919986000586  ', '919986000586'],
    ['\u00a0+91\u00a099860\u00a000586', '919986000586'],
    ['11223569865', '11223569865'],
    ['+11223569865', '11223569865'],
    ['+1 (122) 356-9865', '11223569865'],
    ['+39 06 1234 5678', '390612345678'],
    ['1234567', '1234567'],
    ['123456789012345', '123456789012345'],
  ])('written "%s" is %s', (written, canonical) => {
    expect(canonicalIdentifier('MOBILE', written)).toBe(canonical);
  });

  it.each([
    ['six digits', '123456'],
    ['sixteen digits', '1234567890123456'],
    ['sixteen digits with a plus', '+1234567890123456'],
    ['a zero in front', '09986000586'],
    ['an international prefix in place of the plus', '00919986000586'],
    ['an extension', '919986000586 ext. 5'],
    ['an extension, written short', '919986000586x5'],
    ['an extension, written as a parameter', '+919986000586;ext=5'],
    ['letters', 'nobody'],
    ['letters for digits', '+1-800-FLOWERS'],
    ['digits and letters', '9199860005a6'],
    ['text around it', 'call 919986000586'],
    ['two pluses', '++919986000586'],
    ['a plus in the middle', '91+9986000586'],
    ['nothing but a plus', '+'],
    ['no country code that exists', '+999 1234567'],
    ['too few digits for its country', '+91 9986'],
    ['an exponent', '9.007199254740992e+15'],
    ['two numbers', '919986000586,11223569865'],
  ])('with %s is nobody’s', (_, written) => {
    expect(canonicalIdentifier('MOBILE', written)).toBeNull();
  });

  it('that is digits from the country code on is itself', () => {
    const digits = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^\d{6,14}$/));
    fc.assert(
      fc.property(digits, ([first, rest]) => {
        expect(canonicalIdentifier('MOBILE', `${first}${rest}`)).toBe(`${first}${rest}`);
      }),
    );
  });

  // A doubt rather than a bug: a plus makes the digits be read by the numbering plan of their country, which
  // drops a trunk zero. The same digits without a plus are taken as they are, and so may name someone else.
  it.each([
    ['+44 (0)7911 123456', '447911123456'],
    ['+4407911123456', '447911123456'],
    ['4407911123456', '4407911123456'],
  ])('with a trunk zero, "%s", is %s', (written, canonical) => {
    expect(canonicalIdentifier('MOBILE', written)).toBe(canonical);
  });
});

describe('an email', () => {
  it.each([
    ['ann@example.com', 'ann@example.com'],
    ['Ann@Example.COM', 'ann@example.com'],
    ['  ANN@EXAMPLE.COM ', 'ann@example.com'],
    ['ÄNN@example.com', 'änn@example.com'],
    ["o'neil+tag@example.com", "o'neil+tag@example.com"],
    ['not an email', 'not an email'],
  ])('written "%s" is %s', (written, canonical) => {
    expect(canonicalIdentifier('EMAIL', written)).toBe(canonical);
  });
});

describe('an id', () => {
  it.each([
    ['555567088', '555567088'],
    ['000555567088', '555567088'],
    [' 555567088 ', '555567088'],
    ['9223372036854775807', '9223372036854775807'],
  ])('written "%s" is %s', (written, canonical) => {
    expect(canonicalIdentifier('ID', written)).toBe(canonical);
  });

  it.each(['0', '-1', '+1', '1.5', '1e3', 'abc', '12a', '9223372036854775808', '1'.repeat(31), '55 55'])(
    'written "%s" is nobody’s',
    (written) => {
      expect(canonicalIdentifier('ID', written)).toBeNull();
    },
  );
});

describe.each(identifierNames)('an identifier of the kind %s', (name) => {
  it.each([
    ['NUL', '9199860\u000000586'],
    ['a line break', '919986000586\n'],
    ['a tab', '\t919986000586'],
    ['an escape', '\u001b[31m919986000586'],
    ['a C1 control', '919986000586\u0085'],
    ['a high surrogate alone', '919986000586\ud83d'],
    ['a low surrogate alone', '\ude00919986000586'],
  ])('with %s is nobody’s', (_, written) => {
    expect(canonicalIdentifier(name, written)).toBeNull();
  });

  it('of 256 characters is nobody’s, whatever they are', () => {
    expect(canonicalIdentifier(name, ` ${'1'.repeat(255)}`)).toBeNull();
    expect(canonicalIdentifier(name, `555567088${' '.repeat(247)}`)).toBeNull();
    expect(canonicalIdentifier(name, 'a'.repeat(10_000))).toBeNull();
  });

  it('of 255 characters may be somebody’s', () => {
    expect(canonicalIdentifier(name, `555567088${' '.repeat(246)}`)).toBe('555567088');
  });

  it('in its canonical form is itself', () => {
    const unit = fc.constantFrom(...'0123456789+-() .@abzÄİΣß１K😀'.split(''));
    const written = fc.oneof(fc.string({ unit }), fc.string());
    fc.assert(
      fc.property(written, (text) => {
        const canonical = canonicalIdentifier(name, text);
        if (canonical !== null) expect(canonicalIdentifier(name, canonical)).toBe(canonical);
      }),
    );
  });
});

describe('the length of an identifier', () => {
  it.each([
    [255, 'a'.repeat(255)],
    [256, null],
  ])('%i characters: an email', (length, canonical) => {
    expect(canonicalIdentifier('EMAIL', 'A'.repeat(length))).toBe(canonical);
  });

  it('counts a character beyond the basic plane as the two units that it takes', () => {
    expect(canonicalIdentifier('EMAIL', '😀'.repeat(127))).toBe('😀'.repeat(127));
    expect(canonicalIdentifier('EMAIL', '😀'.repeat(128))).toBeNull();
  });
});

describe('the key of a customer', () => {
  const cases = customerSources.flatMap((source) => [
    [source, source],
    [source.toLowerCase(), source],
    [source.charAt(0).toLowerCase() + source.slice(1), source],
  ]);
  it.each(cases)('has the source %s as %s', (source, expected) => {
    expect(readCustomerKey('mobile', { identifierValue: '11223569865', source })).toEqual({
      identifierName: 'MOBILE',
      value: '11223569865',
      source: expected,
    });
  });

  it.each([
    ['id', '0555567088', 'ID', '555567088'],
    ['Mobile', '+91 99860 00586', 'MOBILE', '919986000586'],
    ['EMAIL', 'Ann@Example.com', 'EMAIL', 'ann@example.com'],
  ])('has the value of an %s in canonical form', (name, identifierValue, identifierName, value) => {
    expect(readCustomerKey(name, { identifierValue, source: 'ALL' })).toEqual({
      identifierName,
      value,
      source: 'ALL',
    });
  });

  it.each([
    ['an empty value', 'mobile', '', 'INSTORE', { fault: 'EMPTY_IDENTIFIER', field: ['identifierValue'] }],
    ['a blank value', 'mobile', ' \t ', 'INSTORE', { fault: 'EMPTY_IDENTIFIER', field: ['identifierValue'] }],
    ['an empty source', 'mobile', '11223569865', '', { fault: 'EMPTY_IDENTIFIER', field: ['source'] }],
    ['an unknown source', 'mobile', '11223569865', 'SHOP', { fault: 'INVALID_SOURCE', field: ['source'] }],
    [
      'an unknown source before a value of no use',
      'id',
      'x',
      'SHOP',
      { fault: 'INVALID_SOURCE', field: ['source'] },
    ],
    ['a malformed id', 'id', 'abc', 'INSTORE', notFound],
    ['a malformed mobile', 'mobile', 'abc', 'INSTORE', notFound],
    ['a value that cannot be stored', 'email', 'a\0b', 'INSTORE', notFound],
    ['a value that is too long', 'email', 'a'.repeat(256), 'INSTORE', notFound],
    ['an unknown kind of identifier', 'cardNumber', '1', 'INSTORE', notFound],
    ['a statement', 'id', "1' or '1'='1", 'INSTORE', notFound],
  ])('cannot be had from %s', (_, name, identifierValue, source, refusal) => {
    expect(readCustomerKey(name, { identifierValue, source })).toEqual(refusal);
  });
});
