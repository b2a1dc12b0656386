import { verify } from '@node-rs/argon2';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TooManyAttempts } from '../../../src/service/auth/attempt-queue.js';
import { hashSecret, hashTillPassword } from '../../../src/service/auth/secret-hash.js';
import { SecretVerifier } from '../../../src/service/auth/secret-verifier.js';
import type {
  ClientKind,
  CredentialStore,
  StoredClient,
} from '../../../src/service/auth/credential-store.js';
import { manualClock, type ManualClock } from '../../support/manual-clock.js';
import { aPeer, peerAt } from '../../support/peer.js';

// The real functions, whose calls are counted.
vi.mock(import('@node-rs/argon2'), { spy: true });

const organisation = { organisationId: '77', timeZone: 'UTC' };
const hashes = Promise.all([
  hashTillPassword('good'),
  hashTillPassword('renewed'),
  hashSecret('oauth-secret'),
]);

let rows: Map<string, StoredClient>;
let asked: string[];
let clock: ManualClock;
let verifier: SecretVerifier;

const store: CredentialStore = {
  findByKeys: async (kind, keys) => {
    asked.push(`${kind} ${keys.join(', ')}`);
    const found = keys.map((key) => [key, rows.get(`${kind} ${key}`)] as const);
    return new Map(found.filter((entry): entry is [string, StoredClient] => entry[1] !== undefined));
  },
  findById: () => Promise.reject(new Error('not used')),
  installationSecret: () => Promise.reject(new Error('not used')),
};

function setRow(kind: ClientKind, key: string, secretHash: string, access: readonly 'customer:read'[] = []) {
  rows.set(`${kind} ${key}`, {
    caller: { organisation, clientId: '9', access },
    secrets: [{ hash: secretHash, until: null }],
    tokenTtlSeconds: 300,
  });
}

beforeEach(async () => {
  const [goodHash, , oauthHash] = await hashes;
  rows = new Map();
  asked = [];
  setRow('TILL', 'till', goodHash);
  setRow('OAUTH', 'app', oauthHash);
  clock = manualClock('2026-04-01T09:00:00Z');
  verifier = new SecretVerifier(store, clock);
  vi.mocked(verify).mockClear();
});

const till = (secret: string, key = 'till', peer = aPeer) =>
  verifier.verify({ kind: 'TILL', key, secret }, peer);
const app = (secret: string) => verifier.verify({ kind: 'OAUTH', key: 'app', secret }, aPeer);
const hashings = () => vi.mocked(verify).mock.calls.length;

describe('a secret that matched', () => {
  it.each([
    { client: 'a till', send: () => till('good') },
    { client: 'an OAuth client', send: () => app('oauth-secret') },
  ])('of $client is not hashed again, however much later', async ({ send }) => {
    expect(await send()).not.toBeNull();
    clock.advance(24 * 3_600_000);
    expect(await send()).not.toBeNull();
    expect(hashings()).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('is worth what the store says now: access groups that changed count at once', async () => {
    await till('good');
    const [goodHash] = await hashes;
    setRow('TILL', 'till', goodHash, ['customer:read']);
    expect((await till('good'))?.client.caller.access).toEqual(['customer:read']);
  });

  it('is worth nothing once the client is switched off', async () => {
    await till('good');
    rows.clear();
    expect(await till('good')).toBeNull();
  });

  it('is worth nothing once the store has another hash, whose own secret is then good', async () => {
    await till('good');
    const [, renewedHash] = await hashes;
    setRow('TILL', 'till', renewedHash);
    expect(await till('good')).toBeNull();
    expect(await till('renewed')).not.toBeNull();
  });

  it('of one kind of client says nothing about a client of the other kind with the same key', async () => {
    const [, , oauthHash] = await hashes;
    setRow('TILL', 'app', oauthHash);
    expect(await app('oauth-secret')).not.toBeNull();
    expect(await till('oauth-secret', 'app')).toBeNull();
  });

  it('is looked up beside the look-ups of callers that were never verified, not behind them', async () => {
    await till('good');
    const { findByKeys } = store;
    let release: () => void = () => undefined;
    const blocked = new Promise<void>((resolve) => (release = resolve));
    store.findByKeys = async (kind, keys) => {
      if (keys.includes('stranger')) await blocked;
      return findByKeys(kind, keys);
    };
    try {
      const stranger = till('guess', 'stranger');
      await vi.waitFor(async () => expect(await till('good')).not.toBeNull());
      release();
      expect(await stranger).toBeNull();
    } finally {
      store.findByKeys = findByKeys;
    }
  });
});

describe('a secret that did not match', () => {
  it('is hashed once, and not again while the store has the same hash', async () => {
    for (let i = 0; i < 3; i += 1) expect(await till('wrong')).toBeNull();
    expect(hashings()).toBe(1);
  });

  it('is good as soon as the store has its hash', async () => {
    expect(await till('renewed')).toBeNull();
    const [, renewedHash] = await hashes;
    setRow('TILL', 'till', renewedHash);
    expect(await till('renewed')).not.toBeNull();
  });
});

describe('300 callers that come at once', () => {
  const all = <Result>(send: (i: number) => Promise<Result>) =>
    Promise.all(Array.from({ length: 300 }, (_, i) => send(i)));

  /** Has callers fail until twenty have been answered, and turns away the others. */
  async function failTwenty(send: (i: number) => Promise<unknown>): Promise<void> {
    let answered = 0;
    const failing = all((i) =>
      send(i).then(
        (client) => {
          expect(client).toBeFalsy();
          answered += 1;
        },
        (error: unknown) => expect(error).toBeInstanceOf(TooManyAttempts),
      ),
    );
    await vi.waitFor(() => expect(answered).toBeGreaterThanOrEqual(20), { timeout: 20_000 });
    verifier.close();
    await failing;
  }

  it('with the right secret share one hashing and a few statements', async () => {
    const found = await all(() => till('good'));
    expect(found.every((client) => client !== null)).toBe(true);
    expect(hashings()).toBe(1);
    expect(asked).toHaveLength(3);
  });

  it('with one wrong secret from different addresses cost one hashing', async () => {
    await failTwenty((i) => till('wrong', 'till', peerAt(`192.0.2.${i}`)));
    // The second is the one that measures how long a verification takes.
    expect(hashings()).toBeLessThanOrEqual(2);
  });

  it('with unknown keys cost no hashing but those that measure how long one takes', async () => {
    await till('good');
    vi.mocked(verify).mockClear();
    await failTwenty((i) => till('guess', `nobody-${i}`, peerAt(`192.0.2.${i}`)));
    expect(hashings()).toBe(0);
    expect(asked.length).toBeLessThanOrEqual(5);
  });

  it('with tokens that are none cost no hashing either', async () => {
    await till('good');
    vi.mocked(verify).mockClear();
    await failTwenty((i) => verifier.refuseToken(peerAt(`192.0.2.${i}`)));
    expect(hashings()).toBe(0);
  });
});

it.each([
  { what: 'a key', key: 'k'.repeat(511), secret: 'good' },
  { what: 'a secret', key: 'till', secret: 's'.repeat(8_193) },
])('$what that is longer than any can be is neither looked up nor kept', async ({ key, secret }) => {
  expect(await till(secret, key)).toBeNull();
  expect(asked).toEqual([]);
});

it('a caller that left is not verified while others wait', async () => {
  const left = { address: '192.0.2.9', isConnected: () => false };
  await expect(till('good', 'till', left)).rejects.toThrow('Too many attempts to log in');
  expect(hashings()).toBe(0);
  expect(await till('good')).not.toBeNull();
});
