import { verify } from '@node-rs/argon2';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  hashSecret,
  hashTillPassword,
  matchesSecret,
  matchesTillPassword,
  TooManySecrets,
} from '../../src/service/secret-hash.js';

// The real functions, whose calls can be looked at.
vi.mock(import('@node-rs/argon2'), { spy: true });
beforeEach(() => {
  vi.mocked(verify).mockReset();
});

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
    expect(await matchesSecret(hash, 'secret')).toBe(true);
    expect(await matchesSecret(hash, 'Secret')).toBe(false);
    expect(await matchesSecret(hash, '')).toBe(false);
  });

  it('of a client that does not exist matches nothing, and is hashed as any other', async () => {
    expect(await matchesSecret(null, 'secret')).toBe(false);
    expect(verify).toHaveBeenCalledTimes(1);
    const [hash] = vi.mocked(verify).mock.lastCall ?? [];
    expect(strengthOf(String(hash))).toEqual(strengthOf(await hashSecret('secret')));
  });

  it('is no match for nobody’s hash, should it be its secret', async () => {
    vi.mocked(verify).mockResolvedValueOnce(true);
    expect(await matchesSecret(null, 'secret')).toBe(false);
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
  ])('sent %s → %s', async (_, sent, matches) => {
    const [hash] = await hashes;
    expect(await matchesTillPassword(hash, sent)).toBe(matches);
  });

  it.each([
    ['plain', HEX_PASSWORD, true],
    ['plain, but in small letters', HEX_PASSWORD.toLowerCase(), false],
  ])('that looks like an MD5 itself, sent %s → %s', async (_, sent, matches) => {
    const [, hash] = await hashes;
    expect(await matchesTillPassword(hash, sent)).toBe(matches);
  });

  it.each([
    ['plain', 'wrong'],
    ['as an MD5', SERVER123_MD5.replace('8', '9')],
  ])(
    'that is wrong, sent %s, takes as many hashings as that of a till that does not exist',
    async (_, sent) => {
      const [hash] = await hashes;
      vi.mocked(verify).mockClear();
      expect(await matchesTillPassword(hash, sent)).toBe(false);
      const known = vi.mocked(verify).mock.calls.length;
      expect(await matchesTillPassword(null, sent)).toBe(false);
      expect(vi.mocked(verify).mock.calls.length).toBe(2 * known);
    },
  );
});

it('two secrets are hashed at a time, 64 wait, and what is more is turned away at once', async () => {
  let running = 0;
  let mostRunning = 0;
  const open: (() => void)[] = [];
  vi.mocked(verify).mockImplementation(async () => {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    await new Promise<void>((resolve) => open.push(resolve));
    running -= 1;
    return true;
  });
  const turn = () => new Promise(setImmediate);

  const checked = Promise.all(Array.from({ length: 66 }, () => matchesSecret('hash', 'secret')));
  await turn();
  await expect(matchesSecret('hash', 'secret')).rejects.toThrow(TooManySecrets);
  await expect(matchesSecret(null, 'secret')).rejects.toThrow(TooManySecrets);
  expect(open).toHaveLength(2);

  for (let released = 0; released < 66; released += 1) {
    open.shift()?.();
    await turn();
  }
  expect(await checked).toEqual(Array.from({ length: 66 }, () => true));
  expect(mostRunning).toBe(2);
});
