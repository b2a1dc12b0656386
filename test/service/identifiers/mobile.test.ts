import { describe, expect, it } from 'vitest';
import {
  isCanonicalMobile,
  otherFormsOfMobile,
  withoutTrunkPrefix,
} from '../../../src/service/identifiers/mobile.js';
import { newestNumber, olderNumbers } from '../../../src/service/identifiers/renumbered-mobiles.js';

describe('a mobile', () => {
  it('of most countries is recognised as canonical without being parsed', () => {
    expect(isCanonicalMobile('919986000586')).toBe(true);
    expect(isCanonicalMobile('447911123456')).toBe(true);
  });

  it('keeps its trunk prefix where the digits without it are read as another number', () => {
    expect(withoutTrunkPrefix('375808122208501')).toBe('375808122208501');
  });

  it('is looked for with a trunk prefix too', () => {
    expect(otherFormsOfMobile('447911123456', '447911123456')).toContain('4407911123456');
  });

  it('is looked for as the library reads the digits of the request', () => {
    expect(otherFormsOfMobile('5491123456789', '54111523456789')).toEqual([
      '5491123456789',
      '54091123456789',
    ]);
  });

  it.each(['9991234567', '919986000586 please'])(
    'that the library cannot read, "%s", has no other form',
    (written) => {
      expect(otherFormsOfMobile(written, written)).toEqual([]);
    },
  );
});

describe('a mobile of Ivory Coast', () => {
  it.each(['22507225012', '22507225052'])(
    'has the prefix of the operator that its first digits name, although %s has the country code twice',
    (before) => {
      expect(newestNumber(before)).toBe(`22507${before.slice(3)}`);
    },
  );

  it('has no earlier number with the digits of another operator', () => {
    expect(olderNumbers('2250707123456')).toEqual(['22507123456']);
    expect(olderNumbers('2250507123456')).toEqual([]);
  });
});
