import { beforeEach, describe, expect, it } from 'vitest';
import { signToken } from '../../../src/service/auth/access-token.js';
import { StoreAuthenticator } from '../../../src/service/auth/store-authenticator.js';
import type { Credential } from '../../../src/service/caller.js';
import type { Caller } from '../../../src/service/caller.js';
import { StoreUnavailable } from '../../../src/service/ports.js';
import type {
  ClientKind,
  CredentialStore,
  StoredClient,
} from '../../../src/service/auth/credential-store.js';
import { cheapHash, cheapTillHash } from '../../support/cheap-hash.js';
import { manualClock, type ManualClock } from '../../support/manual-clock.js';
import { aPeer } from '../../support/peer.js';

const NOW = '2026-04-01T09:00:00Z';
const organisation = { organisationId: '77', timeZone: 'UTC' };
const tillCaller: Caller = { organisation, clientId: '9', access: ['customer:write'] };
const oauthCaller: Caller = { organisation, clientId: '10', access: ['customer:read'] };
const hashes = Promise.all([cheapTillHash('server123'), cheapHash('oauth-secret')]);

async function oauthHash(): Promise<string> {
  return (await hashes)[1];
}

/** Active clients by kind and key, and a record of what was asked. */
class FakeCredentialStore implements CredentialStore {
  readonly clients = new Map<string, StoredClient>();
  readonly asked: string[] = [];
  /** Is thrown by the next question. */
  outage: Error | null = null;
  secret = new Uint8Array(32).fill(7);

  async findByKeys(kind: ClientKind, keys: readonly string[]): Promise<ReadonlyMap<string, StoredClient>> {
    this.#ask(`${kind} ${keys.join(', ')}`);
    const found = new Map<string, StoredClient>();
    for (const key of keys) {
      const client = this.clients.get(`${kind} ${key}`);
      if (client) found.set(key, client);
    }
    return found;
  }

  async findById(organisationId: string, clientId: string): Promise<StoredClient | null> {
    this.#ask(`${organisationId}/${clientId}`);
    const clients = [...this.clients.values()];
    const isMeant = ({ caller }: StoredClient) =>
      caller.organisation.organisationId === organisationId && caller.clientId === clientId;
    return clients.find(isMeant) ?? null;
  }

  async installationSecret(purpose: string): Promise<Uint8Array> {
    this.#ask(`secret ${purpose}`);
    return this.secret;
  }

  #ask(question: string): void {
    this.asked.push(question);
    const { outage } = this;
    this.outage = null;
    if (outage) throw outage;
  }
}

/** The secrets of a client that has one. */
const only = (hash: string) => [{ hash, until: null }];

let store: FakeCredentialStore;
let clock: ManualClock;
let authenticator: StoreAuthenticator;
beforeEach(async () => {
  const [tillHash, oauthHash] = await hashes;
  store = new FakeCredentialStore();
  store.clients.set('TILL store.server', {
    caller: tillCaller,
    secrets: only(tillHash),
    tokenTtlSeconds: 300,
  });
  store.clients.set('OAUTH key', { caller: oauthCaller, secrets: only(oauthHash), tokenTtlSeconds: 300 });
  clock = manualClock(NOW);
  authenticator = new StoreAuthenticator(store, clock);
});

const basic = (password: string, till = 'store.server'): Credential => ({ scheme: 'Basic', till, password });
const rejected = { status: 'rejected' };

async function bearer(): Promise<Credential> {
  const token = await authenticator.issueToken('key', 'oauth-secret', aPeer);
  if (token === null) expect.unreachable('the key and secret are right');
  store.asked.length = 0;
  return { scheme: 'Bearer', token: token.accessToken };
}

describe('a till', () => {
  it('is known by the vector that the platform documents', async () => {
    const header = 'c3RvcmUuc2VydmVyOjhhMTZhNmI3MDUwNWViMWYxZmY3Y2RjMGNkNTU1OWE3';
    const [till = '', password = ''] = Buffer.from(header, 'base64').toString().split(':');
    expect(till).toBe('store.server');
    expect(await authenticator.authenticate(basic(password, till), aPeer)).toEqual({
      status: 'accepted',
      caller: tillCaller,
      expiresAt: null,
    });
  });

  it('is known by its plain password', async () => {
    expect(await authenticator.authenticate(basic('server123'), aPeer)).toEqual({
      status: 'accepted',
      caller: tillCaller,
      expiresAt: null,
    });
  });

  it.each([
    ['a wrong password', basic('server124')],
    ['no password', basic('')],
    ['another till’s name', basic('server123', 'store.other')],
    ['the key of an OAuth client', basic('oauth-secret', 'key')],
  ])('is not known by %s', async (_, credential) => {
    expect(await authenticator.authenticate(credential, aPeer)).toEqual(rejected);
  });
});

describe('a credential that was verified', () => {
  it('is remembered for 30 seconds, and then verified anew', async () => {
    await authenticator.authenticate(basic('server123'), aPeer);
    clock.advance(29_999);
    expect(await authenticator.authenticate(basic('server123'), aPeer)).toMatchObject({ status: 'accepted' });
    expect(store.asked).toHaveLength(1);

    clock.advance(1);
    expect(await authenticator.authenticate(basic('server123'), aPeer)).toMatchObject({ status: 'accepted' });
    expect(store.asked).toHaveLength(2);
  });

  it('gets a client that was switched off in for less than 30 seconds more', async () => {
    await authenticator.authenticate(basic('server123'), aPeer);
    store.clients.clear();
    clock.advance(29_999);
    expect(await authenticator.authenticate(basic('server123'), aPeer)).toMatchObject({ status: 'accepted' });
    clock.advance(1);
    expect(await authenticator.authenticate(basic('server123'), aPeer)).toEqual(rejected);
  });

  it('is remembered from before it was looked up, not from when that was done', async () => {
    const lookUp = store.findByKeys.bind(store);
    store.findByKeys = (kind, keys) => {
      clock.advance(10_000);
      return lookUp(kind, keys);
    };
    await authenticator.authenticate(basic('server123'), aPeer);
    clock.advance(20_000);
    await authenticator.authenticate(basic('server123'), aPeer);
    expect(store.asked).toHaveLength(2);
  });

  it('does not vouch for any other', async () => {
    await authenticator.authenticate(basic('server123'), aPeer);
    expect(await authenticator.authenticate(basic('server124'), aPeer)).toEqual(rejected);
    expect(await authenticator.authenticate(basic('3', 'store.server:server12'), aPeer)).toEqual(rejected);
    expect(store.asked).toHaveLength(3);
  });

  it('is remembered by this authenticator alone', async () => {
    await authenticator.authenticate(basic('server123'), aPeer);
    await new StoreAuthenticator(store, clock).authenticate(basic('server123'), aPeer);
    expect(store.asked).toHaveLength(2);
  });
});

describe('a credential that is wrong', () => {
  it('is not remembered: the right secret counts as soon as it is there', async () => {
    store.clients.delete('TILL store.server');
    expect(await authenticator.authenticate(basic('server123'), aPeer)).toEqual(rejected);
    const [secretHash] = await hashes;
    store.clients.set('TILL store.server', {
      caller: tillCaller,
      secrets: only(secretHash),
      tokenTtlSeconds: 300,
    });
    expect(await authenticator.authenticate(basic('server123'), aPeer)).toMatchObject({ status: 'accepted' });
  });
});

describe('requests that come at once', () => {
  const atOnce = (credentials: readonly Credential[]) =>
    Promise.all(credentials.map(async (credential) => authenticator.authenticate(credential, aPeer)));

  it('with the same credential wait for one verification', async () => {
    const all = await atOnce(Array.from({ length: 64 }, () => basic('server123')));
    expect(all.every(({ status }) => status === 'accepted')).toBe(true);
    expect(store.asked).toEqual(['TILL store.server']);
  });

  it('with the same wrong credential wait for one verification too', async () => {
    const all = await atOnce([basic('server124'), basic('server124'), basic('server124')]);
    expect(all).toEqual([rejected, rejected, rejected]);
    expect(store.asked).toHaveLength(1);
  });

  it('with different credentials share one statement and get answers of their own', async () => {
    const both = await atOnce([basic('server123'), basic('server124')]);
    expect(both.map(({ status }) => status)).toEqual(['accepted', 'rejected']);
    expect(store.asked).toHaveLength(1);
  });

  it('share an outage, which the next one does not', async () => {
    store.outage = new StoreUnavailable('away');
    const first = authenticator.authenticate(basic('server123'), aPeer);
    const second = authenticator.authenticate(basic('server123'), aPeer);
    await expect(first).rejects.toThrow(StoreUnavailable);
    await expect(second).rejects.toThrow(StoreUnavailable);
    expect(await authenticator.authenticate(basic('server123'), aPeer)).toMatchObject({ status: 'accepted' });
  });
});

describe('an OAuth client', () => {
  it('gets a token for its key and secret, good for five minutes, by which it is known', async () => {
    const token = await authenticator.issueToken('key', 'oauth-secret', aPeer);
    expect(token).toEqual({ accessToken: expect.any(String), ttlSeconds: 300 });
    const credential: Credential = { scheme: 'Bearer', token: token?.accessToken ?? '' };
    expect(await authenticator.authenticate(credential, aPeer)).toEqual({
      status: 'accepted',
      caller: oauthCaller,
      expiresAt: new Date('2026-04-01T09:05:00Z'),
    });
  });

  it.each([
    ['a wrong secret', 'key', 'oauth-secreT'],
    ['an unknown key', 'another key', 'oauth-secret'],
    ['the name and password of a till', 'store.server', 'server123'],
    ['nothing', '', ''],
  ])('gets none for %s', async (_, key, secret) => {
    expect(await authenticator.issueToken(key, secret, aPeer)).toBeNull();
  });

  it('is looked up by its id in its organisation, once in 30 seconds', async () => {
    const credential = await bearer();
    await authenticator.authenticate(credential, aPeer);
    clock.advance(29_999);
    await authenticator.authenticate(credential, aPeer);
    expect(store.asked).toEqual(['77/10']);
    clock.advance(1);
    await authenticator.authenticate(credential, aPeer);
    expect(store.asked).toEqual(['77/10', '77/10']);
  });

  it('that was switched off is refused after 30 seconds at most, even with a token that is still good', async () => {
    const credential = await bearer();
    await authenticator.authenticate(credential, aPeer);
    store.clients.clear();
    clock.advance(30_000);
    expect(await authenticator.authenticate(credential, aPeer)).toEqual(rejected);
  });

  it('gets a token that lives as long as its row says, and is still switched off within 30 seconds', async () => {
    const [, secretHash] = await hashes;
    store.clients.set('OAUTH key', {
      caller: oauthCaller,
      secrets: only(secretHash),
      tokenTtlSeconds: 2_592_000,
    });
    const token = await authenticator.issueToken('key', 'oauth-secret', aPeer);
    expect(token?.ttlSeconds).toBe(2_592_000);
    const credential: Credential = { scheme: 'Bearer', token: token?.accessToken ?? '' };
    clock.advance(29 * 86_400_000);
    expect(await authenticator.authenticate(credential, aPeer)).toMatchObject({ status: 'accepted' });
    store.clients.clear();
    clock.advance(30_000);
    expect(await authenticator.authenticate(credential, aPeer)).toEqual(rejected);
  });

  it('whose secret was changed is not known by the tokens of the old one any more', async () => {
    const credential = await bearer();
    const [otherHash] = await hashes;
    store.clients.set('OAUTH key', { caller: oauthCaller, secrets: only(otherHash), tokenTtlSeconds: 300 });
    expect(await authenticator.authenticate(credential, aPeer)).toEqual(rejected);
  });

  it('whose token has expired is refused with the instant of expiry, even where the token is still remembered', async () => {
    const credential = await bearer();
    clock.advance(299_000);
    expect(await authenticator.authenticate(credential, aPeer)).toMatchObject({ status: 'accepted' });
    clock.advance(999);
    expect(await authenticator.authenticate(credential, aPeer)).toMatchObject({ status: 'accepted' });
    clock.advance(1);
    expect(await authenticator.authenticate(credential, aPeer)).toEqual({
      status: 'expired',
      expiredAt: new Date('2026-04-01T09:05:00Z'),
    });
  });

  it.each([
    ['of another installation', new Uint8Array(32).fill(8), { organisationId: '77', clientId: '10' }],
    [
      'for a client that does not exist',
      new Uint8Array(32).fill(7),
      { organisationId: '77', clientId: '11' },
    ],
    [
      'for a client of another organisation',
      new Uint8Array(32).fill(7),
      { organisationId: '78', clientId: '10' },
    ],
  ])('is not known by a token %s', async (_, secret, subject) => {
    const token = await signToken(secret, subject, { secretHash: await oauthHash(), ttlSeconds: 300, clock });
    expect(await authenticator.authenticate({ scheme: 'Bearer', token }, aPeer)).toEqual(rejected);
  });

  it('is distinguished from the client of another token, however lately that was verified', async () => {
    await authenticator.authenticate(await bearer(), aPeer);
    const secret = await store.installationSecret('access-token');
    const token = await signToken(
      secret,
      { organisationId: '77', clientId: '9' },
      { secretHash: (await hashes)[0], ttlSeconds: 300, clock },
    );
    expect(await authenticator.authenticate({ scheme: 'Bearer', token }, aPeer)).toEqual({
      status: 'accepted',
      caller: tillCaller,
      expiresAt: new Date('2026-04-01T09:05:00Z'),
    });
  });

  it('is not known by a token that is none', async () => {
    await authenticator.authenticate(await bearer(), aPeer);
    expect(await authenticator.authenticate({ scheme: 'Bearer', token: 'garbage' }, aPeer)).toEqual(rejected);
  });
});

describe('the secret of the installation', () => {
  it('is asked for once, by issuing and verifying alike', async () => {
    const token = await authenticator.issueToken('key', 'oauth-secret', aPeer);
    for (const text of [token?.accessToken ?? '', 'garbage', 'rubbish']) {
      await authenticator.authenticate({ scheme: 'Bearer', token: text }, aPeer);
    }
    expect(store.asked).toEqual(['OAUTH key', 'secret access-token', '77/10']);
  });

  it('is asked for again where it could not be had', async () => {
    store.outage = new StoreUnavailable('away');
    const credential: Credential = { scheme: 'Bearer', token: 'garbage' };
    await expect(authenticator.authenticate(credential, aPeer)).rejects.toThrow(StoreUnavailable);
    expect(await authenticator.authenticate(credential, aPeer)).toEqual(rejected);
    expect(store.asked).toEqual(['secret access-token', 'secret access-token']);
  });
});

describe('a caller who was accepted', () => {
  it('is asked for again every 30 seconds, as it is by then, until its client is switched off', async () => {
    expect(await authenticator.current(tillCaller)).toEqual(tillCaller);
    const other = { ...tillCaller, access: ['customer:read' as const] };
    store.clients.set('TILL store.server', { caller: other, secrets: only(''), tokenTtlSeconds: 300 });
    clock.advance(29_999);
    expect(await authenticator.current(tillCaller)).toEqual(tillCaller);
    expect(store.asked).toEqual(['77/9']);
    clock.advance(1);
    expect(await authenticator.current(tillCaller)).toEqual(other);
    store.clients.clear();
    clock.advance(30_000);
    expect(await authenticator.current(tillCaller)).toBeNull();
  });
});
