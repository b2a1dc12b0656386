import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { commandsOn } from './run-command.js';

let gateway: TestGateway;
const run = commandsOn(() => gateway.store);
beforeAll(async () => {
  gateway = await openGateway();
  expect(gateway.log).toContainEqual(
    expect.objectContaining({
      level: 40,
      msg: expect.stringMatching(/no client yet, so every call is answered 401.*clients create/),
    }),
  );
  await run([
    'organisations',
    'create',
    '--id',
    '1001',
    '--name',
    'Corner Shop',
    '--time-zone',
    'Europe/London',
  ]);
});
afterAll(() => gateway.close());

const create = (key: string, ...options: string[]) =>
  run(['clients', 'create', key, '--organisation', '1001', '--access', 'promotion:read', ...options]);
const basic = (key: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${key}:${password}`).toString('base64')}`,
});
/** The status of a call by a till. */
const statusOf = async (key: string, password: string) =>
  (await gateway.app.server.inject({ url: '/v2/organization/programs', headers: basic(key, password) }))
    .statusCode;
const tokenFor = (key: string, secret: string) =>
  gateway.app.server.inject({ method: 'POST', url: '/v3/oauth/token/generate', payload: { key, secret } });

describe('organisations', () => {
  it('are created once, and listed for people and as JSON', async () => {
    const again = await run([
      'organisations',
      'create',
      '--id',
      '1001',
      '--name',
      'Other',
      '--time-zone',
      'UTC',
    ]);
    expect(again).toMatchObject({
      code: 1,
      output: '',
      errors: expect.stringContaining('1001 is there already'),
    });
    expect((await run(['organisations', 'list'])).output).toBe(
      'ID    NAME         TIME ZONE\n1001  Corner Shop  Europe/London\n',
    );
    expect((await run(['organisations', 'list', '--json'])).objects()).toEqual([
      { organisationId: '1001', name: 'Corner Shop', timeZone: 'Europe/London' },
    ]);
  });

  it.each([
    ['an id that is none', ['--id', '0', '--name', 'A', '--time-zone', 'UTC'], 'whole number from 1'],
    [
      'a name with a control character',
      ['--id', '7', '--name', 'A\tB', '--time-zone', 'UTC'],
      'without control characters',
    ],
    [
      'a misspelt zone',
      ['--id', '7', '--name', 'A', '--time-zone', 'Europe/Londn'],
      'Did you mean Europe/London?',
    ],
    ['an offset', ['--id', '7', '--name', 'A', '--time-zone', '+02:00'], 'no time zone of the IANA database'],
    ['a missing name', ['--id', '7', '--time-zone', 'UTC'], "required option '--name <text>' not specified"],
  ])('are refused with %s, and the message says what to write', async (_, options, message) => {
    const refused = await run(['organisations', 'create', ...options]);
    expect(refused).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(message) });
  });
});

describe('a till', () => {
  it('calls with the secret that was printed once, plain or as the hex of its MD5, and with no other', async () => {
    const created = await create('till.1', '--kind', 'till', '--json');
    expect(created.code).toBe(0);
    expect(created.objects()).toEqual([{ key: 'till.1', secret: expect.stringMatching(/^pgw_[\w-]{43}$/) }]);
    const { secret } = created.objects<{ secret: string }>()[0]!;
    expect(await statusOf('till.1', secret)).toBe(200);
    const { createHash } = await import('node:crypto');
    const hex = createHash('md5').update(secret).digest('hex');
    expect(await statusOf('till.1', hex)).toBe(200);
    expect(await statusOf('till.1', `${secret}x`)).toBe(401);
    expect(await statusOf('till.1', '0'.repeat(32))).toBe(401);
  });

  it('has a key of its own among the tills of all organisations', async () => {
    await run(['organisations', 'create', '--id', '1002', '--name', 'Other', '--time-zone', 'UTC']);
    const taken = await run([
      'clients',
      'create',
      'till.1',
      '--organisation',
      '1002',
      '--kind',
      'till',
      '--access',
      'promotion:read',
    ]);
    expect(taken).toMatchObject({
      code: 1,
      output: '',
      errors: expect.stringContaining('The key till.1 is taken'),
    });
  });

  it('may have a password from standard input, which is not printed', async () => {
    const created = await run(
      [
        'clients',
        'create',
        'till.own',
        '--organisation',
        '1001',
        '--kind',
        'till',
        '--access',
        'promotion:read',
        '--password-stdin',
      ],
      { stdin: 'correct horse\r\n' },
    );
    expect(created).toMatchObject({ code: 0, output: 'till.own created.\n' });
    expect(await statusOf('till.own', 'correct horse')).toBe(200);
  });

  it('is refused after it was revoked', async () => {
    const { secret } = (await create('till.gone', '--kind', 'till', '--json')).objects<{
      secret: string;
    }>()[0]!;
    expect((await run(['clients', 'revoke', 'till.gone'])).output).toContain('till.gone is revoked');
    expect(await statusOf('till.gone', secret)).toBe(401);
    expect((await run(['clients', 'revoke', 'till.gone'])).output).toContain('was revoked before');
  });
});

describe('an OAuth client', () => {
  it('exchanges its secret for a token of the life that it was given', async () => {
    const created = await create('app', '--kind', 'oauth', '--token-life', '2h', '--json');
    const { secret } = created.objects<{ secret: string }>()[0]!;
    expect((await tokenFor('app', secret)).json()).toMatchObject({ data: { ttlSeconds: 7200 } });
    expect((await tokenFor('app', 'wrong')).statusCode).toBe(401);
  });
});

describe('clients', () => {
  it('are listed without any secret or hash', async () => {
    const listed = await run(['clients', 'list', '--organisation', '1001', '--json']);
    expect(listed.output).not.toMatch(/pgw_|\$|hash/i);
    expect(listed.objects()).toContainEqual(
      expect.objectContaining({ key: 'app', kind: 'OAUTH', active: true, tokenTtlSeconds: 7200 }),
    );
    expect((await run(['clients', 'list'])).output).toMatch(/^ORGANISATION +KEY +KIND +STATE/);
  });

  it.each([
    [
      'an unknown organisation',
      ['x', '--organisation', '9', '--kind', 'till', '--access', 'promotion:read'],
      'There is no organisation 9. Create it first',
    ],
    [
      'an unknown access group',
      ['x', '--organisation', '1001', '--kind', 'till', '--access', 'promotion:all'],
      'promotion:all: no such access group. There are customer:read',
    ],
    [
      'an unknown kind',
      ['x', '--organisation', '1001', '--kind', 'app', '--access', 'promotion:read'],
      'Write till or oauth.',
    ],
    [
      'a colon in its key',
      ['a:b', '--organisation', '1001', '--kind', 'till', '--access', 'promotion:read'],
      'without colons',
    ],
    [
      'a token that lives too long',
      ['x', '--organisation', '1001', '--kind', 'oauth', '--access', 'promotion:read', '--token-life', '31d'],
      'at most 30d',
    ],
  ])('are refused with %s, and the message says what to write', async (_, args, message) => {
    const refused = await run(['clients', 'create', ...args]);
    expect(refused).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(message) });
  });

  it('that are unknown cannot be revoked, which is an object with --json', async () => {
    const refused = await run(['clients', 'revoke', 'none', '--json']);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.errors)).toEqual({ error: expect.stringContaining('There is no client none') });
  });
});

describe('the program', () => {
  it.each([
    [[]],
    [['organisations', 'create']],
    [['organisations', 'list']],
    [['clients', 'create']],
    [['clients', 'list']],
    [['clients', 'revoke']],
  ])('explains %j with an example', async (command) => {
    const help = await run([...command, '--help']);
    expect(help.code).toBe(0);
    expect(help.output).toMatch(command.length === 0 ? /Commands:/ : /Example:\n {2}promotion-gateway/);
  });

  it('names the command that was meant', async () => {
    const unknown = await run(['organisation', 'list']);
    expect(unknown).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Did you mean organisations?'),
    });
  });
});
