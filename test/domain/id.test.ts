import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseId } from '../../src/domain/id.js';

fc.configureGlobal({ seed: 20260401 });

const LARGEST = 2n ** 63n - 1n;

describe('an id', () => {
  it.each([
    ['one', '1', '1'],
    ['a sample of the specification', '555567088', '555567088'],
    ['leading zeros', '000469', '469'],
    ['the last whole number that a double holds exactly', '9007199254740991', '9007199254740991'],
    ['the first that it does not', '9007199254740993', '9007199254740993'],
    ['the largest', '9223372036854775807', '9223372036854775807'],
    [
      'the largest with zeros in front, 30 digits in all',
      '000000000009223372036854775807',
      '9223372036854775807',
    ],
  ])('may be %s', (_, text, id) => {
    expect(parseId(text)).toBe(id);
  });

  it.each([
    ['nothing', ''],
    ['zero', '0'],
    ['zeros', '0000'],
    ['one beyond the largest', '9223372036854775808'],
    ['31 digits, even zeros', `${'0'.repeat(30)}1`],
    ['very many digits', '9'.repeat(100_000)],
    ['negative', '-1'],
    ['signed', '+1'],
    ['a fraction', '1.5'],
    ['whole, but written as a fraction', '1.0'],
    ['written with an exponent', '1e3'],
    ['hexadecimal', '0x10'],
    ['written with a separator', '1_000'],
    ['written with a thousands separator', '1,000'],
    ['blank', ' '],
    ['padded', ' 1 '],
    ['followed by a line break', '1\n'],
    ['letters', 'abc'],
    ['of digits that are not ASCII', '١٢٣'],
    ['of full-width digits', '１２３'],
    ['a statement', "1'; drop table customer; --"],
  ])('is not %s', (_, text) => {
    expect(parseId(text)).toBeNull();
  });

  it('has one canonical form, however many zeros stand before it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: LARGEST }), fc.nat(11), (id, zeros) => {
        expect(parseId('0'.repeat(zeros) + id.toString())).toBe(id.toString());
      }),
    );
  });

  it('beyond 64 bits is none', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: LARGEST + 1n, max: 10n ** 40n }), (id) => {
        expect(parseId(id.toString())).toBeNull();
      }),
    );
  });

  it('read from any text is canonical or nothing, and reads as itself', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789 -+.e\n'.split('')) }),
    );
    fc.assert(
      fc.property(text, (written) => {
        const id = parseId(written);
        if (id === null) return;
        expect(id).toMatch(/^[1-9]\d{0,18}$/);
        expect(BigInt(id)).toBe(BigInt(written));
        expect(parseId(id)).toBe(id);
      }),
    );
  });
});
