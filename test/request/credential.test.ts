import { describe, expect, it } from 'vitest';
import { readCredential } from '../../src/request/credential.js';

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const basic = (text: string | Uint8Array) => ({ authorization: `Basic ${base64(text)}` });
const token = 'aaa.bbb.ccc';

describe('a Basic credential', () => {
  it.each([
    ['a till and its password', 'store.server:server123', 'store.server', 'server123'],
    ['an empty password', 'store.server:', 'store.server', ''],
    ['a till of one letter', 't:pw', 't', 'pw'],
    ['a password with colons', 'till:a:b:', 'till', 'a:b:'],
    ['spaces', 'a till: a password ', 'a till', ' a password '],
    ['letters beyond ASCII', 'tïll:pässwörd😀', 'tïll', 'pässwörd😀'],
  ])('may have %s', (_, text, till, password) => {
    expect(readCredential(basic(text))).toEqual({ scheme: 'Basic', till, password });
  });

  it('is that of the vector which the platform documents', () => {
    const authorization = 'Basic c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3';
    expect(readCredential({ authorization })).toEqual({
      scheme: 'Basic',
      till: 'store.server',
      password: '8a16a6b70505eb1f1ff7cdc0cd5559a7',
    });
  });

  it.each(['Basic', 'basic', 'BASIC', 'bAsIc'])('is known by its scheme in any case: %s', (scheme) => {
    const authorization = `${scheme} ${base64('till:password')}`;
    expect(readCredential({ authorization })).toMatchObject({ scheme: 'Basic', till: 'till' });
  });

  it.each([
    ['without the padding of its base64', `Basic ${base64('till:pw').replace(/=+$/, '')}`],
    ['after several spaces', `Basic   ${base64('till:pw')}`],
    ['before spaces', `Basic ${base64('till:pw')}  `],
  ])('is read %s', (_, authorization) => {
    expect(readCredential({ authorization })).toEqual({ scheme: 'Basic', till: 'till', password: 'pw' });
  });

  it.each([
    ['no colon', basic('store.server')],
    ['no till before the colon', basic(':password')],
    ['nothing but a colon', basic(':')],
    ['a NUL', basic('till:pass\0word')],
    ['a line break', basic('till\r\nX-Admin: 1:password')],
    ['a delete character', basic('till:\u007f')],
    ['a C1 control', basic('till:\u0085')],
    ['no base64', { authorization: 'Basic till:password' }],
    ['base64 with a stray character', { authorization: `Basic ${base64('till:password')}!` }],
    ['base64 for URLs', { authorization: `Basic ${Buffer.from('til?:???').toString('base64url')}_-` }],
    ['too much padding', { authorization: 'Basic dGlsbDpw====' }],
    ['nothing but padding', { authorization: 'Basic ==' }],
    ['nothing', { authorization: 'Basic ' }],
    ['not even a space', { authorization: 'Basic' }],
    ['two parts', { authorization: `Basic ${base64('till:pw')} ${base64('till:pw')}` }],
    ['a parameter in place of base64', { authorization: 'Basic realm="x"' }],
  ])('is malformed with %s', (_, headers) => {
    expect(readCredential(headers)).toBe('malformed');
  });
});

describe('a Bearer credential', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is known by its scheme in any case: %s', (scheme) => {
    expect(readCredential({ authorization: `${scheme} ${token}` })).toEqual({ scheme: 'Bearer', token });
  });

  it.each([token, 'x'])('may stand in the header of the platform: %s', (token) => {
    expect(readCredential({ 'x-cap-api-oauth-token': token })).toEqual({ scheme: 'Bearer', token });
  });

  it.each([
    ['nothing', { authorization: 'Bearer ' }],
    ['not even a space', { authorization: 'Bearer' }],
    ['two parts', { authorization: `Bearer ${token} ${token}` }],
    ['nothing, in the header of the platform', { 'x-cap-api-oauth-token': '' }],
    ['two headers of the platform', { 'x-cap-api-oauth-token': [token, token] }],
  ])('is malformed with %s', (_, headers) => {
    expect(readCredential(headers)).toBe('malformed');
  });
});

describe('the headers of a request', () => {
  it.each([
    ['no header', {}],
    ['other headers', { cookie: 'token=1', 'x-api-key': '1' }],
    [
      'headers that are there without a value',
      { authorization: undefined, 'x-cap-api-oauth-token': undefined },
    ],
  ])('with %s bring no credential', (_, headers) => {
    expect(readCredential(headers)).toBe('none');
  });

  it.each([
    ['an empty Authorization', ''],
    ['a blank one', '   '],
    ['an unknown scheme', 'Digest username="till"'],
    ['a scheme that starts like a known one', `Basically ${base64('till:pw')}`],
    ['a bare token', token],
    ['a space before the scheme', ` Bearer ${token}`],
    ['a tab after the scheme', `Bearer\t${token}`],
    ['two schemes', `Basic, Bearer ${token}`],
  ])('with %s bring a malformed one', (_, authorization) => {
    expect(readCredential({ authorization })).toBe('malformed');
  });

  it.each([
    ['a Basic credential', basic('till:pw'), { scheme: 'Basic', till: 'till', password: 'pw' }],
    ['a token', { authorization: 'Bearer other' }, { scheme: 'Bearer', token: 'other' }],
    ['one that is malformed', { authorization: 'Basic' }, 'malformed'],
    ['an empty one', { authorization: '' }, 'malformed'],
  ] as const)('with both count by their Authorization: %s', (_, authorization, expected) => {
    expect(readCredential({ ...authorization, 'x-cap-api-oauth-token': token })).toEqual(expected);
  });
});

describe('the length of a credential', () => {
  it.each([
    [8_192, { scheme: 'Bearer', token: 'x'.repeat(8_192) }],
    [8_193, 'malformed'],
    [10_240, 'malformed'],
  ])('may be 8 KB in the header of the platform: %i characters', (length, expected) => {
    expect(readCredential({ 'x-cap-api-oauth-token': 'x'.repeat(length) })).toEqual(expected);
  });

  it('of 8 KB in all may stand in Authorization', () => {
    const text = 'x'.repeat(8_192 - 'Bearer '.length);
    expect(readCredential({ authorization: `Bearer ${text}` })).toEqual({ scheme: 'Bearer', token: text });
  });

  it.each([
    ['spaces without end', `Bearer ${' '.repeat(100_000)}x`],
    ['a scheme without end', 'x'.repeat(100_000)],
  ])('is cut short for %s', (_, authorization) => {
    expect(readCredential({ authorization })).toBe('malformed');
  });

  it.each([
    ['a token of 10 KB', `Bearer ${'x'.repeat(10_240)}`],
    ['a token of one character too many', `Bearer ${'x'.repeat(8_193 - 'Bearer '.length)}`],
    ['a password of 10 KB', `Basic ${base64(`till:${'x'.repeat(10_240)}`)}`],
  ])('refuses %s in Authorization', (_, authorization) => {
    expect(readCredential({ authorization })).toBe('malformed');
  });
});
