import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { getCountries, getExampleNumber } from 'libphonenumber-js/min';
import { describe, expect, it } from 'vitest';
import { canonicalIdentifier } from '../../../src/service/identifiers/customer-key.js';
import { parseCountry, readImportedMobile } from '../../../src/service/import/imported-mobile.js';

describe('a mobile of a file', () => {
  it.each([
    ['+447700900003', null, '447700900003'],
    ['447700900003', null, '447700900003'],
    ['00 44 7700-900003', null, '447700900003'],
    ['+44 (0)7700 900003', null, '447700900003'],
    ['919986000586', null, '919986000586'],
    ['11223569865', null, '11223569865'],
    ['07700 900003', 'GB', '447700900003'],
    ['7700900003', 'GB', '447700900003'],
    ['447700900003', 'GB', '447700900003'],
    ['919986000586', 'GB', '919986000586'],
    ['9986000586', 'IN', '919986000586'],
    ['9101234567', 'IN', '919101234567'],
    ['8 912 345-67-89', 'RU', '79123456789'],
    ['13812345678', 'CN', '8613812345678'],
    ['+39 333 123 4567', null, '393331234567'],
    ['+2250701234567', null, '2250701234567'],
    ['07700 900003', null, 'NO_COUNTRY_CODE'],
    ['9986000586', null, 'NO_COUNTRY_CODE'],
    ['9876543210', null, 'NO_COUNTRY_CODE'],
    ['8123456789', null, 'NO_COUNTRY_CODE'],
    ['4407911123456', null, 'TRUNK_ZERO'],
    ['+4407911123456', null, 'TRUNK_ZERO'],
    ['4407911123456', 'GB', 'TRUNK_ZERO'],
    ['4407700900010', 'GB', 'TRUNK_ZERO'],
    ['9.19986E+11', null, 'EXCEL_NUMBER'],
    ['9,19986E+11', 'IN', 'EXCEL_NUMBER'],
    ['919986000586.0', null, 'EXCEL_NUMBER'],
    ['12345', 'GB', 'BAD_MOBILE'],
    ['call me', null, 'BAD_MOBILE'],
    ['call 07700 900003', null, 'BAD_MOBILE'],
    ['call 07700 900003', 'GB', 'BAD_MOBILE'],
    ['call 07911 123456', 'GB', 'BAD_MOBILE'],
    ['07700 900003 please', null, 'BAD_MOBILE'],
    ['+9991234567', null, 'BAD_MOBILE'],
    ['011 44 (0)7911 123456', null, '447911123456'],
    ['004407911123456', 'GB', 'TRUNK_ZERO'],
    ['(44) 07911 123456', 'GB', 'TRUNK_ZERO'],
    ['91012 34567', 'IN', '919101234567'],
    ['+12', null, 'BAD_MOBILE'],
  ])('%s with the country %s is %s', (written, letters, expected) => {
    const read = readImportedMobile(written, letters === null ? null : parseCountry(letters));
    expect(typeof read === 'string' ? read : read.code).toBe(expected);
  });

  it('is the key of every country in all spellings that are accepted', () => {
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples);
      if (!number) continue;
      const digits = number.number.slice(1);
      expect(readImportedMobile(number.number, null), country).toBe(canonicalIdentifier('MOBILE', digits));
      expect(readImportedMobile(digits, null), country).toBe(canonicalIdentifier('MOBILE', digits));
      expect(readImportedMobile(number.formatInternational(), null), country).toBe(
        canonicalIdentifier('MOBILE', digits),
      );
      expect(readImportedMobile(number.formatNational(), country), country).toBe(
        canonicalIdentifier('MOBILE', digits),
      );
    }
  });

  it('is stored in the form in which a call looks for it, or refused', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[+(]?[\d ()-]{4,18}$/),
        fc.constantFrom(null, 'GB', 'IN', 'US'),
        (written, letters) => {
          const read = readImportedMobile(written, letters === null ? null : parseCountry(letters));
          if (typeof read === 'string') expect(canonicalIdentifier('MOBILE', `+${read}`)).toBe(read);
        },
      ),
    );
  });
});
