import { describe, expect, it } from 'vitest';
import { PassthroughAuthenticator } from '../../../src/service/auth/passthrough-authenticator.js';
import { accessGroups, type Credential } from '../../../src/service/caller.js';

const basic: Credential = { scheme: 'Basic', till: 'till', password: 'secret' };
const bearer: Credential = { scheme: 'Bearer', token: 'token' };

/** Records the purposes for which a secret is read, and fails as often as `failures` says. */
function aStore(secret = 1, failures = 0) {
  const purposes: string[] = [];
  return {
    purposes,
    installationSecret: async (purpose: string) => {
      purposes.push(purpose);
      if (purposes.length <= failures) throw new Error('the store is away');
      return new Uint8Array(32).fill(secret);
    },
  };
}

const noExchange = () => Promise.reject(new Error('not expected'));
const anAuthenticator = (store = aStore()) => new PassthroughAuthenticator(store, noExchange);

async function clientIdOf(credential: Credential, store = aStore()): Promise<string> {
  const authentication = await anAuthenticator(store).authenticate(credential);
  return authentication.status === 'accepted' ? authentication.caller.clientId : authentication.status;
}

describe('an authenticator that passes credentials on', () => {
  it('accepts a credential with all access groups, in an organisation and a client of its own', async () => {
    const clientId = await clientIdOf(basic);
    expect(await anAuthenticator().authenticate(basic)).toEqual({
      status: 'accepted',
      caller: {
        organisation: { organisationId: clientId, timeZone: 'UTC' },
        clientId,
        access: accessGroups,
        credential: basic,
      },
      expiresAt: null,
    });
  });

  it('names the client of a credential by the same positive id in every process and version', async () => {
    expect(await clientIdOf(basic)).toBe('866824534042714774');
    expect(await clientIdOf(bearer)).toBe('2161979812395898813');
  });

  it.each<[string, Credential]>([
    ['another password', { ...basic, password: 'secreT' }],
    ['another till', { ...basic, till: 'till2' }],
    [
      'a till and a password that join to the same text',
      { scheme: 'Basic', till: 'tills', password: 'ecret' },
    ],
    ['a token', bearer],
    ['another token', { ...bearer, token: 'token2' }],
  ])('distinguishes the client of a credential from that of %s', async (_, other) => {
    expect(await clientIdOf(other)).not.toBe(await clientIdOf(basic));
  });

  it('names clients differently under the secret of another installation', async () => {
    expect(await clientIdOf(basic, aStore(2))).not.toBe(await clientIdOf(basic));
  });

  it('reads the secret of the installation once, for a purpose of its own, until it is closed', async () => {
    const store = aStore();
    const authenticator = anAuthenticator(store);
    await Promise.all([authenticator.authenticate(basic), authenticator.authenticate(bearer)]);
    expect(store.purposes).toEqual(['passed-credentials']);
    authenticator.close();
    await authenticator.authenticate(basic);
    expect(store.purposes).toHaveLength(2);
  });

  it('reads the secret again after the store failed', async () => {
    const store = aStore(1, 1);
    const authenticator = anAuthenticator(store);
    await expect(authenticator.authenticate(basic)).rejects.toThrow('the store is away');
    expect(await authenticator.authenticate(basic)).toMatchObject({ status: 'accepted' });
  });

  it('keeps a caller as it is, since the platform verifies each call', async () => {
    const authenticator = anAuthenticator();
    const authentication = await authenticator.authenticate(basic);
    if (authentication.status !== 'accepted') throw new Error(authentication.status);
    expect(await authenticator.current(authentication.caller)).toBe(authentication.caller);
  });

  it('has the platform exchange a key and a secret for a token', async () => {
    const token = { accessToken: 'issued', ttlSeconds: 300 };
    const exchanged: string[] = [];
    const exchange = async (key: string, secret: string) => {
      exchanged.push(key, secret);
      return token;
    };
    const authenticator = new PassthroughAuthenticator(aStore(), exchange);
    expect(await authenticator.issueToken('key', 'secret')).toBe(token);
    expect(exchanged).toEqual(['key', 'secret']);
  });
});
