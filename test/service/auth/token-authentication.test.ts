import { beforeEach, describe, expect, it } from 'vitest';
import { signToken } from '../../../src/service/auth/access-token.js';
import { TooManyAttempts } from '../../../src/service/auth/attempt-queue.js';
import type { CredentialStore, StoredClient } from '../../../src/service/auth/credential-store.js';
import { StoreAuthenticator } from '../../../src/service/auth/store-authenticator.js';
import type { Credential } from '../../../src/service/caller.js';
import { manualClock, type ManualClock } from '../../support/manual-clock.js';
import { aPeer } from '../../support/peer.js';

const secret = new Uint8Array(32).fill(7);

let clock: ManualClock;
let asked: string[];
let authenticator: StoreAuthenticator;

const clientOf = (organisationId: string, clientId: string): StoredClient => ({
  caller: { organisation: { organisationId, timeZone: 'UTC' }, clientId, access: [] },
  secrets: [{ hash: 'hash', until: null }],
  tokenTtlSeconds: 300,
});

/** A store in which each organisation has each client, but none has a key. */
const store: CredentialStore = {
  findByKeys: () => Promise.resolve(new Map()),
  findById: async (organisationId, clientId) => {
    asked.push(`${organisationId}/${clientId}`);
    return clientOf(organisationId, clientId);
  },
  installationSecret: () => Promise.resolve(secret),
};

beforeEach(() => {
  clock = manualClock('2026-04-01T09:00:00Z');
  asked = [];
  authenticator = new StoreAuthenticator(store, clock);
});

async function tokenOf(clientId: string, secretHash = 'hash'): Promise<Credential> {
  const subject = { organisationId: '77', clientId };
  return {
    scheme: 'Bearer',
    token: await signToken(secret, subject, { secretHash, ttlSeconds: 300, clock }),
  };
}

const authenticate = async (credential: Credential) => authenticator.authenticate(credential, aPeer);
const garbage: Credential = { scheme: 'Bearer', token: 'garbage' };

describe('a token', () => {
  it('is verified once for all requests that bring it at the same time', async () => {
    const credential = await tokenOf('10');
    const all = await Promise.all([1, 2, 3].map(() => authenticate(credential)));
    expect(all.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(asked).toEqual(['77/10']);
  });

  it('that was refused is verified anew in the next request', async () => {
    const credential = await tokenOf('10', 'another hash');
    expect(await authenticate(credential)).toEqual({ status: 'rejected' });
    expect(await authenticate(credential)).toEqual({ status: 'rejected' });
    expect(asked).toEqual(['77/10', '77/10']);
  });

  it('is no other one’s, although both are verified at the same time', async () => {
    const both = await Promise.all([authenticate(await tokenOf('10')), authenticate(await tokenOf('11'))]);
    expect(both).toMatchObject([{ caller: { clientId: '10' } }, { caller: { clientId: '11' } }]);
  });
});

describe('from when the authenticator closes', () => {
  beforeEach(async () => {
    for (let times = 0; times < 3; times++)
      expect(await authenticate(garbage)).toEqual({ status: 'rejected' });
    authenticator.close();
  });

  it('an address whose tokens failed three times has one further turn, and is turned away behind it', async () => {
    const [first, second] = await Promise.allSettled([authenticate(garbage), authenticate(garbage)]);
    expect(first).toEqual({ status: 'fulfilled', value: { status: 'rejected' } });
    expect(second).toEqual({ status: 'rejected', reason: expect.any(TooManyAttempts) });
  });

  it('the same address is accepted with a good token, which waits for no turn', async () => {
    const waiting = authenticate(garbage);
    expect(await authenticate(await tokenOf('10'))).toMatchObject({ status: 'accepted' });
    expect(await waiting).toEqual({ status: 'rejected' });
  });

  it('the expired token of the same address is refused as expired, and waits for no turn', async () => {
    const expired = await tokenOf('10');
    clock.advance(300_000);
    const waiting = authenticate(garbage);
    expect(await authenticate(expired)).toMatchObject({ status: 'expired' });
    expect(await waiting).toEqual({ status: 'rejected' });
  });
});

describe('the current state of a caller', () => {
  it('is that of its own organisation, although another one has a client with the same id', async () => {
    const [one, other] = [clientOf('7', '10').caller, clientOf('8', '10').caller];
    expect(await authenticator.current(one)).toEqual(one);
    expect(await authenticator.current(other)).toEqual(other);
    expect(asked).toEqual(['7/10', '8/10']);
  });
});
