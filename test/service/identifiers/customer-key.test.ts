import fc from 'fast-check';
import examples from 'libphonenumber-js/mobile/examples';
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { domainToASCII } from 'node:url';
import { describe, expect, it } from 'vitest';
import { customerSources, identifierNames, writtenForm } from '../../../src/domain/customer.js';
import {
  canonicalIdentifier,
  readCustomerKey,
  readForwardedKey,
  storedFormsOf,
} from '../../../src/service/identifiers/customer-key.js';
import { isCanonicalMobile, canonicalMobile } from '../../../src/service/identifiers/mobile.js';

fc.configureGlobal({ seed: 20260401 });

const notFound = { fault: 'CUSTOMER_NOT_FOUND', field: ['identifierValue'] };

describe('the key of a customer', () => {
  it('has no other form of an email than the one without the spaces around it', () => {
    const customer = { identifierValue: ' asha@shop.example ', source: 'ALL' };
    expect(readCustomerKey('email', customer)).toEqual({
      identifierName: 'EMAIL',
      value: 'asha@shop.example',
      source: 'ALL',
    });
  });

  it('is stored under an external id as it was written, and without invisible characters', () => {
    const key = readCustomerKey('externalId', { identifierValue: 'card\u200b-1', source: 'INSTORE' });
    expect('fault' in key ? [] : storedFormsOf(key)).toEqual(['card\u200b-1', 'card-1']);
  });

  it('is none where an external id has invisible characters only', () => {
    expect(canonicalIdentifier('EXTERNAL_ID', '\u200b')).toBeNull();
  });

  it('is stored under an id in one form only', () => {
    expect(storedFormsOf({ identifierName: 'ID', value: '1001', source: 'ALL' })).toEqual(['1001']);
  });
});

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
    ['00919986000586', '919986000586'],
    ['00 91 99860 00586', '919986000586'],
    ['+00 91 99860 00586', '919986000586'],
    ['(+91) 99860 00586', '919986000586'],
    ['[+91] 99860/00586', '919986000586'],
    ['011 91 99860 00586', '919986000586'],
    ['0011223569865', '11223569865'],
    ['\u202a+91 99860 00586\u202c', '919986000586'],
    ['\u2066+91\u00ad99860\u200b00586\u2069', '919986000586'],
    ['tel:+91-99860-00586', '919986000586'],
    ['TEL: 00919986000586', '919986000586'],
    ['ｔｅｌ：919986000586', '919986000586'],
    ['tel:5215512345678', '525512345678'],
    ['\ufeff919986000586\u200f', '919986000586'],
    ['＋９１（９９８６０）００５８６', '919986000586'],
    ['+٩١ ٩٩٨٦٠ ٠٠٥٨٦', '919986000586'],
    ['+۹۱ ۹۹۸۶۰ ۰۰۵۸۶', '919986000586'],
    ['+९१ ९९८६० ००५८६', '919986000586'],
    ['+91\u201199860\u201300586', '919986000586'],
    ['+91\u202f99860\u200900586', '919986000586'],
    ['+999 1234567', '9991234567'],
    ['whatsapp:+5215512345678', '525512345678'],
    ['sms:+91-99860-00586', '919986000586'],
    ['＋９１ー９９８６０ー００５８６', '919986000586'],
    ['+91\u30fb99860\u202200586', '919986000586'],
  ])('written "%s" is %s', (written, canonical) => {
    expect(canonicalIdentifier('MOBILE', written)).toBe(canonical);
  });

  it('is forwarded unchanged as bare digits, and without its trunk prefix in other spellings', () => {
    const forwarded = (identifierValue: string) =>
      readForwardedKey('mobile', { identifierValue, source: 'ALL' });
    expect(forwarded('4407911123456')).toMatchObject({ value: '447911123456', written: '4407911123456' });
    expect(forwarded('+44 (0)7911 123456')).toEqual({
      identifierName: 'MOBILE',
      value: '447911123456',
      source: 'ALL',
    });
  });

  it.each([
    ['six digits', '123456'],
    ['sixteen digits', '1234567890123456'],
    ['sixteen digits with a plus', '+1234567890123456'],
    ['a zero in front', '09986000586'],
    ['the national form of a number, which begins like an international prefix', '011 4912 3456'],
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
    ['too few digits for its country', '+91 9986'],
    ['an exponent', '9.007199254740992e+15'],
    ['two numbers', '919986000586,11223569865'],
  ])('with %s belongs to no customer', (_, written) => {
    expect(canonicalIdentifier('MOBILE', written)).toBeNull();
  });

  it.each([
    ['+44 (0)7911 123456', '447911123456'],
    ['+4407911123456', '447911123456'],
    ['4407911123456', '447911123456'],
    ['+39 06 1234 5678', '390612345678'],
    ['+7 8 912 345-67-89', '79123456789'],
    ['+36 06 20 123 4567', '36201234567'],
    ['+54 11 15-2345-6789', '5491123456789'],
    ['+52 01 55 1234 5678', '525512345678'],
    ['+52 044 55 1234 5678', '525512345678'],
    ['+52 045 55 1234 5678', '525512345678'],
    ['+593 09 912 3456', '593999123456'],
    ['+55 (011) 8765-4321', '5511987654321'],
    ['+84 0120 123 4567', '84701234567'],
  ])('with a prefix that is dialled within its country only, "%s", is %s', (written, canonical) => {
    expect(canonicalIdentifier('MOBILE', written)).toBe(canonical);
  });

  it.each([
    ['Mexico', '5215512345678', '525512345678'],
    ['Ivory Coast, Orange', '22507123456', '2250707123456'],
    ['Ivory Coast, Moov', '22501123456', '2250101123456'],
    ['Ivory Coast, MTN', '22505123456', '2250505123456'],
    ['Benin', '22990123456', '2290190123456'],
    ['Brazil', '551187654321', '5511987654321'],
    ['Vietnam, MobiFone', '841201234567', '84701234567'],
    ['Vietnam, Vinaphone', '841291234567', '84821234567'],
    ['Vietnam, Viettel', '841691234567', '84391234567'],
    ['Vietnam, Vietnamobile', '841861234567', '84561234567'],
    ['Vietnam, Gmobile', '841991234567', '84591234567'],
    ['Cameroon', '23777123456', '237677123456'],
    ['Ecuador', '59399123456', '593999123456'],
  ])('of %s as it was numbered before, %s, is %s', (_, before, after) => {
    for (const written of [before, `+${before}`, `00${before}`, after, `+${after}`]) {
      expect(canonicalIdentifier('MOBILE', written)).toBe(after);
    }
    const key = readCustomerKey('mobile', { identifierValue: after, source: 'INSTORE' });
    expect('fault' in key ? [] : storedFormsOf(key)).toContain(before);
  });

  it.each(['5511787654321', '551178765432', '551123456789', '225212345678', '22521234567'])(
    'that looks like a renumbered one, %s, is itself',
    (number) => {
      expect(canonicalIdentifier('MOBILE', number)).toBe(number);
    },
  );

  const digits = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^\d{6,14}$/))
    .map(([first, rest]) => `${first}${rest}`);

  it('has one form whether it is looked at closely or not', () => {
    const countries = fc.constantFrom(...getCountries().map((country) => getCountryCallingCode(country)));
    const ofACountry = fc
      .tuple(countries, fc.stringMatching(/^\d{4,14}$/))
      .map(([country, rest]) => `${country}${rest}`.slice(0, 15))
      .filter((number) => number.length >= 7);
    fc.assert(
      fc.property(fc.oneof(digits, ofACountry), (number) => {
        if (isCanonicalMobile(number)) expect(canonicalMobile(number)).toBe(number);
      }),
      { numRuns: 5_000 },
    );
  });

  it('has one key in every spelling', () => {
    const separator = fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u2011', '\u200b', '\u202f', ') ', ' (');
    const prefix = fc.constantFrom('+', '00', '', '(+', '\u202a+', '+ ', '\u2066\u200e+', '＋');
    const zero = fc.constantFrom(...('0٠۰०０𝟎'.match(/./gu) ?? []));
    fc.assert(
      fc.property(digits, prefix, zero, fc.array(separator), (number, before, zeroDigit, separators) => {
        const start = zeroDigit.codePointAt(0) ?? 0;
        const inScript = Array.from(number, (digit) => String.fromCodePoint(start + Number(digit)));
        const written = before + inScript.map((digit, i) => digit + (separators[i] ?? '')).join('');
        expect(canonicalIdentifier('MOBILE', written)).toBe(canonicalIdentifier('MOBILE', number));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never another one’s, where both are numbers of today', () => {
    const example = fc.constantFrom(
      ...getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []),
    );
    fc.assert(
      fc.property(example, fc.stringMatching(/^\d{4}$/), ({ number }, end) => {
        const mobile = number.slice(1, -4) + end;
        fc.pre(parsePhoneNumberFromString(`+${mobile}`)?.isValid() ?? false);
        expect(canonicalIdentifier('MOBILE', mobile)).toBe(mobile);
      }),
      { numRuns: 2_000 },
    );
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
    ['\u200eann@example.com\u200b', 'ann@example.com'],
    ['ann\u00ad@exam\u200cple.com', 'ann@example.com'],
    ['ann@example.com\ufe0f', 'ann@example.com'],
    ['ann\u034f@exam\u3164ple.com', 'ann@example.com'],
    ['ａｎｎ１＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ann1@example.com'],
    ['a\u0308nn@example.com', 'änn@example.com'],
    ['ann@müller.de', 'ann@xn--mller-kva.de'],
    ['Ann@MÜLLER.de', 'ann@xn--mller-kva.de'],
    ['ann@mu\u0308ller.de', 'ann@xn--mller-kva.de'],
    ['ann@xn--mller-kva.de', 'ann@xn--mller-kva.de'],
    ['ann@faß.de', 'ann@xn--fa-hia.de'],
    ['ann@例え。テスト', 'ann@xn--r8jz45g.xn--zckzah'],
    ['ann@ex%61mple.com', 'ann@ex%61mple.com'],
    ['ann@müller.de/x', 'ann@müller.de/x'],
    ['ann@①.①', 'ann@①.①'],
    ['ann@127.1', 'ann@127.1'],
    ['ann@xn--mller-', 'ann@xn--mller-'],
    ['mailto:ann@example.com', 'ann@example.com'],
    [' MailTo: Ann@Example.com.', 'ann@example.com'],
    ['ｍａｉｌｔｏ：ann@example.com', 'ann@example.com'],
    ['mailto:', null],
    ['ann@example.com.', 'ann@example.com'],
    ['ann@example.com。', 'ann@example.com'],
    ['ann@MÜLLER.de.', 'ann@xn--mller-kva.de'],
    ['ann@xn--mller-kva.de.', 'ann@xn--mller-kva.de'],
    ['ann@example.com..', 'ann@example.com..'],
    ['ann.', 'ann.'],
  ])('written "%s" is %s', (written, canonical) => {
    expect(canonicalIdentifier('EMAIL', written)).toBe(canonical);
  });
});

describe('an email that only looks like another one', () => {
  const ascii = 'kiim`@bank.com;';
  it.each([
    ['the Kelvin sign', '\u212aiim`@bank.com;'],
    ['the Kelvin sign in its domain', 'kiim`@ban\u212a.com;'],
    ['the dotted I', 'k\u0130im`@bank.com;'],
    ['the dotless i', 'k\u0131im`@bank.com;'],
    ['the Greek question mark', 'kiim`@bank.com\u037e'],
    ['the Greek grave accent', 'kiim\u1fef@bank.com;'],
    ['a Cyrillic letter', 'kiim`@b\u0430nk.com;'],
    ['the long s', 'kiim`@\u017fbank.com;'],
  ])('through %s has another key', (_, written) => {
    expect(canonicalIdentifier('EMAIL', written)).not.toBe(ascii);
  });

  it.each([
    ['the Kelvin sign', 'ann@ban\u212a.com', 'ann@bank.com'],
    ['the dotted I', 'ann@m\u0130nt.com', 'ann@mint.com'],
    ['the Greek question mark', 'ann@bank.com\u037e', 'ann@bank.com;'],
    ['the Greek grave accent', 'ann@ban\u1fef.com', 'ann@ban`.com'],
  ])(
    'through %s in a domain that the domain name system has is kept as it is written',
    (_, written, ascii) => {
      expect(canonicalIdentifier('EMAIL', written)).toBe(written);
      expect(canonicalIdentifier('EMAIL', written)).not.toBe(canonicalIdentifier('EMAIL', ascii));
    },
  );

  it('in plain ASCII has another key than every other one', () => {
    const plain = fc.stringMatching(/^[a-z0-9.+-]{1,8}@[a-z0-9-]{1,8}\.[a-z]{2,3}$/);
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        const isSame = canonicalIdentifier('EMAIL', one) === canonicalIdentifier('EMAIL', other);
        expect(isSame).toBe(one === other);
      }),
    );
  });
});

describe('an email', () => {
  it('has one key in every spelling', () => {
    const letters = fc.stringMatching(/^[a-zäöéñçж]{1,8}$/);
    const mark = fc.constantFrom('', '\u200b', '\u200e', '\u2060', '\ufeff', '\u00ad');
    const form = fc.constantFrom('NFC', 'NFD');
    fc.assert(
      fc.property(letters, letters, form, mark, fc.boolean(), (name, host, normal, hidden, upper) => {
        const email = `${name}@${host}.example`;
        const composed = (hidden + email + hidden).normalize(normal);
        const written = upper ? composed.toUpperCase() : composed;
        const key = canonicalIdentifier('EMAIL', email);
        expect(canonicalIdentifier('EMAIL', written)).toBe(key);
        expect(canonicalIdentifier('EMAIL', `${name}@${domainToASCII(`${host}.example`)}`)).toBe(key);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is found in the forms that earlier versions stored', () => {
    const forms = (identifierValue: string) => {
      const key = readCustomerKey('email', { identifierValue, source: 'ALL' });
      return 'fault' in key ? [] : storedFormsOf(key);
    };
    const stored = ['ann@müller.de', 'ann@xn--mller-kva.de', 'ann@mu\u0308ller.de'];
    for (const written of [...stored, 'ANN@MÜLLER.DE']) {
      expect(forms(written)).toEqual(expect.arrayContaining(stored));
    }
    expect(forms('ann@example.com')).toEqual(['ann@example.com']);
  });
});

describe('an id', () => {
  it.each([
    ['555567088', '555567088'],
    ['000555567088', '555567088'],
    [' 555567088 ', '555567088'],
    ['9223372036854775807', '9223372036854775807'],
    ['\u200b555567088\u200e', '555567088'],
  ])('written "%s" is %s', (written, canonical) => {
    expect(canonicalIdentifier('ID', written)).toBe(canonical);
  });

  it.each(['0', '-1', '+1', '1.5', '1e3', 'abc', '12a', '9223372036854775808', '1'.repeat(31), '55 55'])(
    'written "%s" belongs to no customer',
    (written) => {
      expect(canonicalIdentifier('ID', written)).toBeNull();
    },
  );
});

describe.each(identifierNames)('an identifier of the kind %s', (name) => {
  it.each([
    ['NUL', '9199860\u000000586'],
    ['an escape', '\u001b[31m919986000586'],
    ['a C1 control', '919986000586\u0084'],
    ['a high surrogate alone', '919986000586\ud83d'],
    ['a low surrogate alone', '\ude00919986000586'],
  ])('with %s belongs to no customer', (_, written) => {
    expect(canonicalIdentifier(name, written)).toBeNull();
  });

  it.each(['\t555567088', '555567088\r\n', '\n\t 555567088 \v\f', '555567088\u0085', '\u2028555567088'])(
    'is read without the tabs and line breaks that a paste brings along: %j',
    (pasted) => {
      expect(canonicalIdentifier(name, pasted)).toBe('555567088');
    },
  );

  it('of 256 characters belongs to no customer', () => {
    expect(canonicalIdentifier(name, ` ${'1'.repeat(255)}`)).toBeNull();
    expect(canonicalIdentifier(name, `555567088${' '.repeat(247)}`)).toBeNull();
    expect(canonicalIdentifier(name, 'a'.repeat(10_000))).toBeNull();
  });

  it('of 255 characters may be somebody’s', () => {
    expect(canonicalIdentifier(name, `555567088${' '.repeat(246)}`)).toBe('555567088');
  });

  it('in its canonical form is itself', () => {
    const unit = fc.constantFrom(
      ...'0123456789+-() .@abzÄİΣß１٣K😀\u200b\u0308。'.split(''),
      'xn--',
      'mailto:',
      'tel:',
    );
    const written = fc.oneof(fc.string({ unit }), fc.string());
    fc.assert(
      fc.property(written, (text) => {
        const canonical = canonicalIdentifier(name, text);
        if (canonical !== null) expect(canonicalIdentifier(name, canonical)).toBe(canonical);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the length of an identifier', () => {
  it.each([
    [255, 'a'.repeat(255)],
    [256, null],
  ])('is limited for an email: %i characters', (length, canonical) => {
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
    [
      'a value that cannot be seen',
      'email',
      '\u200b ',
      'ALL',
      { fault: 'EMPTY_IDENTIFIER', field: ['identifierValue'] },
    ],
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

describe('the key of a customer that a platform finds', () => {
  it.each([
    ['mobile', '09986000586', '09986000586'],
    ['mobile', ' call 919986000586 ', ' call 919986000586 '],
    ['id', 'AB-12', 'AB-12'],
    ['id', '9223372036854775808', '9223372036854775808'],
    ['mobile', '5215512345678', '5215512345678'],
    ['mobile', '+52 1 55 1234 5678', '5215512345678'],
    ['mobile', '+4407911123456', '447911123456'],
    ['mobile', 'tel:+52 1 55 1234 5678', '5215512345678'],
    ['email', 'mailto:Ann@MÜLLER.de.', 'ann@müller.de'],
    ['email', 'Ann@MÜLLER.de', 'ann@müller.de'],
    ['email', 'ann@xn--mller-kva.de', 'ann@xn--mller-kva.de'],
    ['email', 'a\u0308nn\u200b@example.com', 'änn@example.com'],
  ])('has an %s written "%s" sent as "%s"', (name, identifierValue, sent) => {
    const key = readForwardedKey(name, { identifierValue, source: 'INSTORE' });
    expect('fault' in key ? key : writtenForm(key)).toBe(sent);
  });

  it.each(['a\0b', 'a\ud83d', 'a'.repeat(256)])(
    'cannot be had from "%s", which is no text to send',
    (value) => {
      expect(readForwardedKey('email', { identifierValue: value, source: 'INSTORE' })).toEqual(notFound);
    },
  );
});
