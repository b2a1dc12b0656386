import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  hashMadeSecret,
  isHashOfMadeSecret,
  makeSecret,
  matchesMadeSecret,
  md5Hex,
  secretForms,
} from '../../../src/service/auth/machine-secret.js';

const SECRET = 'pgw_Zm9v';
/** The vector that the platform documents for the password server123. */
const SERVER123_MD5 = '8a16a6b70505eb1f1ff7cdc0cd5559a7';

describe('a secret that the gateway makes', () => {
  it('has 256 random bits behind a prefix that scanners find', () => {
    const [one, other] = [makeSecret(), makeSecret()];
    expect(one).toMatch(/^pgw_[\w-]{43}$/);
    expect(one).not.toBe(other);
  });

  it('has a hash that is marked as one of such a secret', () => {
    const sha256 = createHash('sha256').update(SECRET).digest('base64').slice(0, 43);
    expect(hashMadeSecret('OAUTH', SECRET)).toBe(`$sha256$${sha256}`);
    expect(isHashOfMadeSecret(hashMadeSecret('OAUTH', SECRET))).toBe(true);
    expect(isHashOfMadeSecret('$argon2id$v=19$m=19456,t=2,p=1$a$$sha256$')).toBe(false);
  });

  it.each([
    ['OAUTH', SECRET, true],
    ['OAUTH', md5Hex(SECRET), false],
    ['OAUTH', `${SECRET} `, false],
    ['TILL', SECRET, true],
    ['TILL', md5Hex(SECRET), true],
    ['TILL', md5Hex(SECRET).toUpperCase(), true],
    ['TILL', md5Hex(md5Hex(SECRET)), false],
  ] as const)('of kind %s, sent as %s, matches its hash: %s', (kind, sent, matches) => {
    expect(matchesMadeSecret(kind, hashMadeSecret(kind, SECRET), sent)).toBe(matches);
  });

  it('matches neither a hash that is cut off nor a longer one', () => {
    const hash = hashMadeSecret('OAUTH', SECRET);
    expect(matchesMadeSecret('OAUTH', hash.slice(0, -1), SECRET)).toBe(false);
    expect(matchesMadeSecret('OAUTH', `${hash}A`, SECRET)).toBe(false);
  });
});

describe('the forms of a password', () => {
  it.each([
    ['server123', [SERVER123_MD5]],
    [SERVER123_MD5.toUpperCase(), [SERVER123_MD5, md5Hex(SERVER123_MD5.toUpperCase())]],
    [`x${SERVER123_MD5}`, [md5Hex(`x${SERVER123_MD5}`)]],
    [`${SERVER123_MD5}x`, [md5Hex(`${SERVER123_MD5}x`)]],
    ['a', [md5Hex('a')]],
  ])('that a till sends as %s are its MD5, and itself where it can be one', (sent, forms) => {
    expect(secretForms('TILL', sent)).toEqual(forms);
  });

  it('of an OAuth client are the secret alone', () => {
    expect(secretForms('OAUTH', SERVER123_MD5)).toEqual([SERVER123_MD5]);
  });
});
