import { verify as verifyHash } from '@node-rs/argon2';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TooManyAttempts } from '../../../src/service/auth/attempt-queue.js';
import type { CredentialStore } from '../../../src/service/auth/credential-store.js';
import { SecretVerifier } from '../../../src/service/auth/secret-verifier.js';
import type { Peer } from '../../../src/service/caller.js';
import { manualClock } from '../../support/manual-clock.js';
import { aPeer, peerAt } from '../../support/peer.js';

// Replaced: a test decides when a hashing ends, and with which result.
vi.mock(import('@node-rs/argon2'), { spy: true });

let asked: string[];
let verifier: SecretVerifier;
/** Ends hashings under way, in their order. */
let ends: ((matches: boolean) => void)[];

/** A store that has every OAuth client whose key is short. */
const store: CredentialStore = {
  findByKeys: async (_kind, keys) => {
    asked.push(...keys);
    const client = (key: string) => ({
      caller: { organisation: { organisationId: '77', timeZone: 'UTC' }, clientId: key, access: [] },
      secrets: [{ hash: `hash of ${key}`, until: null }],
      tokenTtlSeconds: 300,
    });
    return new Map(keys.filter((key) => key.length < 10).map((key) => [key, client(key)]));
  },
  findById: () => Promise.reject(new Error('not used')),
  installationSecret: () => Promise.reject(new Error('not used')),
};

const send = (key: string, secret = 'secret', peer: Peer = aPeer) =>
  verifier.verify({ kind: 'OAUTH', key, secret }, peer);
/** Sends an attempt whose hashing has begun when this resolves. */
async function begin(key: string, peer?: Peer) {
  const before = ends.length;
  const result = send(key, 'secret', peer);
  await vi.waitFor(() => expect(ends).toHaveLength(before + 1));
  return { result, end: ends[before]! };
}

beforeEach(() => {
  asked = [];
  ends = [];
  verifier = new SecretVerifier(store, manualClock('2026-04-01T09:00:00Z'));
  vi.mocked(verifyHash).mockImplementation(() => new Promise((resolve) => ends.push(resolve)));
});

it.each([
  { what: 'a key', key: 'k'.repeat(510), secret: 'secret' },
  { what: 'a secret', key: 'app', secret: 's'.repeat(8_192) },
])('$what of the greatest length is looked up', async ({ key, secret }) => {
  vi.mocked(verifyHash).mockResolvedValue(false);
  expect(await send(key, secret)).toBeNull();
  expect(asked).toEqual([key]);
});

it('a verification whose first caller has left goes on for the callers that joined it', async () => {
  const [one, other] = [await begin('one'), await begin('other')];
  let isConnected = true;
  const left = send('app', 'secret', { address: '192.0.2.9', isConnected: () => isConnected });
  const joined = send('app');
  await vi.waitFor(() => expect(asked).toContain('app'));
  isConnected = false;
  for (const { end } of [one, other]) end(true);
  await vi.waitFor(() => expect(ends).toHaveLength(3));
  ends[2]?.(true);
  expect(await joined).toMatchObject({ client: { caller: { clientId: 'app' } } });
  expect(await left).not.toBeNull();
});

it('a client is verified for itself, although another one has the same secret', async () => {
  const [one, other] = [await begin('one'), await begin('other')];
  one.end(true);
  other.end(false);
  expect(await one.result).not.toBeNull();
  expect(await other.result).toBeNull();
});

it('an unknown client costs a hashing where none was measured yet', async () => {
  vi.mocked(verifyHash).mockClear().mockResolvedValue(false);
  expect(await send('an unknown key')).toBeNull();
  expect(verifyHash).toHaveBeenCalledTimes(1);
});

describe('from when the verifier closes', () => {
  beforeEach(() => {
    vi.mocked(verifyHash).mockResolvedValue(false);
  });
  /** The second of two attempts at once has to wait, and is turned away where it is suspect. */
  const isSuspect = async (attempts: readonly (() => Promise<unknown>)[]) => {
    verifier.close();
    const results = await Promise.allSettled(attempts.map((attempt) => attempt()));
    return results.some(
      ({ status, ...rest }) =>
        status === 'rejected' && 'reason' in rest && rest.reason instanceof TooManyAttempts,
    );
  };

  it('a client is turned away at an address where its secret was wrong three times', async () => {
    for (const secret of ['a', 'b', 'c']) expect(await send('app', secret)).toBeNull();
    expect(await isSuspect([() => send('app', 'd'), () => send('app', 'e')])).toBe(true);
  });

  it('another client is still verified at that address, and the same client elsewhere', async () => {
    for (const secret of ['a', 'b', 'c']) expect(await send('app', secret)).toBeNull();
    const elsewhere = peerAt('192.0.2.2');
    const others = [() => send('one', 'd'), () => send('one', 'e'), () => send('app', 'f', elsewhere)];
    expect(await isSuspect(others)).toBe(false);
  });

  it('unknown clients are turned away by their keys', async () => {
    for (const secret of ['a', 'b', 'c']) expect(await send('an unknown key', secret)).toBeNull();
    const another = [() => send('another unknown key'), () => send('another unknown key')];
    expect(await isSuspect(another)).toBe(false);
    expect(await isSuspect([() => send('an unknown key'), () => send('an unknown key')])).toBe(true);
  });

  it('an address is turned away with tokens where three have failed', async () => {
    for (let i = 0; i < 3; i++) await verifier.refuseToken(aPeer);
    expect(await isSuspect([() => verifier.refuseToken(aPeer), () => verifier.refuseToken(aPeer)])).toBe(
      true,
    );
  });

  it('an address has tokens verified although others have failed often', async () => {
    for (let i = 0; i < 20; i++) await verifier.refuseToken(peerAt(`192.0.2.${i}`));
    const elsewhere = () => verifier.refuseToken(peerAt('198.51.100.1'));
    expect(await isSuspect([elsewhere, elsewhere])).toBe(false);
  });
});
