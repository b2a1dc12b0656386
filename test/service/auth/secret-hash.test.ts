import { verify } from '@node-rs/argon2';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientKind } from '../../../src/service/auth/credential-store.js';
import { hashMadeSecret, makeSecret, md5Hex } from '../../../src/service/auth/machine-secret.js';
import { hashSecret, hashTillPassword, SecretHasher } from '../../../src/service/auth/secret-hash.js';

// The real functions, whose calls can be looked at.
vi.mock(import('@node-rs/argon2'), { spy: true });

let hasher: SecretHasher;
beforeEach(() => {
  vi.mocked(verify).mockReset();
  hasher = new SecretHasher();
});

/** Whether a secret matches a hash; null is that of an unknown client. */
const matches = async (kind: ClientKind, hash: string | null, secret: string) =>
  (await hasher.findMatch(kind, hash === null ? [] : [hash], secret)) !== null;

/** The MD5 of the vector that the platform documents: store.server / server123. */
const SERVER123_MD5 = '8a16a6b70505eb1f1ff7cdc0cd5559a7';

/** The parameters that a hash says it was made with. */
function strengthOf(hash: string) {
  const [, algorithm, version, parameters = ''] = hash.split('$');
  const [m, t, p] = parameters.split(',').map((part) => Number(part.slice(2)));
  return { algorithm, version, m, t, p };
}

describe('a hash', () => {
  it('is at least as strong as OWASP asks of Argon2id', async () => {
    const { algorithm, version, m, t, p } = strengthOf(await hashSecret('secret'));
    expect({ algorithm, version }).toEqual({ algorithm: 'argon2id', version: 'v=19' });
    expect(m).toBeGreaterThanOrEqual(19 * 1024);
    expect(t).toBeGreaterThanOrEqual(2);
    expect(p).toBe(1);
  });

  it('has a salt of its own, and the secret nowhere in it', async () => {
    const [one, other] = await Promise.all([hashSecret('secret'), hashSecret('secret')]);
    expect(one).not.toBe(other);
    expect(one).not.toContain('secret');
  });
});

describe('a secret', () => {
  it('matches its own hash and no other', async () => {
    const hash = await hashSecret('secret');
    expect(await matches('OAUTH', hash, 'secret')).toBe(true);
    expect(await matches('OAUTH', hash, 'Secret')).toBe(false);
    expect(await matches('OAUTH', hash, '')).toBe(false);
  });
});

describe('a secret that the gateway made', () => {
  const made = makeSecret();

  it.each([
    { kind: 'OAUTH', form: 'plain', sent: made },
    { kind: 'TILL', form: 'plain', sent: made },
    { kind: 'TILL', form: 'as its MD5', sent: md5Hex(made) },
  ] as const)('matches its fast hash without the slow one: $kind, $form', async ({ kind, sent }) => {
    expect(await matches(kind, hashMadeSecret(kind, made), sent)).toBe(true);
    expect(verify).not.toHaveBeenCalled();
  });

  it('takes as long as an unknown client where it is wrong', async () => {
    vi.mocked(verify).mockResolvedValue(true);
    expect(await matches('OAUTH', hashMadeSecret('OAUTH', made), makeSecret())).toBe(false);
    expect(verify).toHaveBeenCalledTimes(1);
  });
});

it.each([
  ['without a code', new Error('out of memory')],
  ['with another code', Object.assign(new Error('out of memory'), { code: 'GenericFailure' })],
  ['that is no Error', { code: 'InvalidArg' }],
])('an error of the library %s is thrown, and does not count as a mismatch', async (_, error) => {
  vi.mocked(verify).mockRejectedValue(error);
  await expect(matches('OAUTH', 'hash', 'secret')).rejects.toBe(error);
});

describe('the secret of an unknown client', () => {
  /** How many milliseconds `verify` takes from now on. */
  const takes = (milliseconds: number, matches = false) =>
    vi
      .mocked(verify)
      .mockImplementation(() => new Promise((resolve) => setTimeout(() => resolve(matches), milliseconds)));

  it('is hashed like any other where no verification was measured yet', async () => {
    expect(await matches('OAUTH', null, 'secret')).toBe(false);
    expect(verify).toHaveBeenCalledTimes(1);
    const [hash] = vi.mocked(verify).mock.lastCall ?? [];
    expect(strengthOf(String(hash))).toEqual(strengthOf(await hashSecret('secret')));
  });

  it('matches nothing, even if it should match the stand-in', async () => {
    takes(0, true);
    expect(await matches('OAUTH', null, 'secret')).toBe(false);
  });

  it.each([
    { kind: 'OAUTH', secret: 'wrong', hashings: 1 },
    { kind: 'TILL', secret: 'wrong', hashings: 1 },
    { kind: 'TILL', secret: SERVER123_MD5, hashings: 2 },
  ] as const)(
    'is not hashed, and takes as long as a wrong one: $kind $secret',
    async ({ kind, secret, hashings }) => {
      vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
      try {
        takes(20);
        const known = matches(kind, 'hash', secret);
        await vi.advanceTimersByTimeAsync(20 * hashings);
        expect(await known).toBe(false);
        expect(verify).toHaveBeenCalledTimes(hashings);
        let isDone = false;
        const unknown = matches(kind, null, secret).finally(() => (isDone = true));
        await vi.advanceTimersByTimeAsync(20 * hashings - 1);
        expect(isDone).toBe(false);
        await vi.advanceTimersByTimeAsync(1);
        expect(await unknown).toBe(false);
        expect(verify).toHaveBeenCalledTimes(hashings);
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('is hashed again when the measurement is older than a minute', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      await matches('OAUTH', null, 'secret');
      await matches('OAUTH', null, 'secret');
      expect(verify).toHaveBeenCalledTimes(1);
      vi.advanceTimersByTime(60_000);
      await matches('OAUTH', null, 'secret');
      expect(verify).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a till’s password', () => {
  const HEX_PASSWORD = 'D41D8CD98F00B204E9800998ECF8427E';
  const hashes = Promise.all([hashTillPassword('server123'), hashTillPassword(HEX_PASSWORD)]);

  it.each([
    ['plain', 'server123', true],
    ['as the MD5 of the documented vector', SERVER123_MD5, true],
    ['as its MD5 in capitals', SERVER123_MD5.toUpperCase(), true],
    ['in other capitals', 'Server123', false],
    ['empty', '', false],
    ['as the MD5 of something else', 'd41d8cd98f00b204e9800998ecf8427e', false],
    ['as its MD5 with a space', `${SERVER123_MD5} `, false],
  ])('sent %s, as “%s”, matches its hash: %s', async (_, sent, expected) => {
    const [hash] = await hashes;
    expect(await matches('TILL', hash, sent)).toBe(expected);
  });

  it.each([
    ['plain', HEX_PASSWORD, true],
    ['plain, but in small letters', HEX_PASSWORD.toLowerCase(), false],
  ])('that looks like an MD5 itself, sent %s → %s', async (_, sent, expected) => {
    const [, hash] = await hashes;
    expect(await matches('TILL', hash, sent)).toBe(expected);
  });
});

describe('a hash that costs more than the gateway can afford', () => {
  const END = '$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

  it.each([
    'm=9999999,t=999,p=999',
    'm=262145,t=1,p=1',
    'm=262144,t=5,p=1',
    'm=1024,t=1025,p=1',
    'm=1024,t=1,p=17',
    't=1,p=1,m=262145',
    'm=8,t=4294967295,p=1',
  ])('is matched by no secret and never worked out: %s', async (parameters) => {
    await matches('OAUTH', null, 'secret');
    vi.mocked(verify).mockClear();
    expect(await matches('OAUTH', `$argon2id$v=19$${parameters}${END}`, 'secret')).toBe(false);
    expect(await matches('TILL', `$argon2id$v=19$${parameters}${END}`, SERVER123_MD5)).toBe(false);
    expect(verify).not.toHaveBeenCalled();
  });

  it.each(['m=262144,t=4,p=16', 'm=65536,t=3,p=4', 'm=47104,t=1,p=1'])(
    'is not one with the usual parameters: %s',
    async (parameters) => {
      vi.mocked(verify).mockResolvedValue(true);
      expect(await matches('OAUTH', `$argon2id$v=19$${parameters}${END}`, 'secret')).toBe(true);
    },
  );
});

it.each(['', 'demo123', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=1,t=0,p=0$$'])(
  'a hash that cannot be read, "%s", is matched by no secret',
  async (unreadable) => {
    expect(await matches('OAUTH', unreadable, unreadable)).toBe(false);
    expect(await matches('TILL', unreadable, 'demo123')).toBe(false);
  },
);
