import { SignJWT, UnsecuredJWT } from 'jose';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signToken, verifyToken } from '../../../src/service/auth/access-token.js';
import { manualClock, type ManualClock } from '../../support/manual-clock.js';

const SECRET = new Uint8Array(32).fill(7);
const OTHER_SECRET = new Uint8Array(32).fill(8);
const NOW = '2026-04-01T09:00:00Z';
const SECONDS = Date.parse(NOW) / 1000;
const subject = { organisationId: '77', clientId: '9' };
const GATEWAY = 'promotion-gateway';

const goodHeader = { alg: 'HS256', typ: 'at+jwt' };
const goodClaims = {
  iss: GATEWAY,
  aud: GATEWAY,
  sub: '9',
  client_id: '9',
  org: '77',
  jti: 'b2f6a9f0',
  iat: SECONDS,
  exp: SECONDS + 300,
};

/** A token of the client whose secret has the hash `hash`. */
const sign = (clock: ManualClock, ttlSeconds = 300) =>
  signToken(SECRET, subject, { secretHash: 'hash', ttlSeconds, clock });

const verify = (token: string, now = NOW) => verifyToken(SECRET, token, manualClock(now));

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token of any header and claims, with a signature that is right for them. */
function forge(header: unknown, claims: unknown, secret = SECRET): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const withClaims = (claims: object) => forge(goodHeader, { ...goodClaims, ...claims });
const withHeader = (header: object) => forge({ ...goodHeader, ...header }, goodClaims);

function without(claim: keyof typeof goodClaims): string {
  return forge(goodHeader, Object.fromEntries(Object.entries(goodClaims).filter(([name]) => name !== claim)));
}

/** A good token with one of its three parts exchanged. */
function withPart(index: number, part: string): string {
  return withClaims({})
    .split('.')
    .map((own, i) => (i === index ? part : own))
    .join('.');
}

describe('an access token', () => {
  it('stands for the client it was issued to, for as long as it says', async () => {
    const token = await sign(manualClock(NOW));
    expect(await verify(token)).toEqual({
      status: 'valid',
      subject,
      expiresAt: new Date('2026-04-01T09:05:00Z'),
      isOf: expect.any(Function),
    });
  });

  it('lives as long as its client’s tokens do', async () => {
    const token = await sign(manualClock(NOW), 2_592_000);
    expect(await verify(token, '2026-05-01T08:59:59Z')).toMatchObject({ status: 'valid' });
    expect(await verify(token, '2026-05-01T09:00:00Z')).toMatchObject({ status: 'expired' });
  });

  it('is that of one secret, and not of the next one', async () => {
    const verdict = await verify(await sign(manualClock(NOW)));
    if (verdict.status !== 'valid') expect.unreachable('the token is good');
    expect([verdict.isOf('hash'), verdict.isOf('another hash')]).toEqual([true, false]);
  });

  it('of a version before, without the mark of a secret, is good for five minutes and no longer', async () => {
    expect(await verify(withClaims({}))).toMatchObject({ status: 'valid' });
    expect(await verify(withClaims({ exp: SECONDS + 301 }))).toEqual({ status: 'invalid' });
    expect(await verify(withClaims({ iat: 'now' }))).toEqual({ status: 'invalid' });
  });

  it('without the mark of a secret is good for each secret of its client', async () => {
    const verdict = await verify(withClaims({}));
    expect(verdict.status === 'valid' && verdict.isOf('hash')).toBe(true);
  });

  it('is a JWT access token by RFC 9068', async () => {
    const [header = '', claims = ''] = (await sign(manualClock(NOW))).split('.');
    const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(decode(header)).toEqual({ alg: 'HS256', typ: 'at+jwt' });
    expect(decode(claims)).toEqual({
      iss: GATEWAY,
      aud: GATEWAY,
      sub: '9',
      client_id: '9',
      org: '77',
      iat: SECONDS,
      exp: SECONDS + 300,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      secret_mark: expect.stringMatching(/^[\w-]{22}$/),
    });
  });

  it('is never the same twice', async () => {
    const clock = manualClock(NOW);
    expect(await sign(clock)).not.toBe(await sign(clock));
  });

  it.each([
    ['when it is issued', '2026-04-01T09:00:00Z', 'valid'],
    ['a millisecond before its end', '2026-04-01T09:04:59.999Z', 'valid'],
    ['at its end', '2026-04-01T09:05:00.000Z', 'expired'],
    ['a day later', '2026-04-02T09:05:00.000Z', 'expired'],
  ])('is judged %s, at %s, to be %s', async (_, now, status) => {
    const token = await sign(manualClock(NOW));
    expect(await verify(token, now)).toMatchObject({ status });
  });

  it('that has expired says when it did', async () => {
    const token = await sign(manualClock(NOW));
    expect(await verify(token, '2026-04-02T00:00:00Z')).toEqual({
      status: 'expired',
      expiredAt: new Date('2026-04-01T09:05:00Z'),
    });
  });

  it('issued within a second is reckoned from the whole second', async () => {
    const token = await sign(manualClock('2026-04-01T09:00:00.999Z'));
    expect(await verify(token)).toMatchObject({ expiresAt: new Date('2026-04-01T09:05:00Z') });
  });
});

describe('a hostile token', () => {
  it('is distinguished from a good one, which the same code can sign', async () => {
    expect(await verify(withClaims({}))).toMatchObject({ status: 'valid', subject });
  });

  it.each([
    ['of another key', forge(goodHeader, goodClaims, OTHER_SECRET)],
    ['with the algorithm none', new UnsecuredJWT(goodClaims).encode()],
    [
      'with the algorithm none, and its type',
      `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(goodClaims)}.`,
    ],
    ['with the algorithm NoNe', withHeader({ alg: 'NoNe' })],
    ['with the algorithm none, and a signature', withHeader({ alg: 'none' })],
    ['with another algorithm', withHeader({ alg: 'HS512' })],
    ['with an algorithm of public keys', withHeader({ alg: 'RS256' })],
    ['without an algorithm', withHeader({ alg: undefined })],
    [
      'that brings a key of its own',
      forge({ ...goodHeader, jwk: { kty: 'oct', k: 'CAgI' } }, goodClaims, OTHER_SECRET),
    ],
    [
      'that says where its key is',
      forge(
        { ...goodHeader, jku: 'https://example.com/keys', kid: '../../dev/null' },
        goodClaims,
        OTHER_SECRET,
      ),
    ],
    ['of the type JWT', withHeader({ typ: 'JWT' })],
    ['of no type', withHeader({ typ: undefined })],
    ['with a critical header that is unknown', withHeader({ crit: ['exp2'], exp2: 1 })],
    ['with an empty list of critical headers', withHeader({ crit: [] })],
    ['of another issuer', withClaims({ iss: 'https://example.com' })],
    ['for another audience', withClaims({ aud: 'another-gateway' })],
    ['for other audiences', withClaims({ aud: ['another-gateway', 'a-third'] })],
    ['that is not good yet', withClaims({ nbf: SECONDS + 60 })],
    ['whose end is text', withClaims({ exp: String(SECONDS + 300) })],
    ['whose end is null', withClaims({ exp: null })],
    ['whose beginning is text', withClaims({ nbf: '0' })],
    ['whose issuing is text', withClaims({ iat: 'yesterday' })],
    ['whose organisation is a number', withClaims({ org: 77 })],
    ['whose organisation is null', withClaims({ org: null })],
    ['whose subject is a number', withClaims({ sub: 9 })],
    ['whose subject is null', withClaims({ sub: null })],
    ['without an end', without('exp')],
    ['without an instant of issuing', without('iat')],
    ['without an issuer', without('iss')],
    ['without an audience', without('aud')],
    ['without a subject', without('sub')],
    ['without an organisation', without('org')],
    ['without a client_id', without('client_id')],
    ['without an id', without('jti')],
    ['that has expired, of another key', forge(goodHeader, { ...goodClaims, exp: 1 }, OTHER_SECRET)],
    ['that has expired, for another audience', withClaims({ exp: 1, aud: 'another-gateway' })],
    ['whose claims were exchanged', withPart(1, encode({ ...goodClaims, org: '78' }))],
    ['whose header was exchanged', withPart(0, encode({ ...goodHeader, kid: '1' }))],
    ['whose signature is empty', withPart(2, '')],
    ['whose signature is cut', withClaims({}).slice(0, -4)],
    ['whose signature is no base64', withPart(2, '!!!')],
    ['of two parts', withClaims({}).split('.').slice(0, 2).join('.')],
    ['of four parts', `${withClaims({})}.x`],
    ['of five parts, as if encrypted', 'a.b.c.d.e'],
    ['whose claims are no JSON', withPart(1, Buffer.from('{"sub":').toString('base64url'))],
    ['whose claims are a list', forge(goodHeader, [goodClaims])],
    ['whose claims are null', forge(goodHeader, null)],
    ['that is nothing', ''],
    ['that is garbage', 'garbage'],
    ['that is dots', '..'],
    ['that is very long', 'x'.repeat(100_000)],
  ])('%s is invalid', async (_, token) => {
    expect(await verify(token)).toEqual({ status: 'invalid' });
  });

  it('is refused as expired only if everything else about it is right', async () => {
    expect(await verify(withClaims({ exp: SECONDS - 1 }))).toEqual({
      status: 'expired',
      expiredAt: new Date('2026-04-01T08:59:59Z'),
    });
  });

  it('signed by another library is as good as one of ours', async () => {
    const token = await new SignJWT(goodClaims).setProtectedHeader(goodHeader).sign(SECRET);
    expect(await verify(token)).toMatchObject({ status: 'valid', subject });
  });
});

it('what is wrong with the secret is a defect, not the fault of the token', async () => {
  const verdict = verifyToken('not bytes' as unknown as Uint8Array, withClaims({}), manualClock(NOW));
  await expect(verdict).rejects.toThrow(TypeError);
});
