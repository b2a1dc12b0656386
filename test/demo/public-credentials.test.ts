import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasDemoCredentials, openDemo } from '../../src/demo/open-demo.js';
import { hashSecret, hashTillPassword } from '../../src/service/auth/secret-hash.js';
import { openGateway, type TestGateway } from '../support/gateway.js';

const WARNING = /demo credentials, which are public/;

describe('a store with the demo data', () => {
  let gateway: TestGateway;
  let own: { till: string; oauth: string; demoTill: string };
  beforeAll(async () => {
    gateway = await openGateway({ config: { demo: true, isBeyondLoopback: true } });
    own = {
      till: await hashTillPassword('a password of its own'),
      oauth: await hashSecret('a secret of its own'),
      demoTill: await hashTillPassword('demo123'),
    };
  });
  afterAll(() => gateway.close());
  const db = () => gateway.store.db;
  const set = (kind: string, hash: string) =>
    sql`update api_client set secret_hash = ${hash}, active = true where kind = ${kind}`.execute(db());
  beforeEach(async () => {
    await set('TILL', own.till);
    await set('OAUTH', own.oauth);
  });

  it('is warned of where its credentials can be used from beyond loopback', () => {
    expect(JSON.stringify(gateway.log)).toMatch(WARNING);
  });

  it('has no public credentials once both secrets are changed, under any names of the clients', async () => {
    expect(await hasDemoCredentials(db())).toBe(false);
  });

  it('is not the demo to a gateway with DEMO=true once the password of its till is changed', async () => {
    expect(await openDemo(db())).toBeNull();
    await set('TILL', own.demoTill);
    expect(await openDemo(db())).toMatchObject({ isNew: false });
  });

  it('has public credentials while one of the two secrets is the public one', async () => {
    await set('TILL', own.demoTill);
    expect(await hasDemoCredentials(db())).toBe(true);
    await set('TILL', own.till);
    await set('OAUTH', await hashSecret('demo-secret'));
    expect(await hasDemoCredentials(db())).toBe(true);
  });

  it('has no public credentials where the client is switched off', async () => {
    await set('TILL', own.demoTill);
    await sql`update api_client set active = false where kind = 'TILL'`.execute(db());
    expect(await hasDemoCredentials(db())).toBe(false);
  });
});
