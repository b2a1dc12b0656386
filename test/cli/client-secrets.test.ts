import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import { describeWithPostgres } from '../support/postgres-database.js';
import { commandsOn } from './run-command.js';

const shop = ['--id', '1001', '--name', 'Corner Shop', '--time-zone', 'Europe/London'];
const readers = ['--organisation', '1001', '--access', 'promotion:read'];
const DAY_MS = 86_400_000;

/** The status of a call by a till. */
async function statusOf(gateway: TestGateway, key: string, password: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${key}:${password}`).toString('base64')}`;
  const url = '/v2/organization/programs';
  return (await gateway.app.server.inject({ url, headers: { authorization } })).statusCode;
}

/** Waits until a gateway has heard of a change: its clock stands still, so that nothing is forgotten by age. */
const refused = (gateway: TestGateway, key: string, secret: string) =>
  vi.waitFor(async () => expect(await statusOf(gateway, key, secret)).toBe(401), { timeout: 20_000 });

describe('a client', () => {
  let gateway: TestGateway;
  const run = commandsOn(() => gateway.store);
  beforeAll(async () => {
    gateway = await openGateway({ config: { subscriptions: true } });
    await run(['organisations', 'create', ...shop]);
  });
  afterAll(() => gateway.close());

  const secretBy = async (...args: string[]) => {
    const { code, objects, errors } = await run([...args, '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    return objects<{ secret: string }>()[0]!.secret;
  };
  const create = (key: string, kind: string) =>
    secretBy('clients', 'create', key, '--kind', kind, ...readers);
  const rotate = (key: string, ...options: string[]) => secretBy('clients', 'rotate', key, ...options);
  const exchange = async (key: string, secret: string) => {
    const payload = { key, secret };
    const { data } = (
      await gateway.app.server.inject({ method: 'POST', url: '/v3/oauth/token/generate', payload })
    ).json<{ data: { accessToken: string; ttlSeconds: number } }>();
    return data;
  };
  const statusOfToken = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await gateway.app.server.inject({ url: '/v2/organization/programs', headers })).statusCode;
  };

  it('works with both secrets after a rotation, and with the newest one alone after its end', async () => {
    const old = await create('till.1', 'till');
    const rotated = await run(['clients', 'rotate', 'till.1', '--old-works-for', '7d', '--json']);
    const answer = rotated.objects<{ secret: string; oldWorksUntil: string }>()[0]!;
    expect(answer).toEqual({
      key: 'till.1',
      secret: expect.stringMatching(/^pgw_[\w-]{43}$/),
      oldWorksUntil: expect.any(String),
    });
    const daysLeft = (Date.parse(answer.oldWorksUntil) - Date.now()) / DAY_MS;
    expect(daysLeft).toBeGreaterThan(6.9);
    expect(daysLeft).toBeLessThan(7.1);
    expect(await statusOf(gateway, 'till.1', old)).toBe(200);
    expect(await statusOf(gateway, 'till.1', answer.secret)).toBe(200);
    expect(await statusOf(gateway, 'till.1', `${answer.secret}x`)).toBe(401);
    expect((await run(['clients', 'list', '--json'])).objects()).toContainEqual(
      expect.objectContaining({ key: 'till.1', previousSecretUntil: answer.oldWorksUntil }),
    );
    const ended = await run(['clients', 'end-rotation', 'till.1']);
    expect(ended.output).toContain('The old secret of till.1 is refused');
    await refused(gateway, 'till.1', old);
    expect(await statusOf(gateway, 'till.1', answer.secret)).toBe(200);
    expect((await run(['clients', 'end-rotation', 'till.1'])).output).toContain('one secret only');
  });

  it('has two secrets at most, and a third is refused with the end of the older one', async () => {
    const old = await create('till.2', 'till');
    const second = await rotate('till.2');
    const refusal = await run(['clients', 'rotate', 'till.2', '--old-works-for', '0']);
    expect(refusal).toMatchObject({ code: 1, output: '' });
    expect(refusal.errors).toMatch(
      /till\.2 has two secrets already, and the older one works until \d{4}-.*Z\..*end-rotation till\.2/,
    );
    for (const secret of [old, second]) expect(await statusOf(gateway, 'till.2', secret)).toBe(200);
  });

  it('is refused with its old secret once the time for it is over', async () => {
    const old = await create('till.3', 'till');
    const { secret, oldWorksUntil } = (
      await run(['clients', 'rotate', 'till.3', '--old-works-for', '90s', '--json'])
    ).objects<{ secret: string; oldWorksUntil: string }>()[0]!;
    gateway.clock.set(new Date(Date.parse(oldWorksUntil) - 1));
    expect(await statusOf(gateway, 'till.3', old)).toBe(200);
    gateway.clock.set(oldWorksUntil);
    expect(await statusOf(gateway, 'till.3', old)).toBe(401);
    expect(await statusOf(gateway, 'till.3', secret)).toBe(200);
    gateway.clock.set(TEST_NOW);
  });

  it('loses its old secret at once with --old-works-for 0', async () => {
    const old = await create('till.4', 'till');
    expect(await statusOf(gateway, 'till.4', old)).toBe(200);
    const rotated = await run(['clients', 'rotate', 'till.4', '--old-works-for', '0']);
    expect(rotated.output).toMatch(
      /^till\.4 has a new secret, shown this once: pgw_[\w-]{43}\nIts old one is refused/,
    );
    await refused(gateway, 'till.4', old);
  });

  it('changes from a secret that was made to a password of its own, whose hash is Argon2id', async () => {
    const old = await create('till.5', 'till');
    const args = ['clients', 'rotate', 'till.5', '--password-stdin', '--json'];
    const rotated = await run(args, { stdin: 'correct horse\n' });
    expect(rotated.objects()).toEqual([{ key: 'till.5', oldWorksUntil: expect.any(String) }]);
    for (const secret of [old, 'correct horse']) expect(await statusOf(gateway, 'till.5', secret)).toBe(200);
    expect(await statusOf(gateway, 'till.5', 'wrong horse')).toBe(401);
    const { rows } = await sql<{ hash: string }>`
      select secret_hash as hash from api_client where key = 'till.5'`.execute(gateway.store.db);
    expect(rows).toEqual([{ hash: expect.stringMatching(/^\$argon2id\$/) }]);
  });

  it('keeps the tokens of its old secret until that ends, and no token outlives its secret', async () => {
    const old = await create('app', 'oauth');
    const { accessToken: token } = await exchange('app', old);
    const secret = await rotate('app', '--old-works-for', '1h');
    expect(await statusOfToken(token)).toBe(200);
    const { accessToken: newToken } = await exchange('app', secret);
    const { accessToken: late } = await exchange('app', old);
    expect(await statusOfToken(late)).toBe(200);
    await run(['clients', 'end-rotation', 'app']);
    await vi.waitFor(async () => expect(await statusOfToken(late)).toBe(401), { timeout: 20_000 });
    expect(await statusOfToken(token)).toBe(401);
    expect(await statusOfToken(newToken)).toBe(200);
  });

  it('that is revoked is refused at once, and gets no other secret', async () => {
    const secret = await create('till.6', 'till');
    expect(await statusOf(gateway, 'till.6', secret)).toBe(200);
    await run(['clients', 'revoke', 'till.6']);
    await refused(gateway, 'till.6', secret);
    expect(await run(['clients', 'rotate', 'till.6'])).toMatchObject({
      code: 1,
      output: '',
      errors: 'till.6 is revoked: create another client.\n',
    });
  });

  it.each([
    ['7 days', 'Write a duration such as 90s, 15m, 12h or 7d.'],
    ['91d', 'Write at most 90d.'],
    ['-1d', 'Write a duration'],
  ])('is not rotated with an old secret that works for %s', async (duration, message) => {
    const refusal = await run(['clients', 'rotate', 'till.1', `--old-works-for=${duration}`]);
    expect(refusal).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(message) });
  });

  it.each([['rotate'], ['end-rotation']])('that is unknown cannot be given to %s', async (command) => {
    const refusal = await run(['clients', command, 'none']);
    expect(refusal).toMatchObject({ code: 1, errors: expect.stringContaining('There is no client none') });
    expect((await run(['clients', command, '--help'])).output).toMatch(
      /Example:\n {2}promotion-gateway clients/,
    );
  });
});

describeWithPostgres('a client of gateways on one PostgreSQL', (url) => {
  let gateways: TestGateway[];
  const run = commandsOn(() => gateways[0]!.store);
  beforeAll(async () => {
    const open = (subscriptions: boolean) => openGateway({ databaseUrl: url(), config: { subscriptions } });
    gateways = [await open(true), await open(true), await open(false)];
    await run(['organisations', 'create', ...shop]);
  });
  afterAll(async () => {
    for (const gateway of gateways) await gateway.close();
  });

  it('is refused at once by those that listen, and by the others 30 seconds later', async () => {
    const created = await run(['clients', 'create', 'till.1', '--kind', 'till', ...readers, '--json']);
    const { secret } = created.objects<{ secret: string }>()[0]!;
    for (const gateway of gateways) expect(await statusOf(gateway, 'till.1', secret)).toBe(200);
    await run(['clients', 'revoke', 'till.1']);
    const [first, second, deaf] = gateways as [TestGateway, TestGateway, TestGateway];
    await refused(first, 'till.1', secret);
    await refused(second, 'till.1', secret);
    expect(await statusOf(deaf, 'till.1', secret)).toBe(200);
    deaf.clock.advance(30_000);
    expect(await statusOf(deaf, 'till.1', secret)).toBe(401);
  });

  it('is forgotten by a gateway that could not hear for a while', async () => {
    const created = await run(['clients', 'create', 'till.2', '--kind', 'till', ...readers, '--json']);
    const { secret } = created.objects<{ secret: string }>()[0]!;
    const gateway = gateways[1]!;
    expect(await statusOf(gateway, 'till.2', secret)).toBe(200);
    await sql`update api_client set active = false where key = 'till.2'`.execute(gateway.store.db);
    expect(await statusOf(gateway, 'till.2', secret)).toBe(200);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'promotion-gateway changes' and datname = current_database()`.execute(
      gateway.store.db,
    );
    await refused(gateway, 'till.2', secret);
  });

  it('has the day of its last call in the list, once the gateway has written it', async () => {
    const created = await run(['clients', 'create', 'till.3', '--kind', 'till', ...readers, '--json']);
    const { secret } = created.objects<{ secret: string }>()[0]!;
    const lastUse = async () =>
      (await run(['clients', 'list', '--json'])).objects().find(({ key }) => key === 'till.3')?.lastUsedOn;
    const gateway = await openGateway({ databaseUrl: url() });
    await statusOf(gateway, 'till.3', secret);
    expect(await lastUse()).toBeNull();
    await gateway.close();
    expect(await lastUse()).toBe(TEST_NOW.slice(0, 10));
  });
});
