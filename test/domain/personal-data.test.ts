import { describe, expect, it } from 'vitest';
import { withoutPersonalData } from '../../src/domain/personal-data.js';

describe('a text', () => {
  it.each([
    ['Customer asha@shop.example is blocked', 'Customer [email] is blocked'],
    ['<asha@shop.example>, a@b', '[email] [email]'],
    ['call +91 99860-00586 now', 'call [digits] now'],
    ['call 91 99860-00586 now', 'call [digits] now'],
    ['at @ 5, or a@ and @b', 'at @ 5, or a@ and @b'],
    ['code 8015', 'code 8015'],
  ])('that reads “%s” is “%s” without personal data', (text, expected) => {
    expect(withoutPersonalData(text)).toBe(expected);
  });
});
