import { describe, expect, it } from 'vitest';
import { InvalidConfig, readConfig } from '../src/config.js';

describe('the settings', () => {
  it('are these where nothing is set, or set to nothing', () => {
    const defaults = {
      port: 4000,
      host: '127.0.0.1',
      isBeyondLoopback: false,
      warnings: [],
      drainMs: 500,
      store: { directory: './data' },
      demo: true,
      introspection: true,
      graphiql: true,
      subscriptions: true,
      restBulkExternalId: false,
      logLevel: 'info',
      batching: true,
      migrates: true,
      clientsFile: null,
      webhook: null,
      upstream: null,
      automaticPersistedQueries: false,
      trustedDocuments: null,
      corsOrigins: [],
      corsHeaders: [],
      trustedProxies: [],
      maxConnections: 10_000,
      customersPerMinute: null,
    };
    expect(readConfig({})).toEqual(defaults);
    expect(readConfig({ PORT: '', DATA_DIR: '', DATABASE_URL: '', DEMO: '' })).toEqual(defaults);
  });

  it('have no demo organisation, no introspection and no GraphiQL on a server, unless they say so', () => {
    const DATABASE_URL = 'postgres://localhost/gateway';
    expect(readConfig({ DATABASE_URL })).toMatchObject({
      store: { url: DATABASE_URL, poolSize: 10 },
      demo: false,
      introspection: false,
      graphiql: false,
    });
    const opposite = { DEMO: 'true', INTROSPECTION: 'false', GRAPHIQL: 'false', DATABASE_POOL_SIZE: '3' };
    expect(readConfig({ DATABASE_URL, ...opposite })).toMatchObject({
      store: { poolSize: 3 },
      demo: true,
      introspection: false,
      graphiql: false,
    });
    expect(readConfig({ DATABASE_URL, GRAPHIQL: 'true' })).toMatchObject({ demo: false, graphiql: true });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4000.5'],
    ['PORT', 'http'],
    ['HOST', ' '],
    ['HOST', '127.0.0.1 0.0.0.0'],
    ['DRAIN_MS', '5s'],
    ['DATABASE_URL', 'mysql://localhost'],
    ['DATABASE_URL', 'postgres://localhost:65536/gateway'],
    ['DATABASE_URL', 'postgres://gateway:p/ss@word:x@localhost/gateway'],
    ['DATABASE_URL', 'postgres://gateway:100%@localhost/gateway'],
    ['DATABASE_URL', 'postgres://gate%zzway:pass@localhost/gateway'],
    ['DATABASE_URL', 'postgres://gateway:pass@localhost/gate%00way'],
    ['DATABASE_POOL_SIZE', '0'],
    ['MIGRATE', 'false'],
    ['CLIENTS_FILE', 'nowhere.json'],
    ['CLIENTS_FILE', '.'],
    ['DEMO', 'yes'],
    ['INTROSPECTION', '1'],
    ['GRAPHIQL', 'on'],
    ['LOG_LEVEL', 'verbose'],
    ['WEBHOOK_URL', 'ftp://receiver.example'],
    ['WEBHOOK_SECRET', 'short'],
    ['PERSISTED_QUERIES', 'on'],
    ['TRUSTED_DOCUMENTS', 'true'],
    ['TRUSTED_DOCUMENTS_FILE', 'manifest.json'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://app.example/'],
    ['CORS_ORIGINS', 'https://app.example https://shop.example'],
    ['CORS_ORIGINS', 'https://App.example'],
    ['CORS_ORIGINS', 'null'],
    ['CORS_HEADERS', '*'],
    ['CORS_HEADERS', 'x-app version'],
    ['CORS_HEADERS', 'x-app:'],
    ['TRUSTED_PROXIES', 'proxy.internal'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.0/8 192.0.2.1'],
    ['RATE_LIMIT_CUSTOMERS_PER_MINUTE', '99'],
    ['UPSTREAM_URL', 'platform.example'],
    ['UPSTREAM_URL', 'https://till:secret@platform.example'],
    ['UPSTREAM_URL', 'https://platform.example/api?tenant=7'],
    ['UPSTREAM_URL', 'https://platform.example/#api'],
    ['UPSTREAM_AUTH', 'none'],
    ['UPSTREAM_TIMEOUT_MS', '99'],
  ])('refuse %s=%s, and say what it must be', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(InvalidConfig);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} must`));
  });

  it.each([
    [{}, true],
    [{ HOST: 'localhost' }, true],
    [{ HOST: 'LOCALHOST' }, true],
    [{ HOST: '::1' }, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ HOST: '::' }, false],
    [{ HOST: '127.0.0.1.example.org' }, false],
    [{ DATABASE_URL: 'postgres://localhost/gateway' }, false],
    [{ UPSTREAM_URL: 'https://platform.example', UPSTREAM_AUTH: 'passthrough' }, false],
    [{ HOST: '0.0.0.0', DEMO: 'true' }, true],
  ])('have the public demo credentials with %o: %s', (given, demo) => {
    expect(readConfig(given)).toMatchObject({ demo, introspection: demo, graphiql: demo });
  });

  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['POSTGRES_URL', 'DATABASE_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['log_level', 'LOG_LEVEL'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT_MS'],
    ['port', 'PORT'],
    ['PROT', 'PORT'],
    ['DEM0', 'DEMO'],
    ['GRAPHQIL', 'GRAPHIQL'],
    ['DATABASE_ULR', 'DATABASE_URL'],
    ['DATA_DIRECTORY', 'DATA_DIR'],
    ['TRUST_PROXY', 'TRUSTED_PROXIES'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['ALLOWED_ORIGINS', 'CORS_ORIGINS'],
    ['CORS_ALLOW_HEADERS', 'CORS_HEADERS'],
  ])('warn of %s, which was meant to be %s', (name, meant) => {
    expect(readConfig({ [name]: 'x' }).warnings).toEqual([
      `${name} is not a setting: did you mean ${meant}?`,
    ]);
    expect(mistakesOf({ [name]: 'x', DEMO: 'x' })).toHaveLength(2);
  });

  it('warn of a name that begins like ours, and of no other', () => {
    for (const name of [
      'UPSTREAM_TOKEN',
      'DATABASE_HOST',
      'DATABASE_PASSWORD',
      'RATE_LIMIT',
      'PERSISTED_QUERY',
    ]) {
      expect(readConfig({ [name]: 'x' }).warnings).toEqual([
        `${name} is not a setting, and the gateway ignores it`,
      ]);
    }
    const others = [
      'HOSTNAME',
      'HOME',
      'LOGNAME',
      'PATH',
      'PGHOST',
      'TERM',
      'SHELL',
      'USER',
      'DATABASE_SERVICE_HOST',
      'DATABASE_PORT',
      'WEBHOOK_SERVICE_HOST',
      'WEBHOOK_PORT',
      'NODE_ENV',
    ];
    expect(readConfig(Object.fromEntries(others.map((name) => [name, 'x']))).warnings).toEqual([]);
  });
});

describe('the settings in combination', () => {
  it('name a webhook together with its secret, or neither', () => {
    const WEBHOOK_URL = 'https://receiver.example/events';
    const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(readConfig({ WEBHOOK_URL, WEBHOOK_SECRET }).webhook).toEqual({
      url: WEBHOOK_URL,
      secret: WEBHOOK_SECRET,
    });
    for (const half of [{ WEBHOOK_URL }, { WEBHOOK_SECRET }]) {
      expect(() => readConfig(half)).toThrow(/^WEBHOOK_SECRET must be set together with WEBHOOK_URL/);
    }
  });

  it('take a manifest of trusted documents, beside others or alone', () => {
    const TRUSTED_DOCUMENTS_FILE = import.meta.filename;
    const trusted = (mode: string) => readConfig({ TRUSTED_DOCUMENTS: mode, TRUSTED_DOCUMENTS_FILE });
    expect(trusted('allow').trustedDocuments).toEqual({ file: import.meta.filename, only: false });
    expect(trusted('only').trustedDocuments).toEqual({ file: import.meta.filename, only: true });
    expect(() => trusted('off')).toThrow(/^TRUSTED_DOCUMENTS_FILE must be set together/);
    for (const mode of ['allow', 'only']) {
      expect(() => readConfig({ TRUSTED_DOCUMENTS: mode })).toThrow(/^TRUSTED_DOCUMENTS_FILE must be set/);
    }
  });

  it('let clients register documents, but not where only trusted ones are taken', () => {
    expect(readConfig({ PERSISTED_QUERIES: 'automatic' }).automaticPersistedQueries).toBe(true);
    const both = { PERSISTED_QUERIES: 'automatic', TRUSTED_DOCUMENTS_FILE: import.meta.filename };
    expect(readConfig({ ...both, TRUSTED_DOCUMENTS: 'allow' }).automaticPersistedQueries).toBe(true);
    expect(() => readConfig({ ...both, TRUSTED_DOCUMENTS: 'only' })).toThrow(
      /^PERSISTED_QUERIES must be off/,
    );
  });

  it('list origins with commas, and limit customers a minute', () => {
    const CORS_ORIGINS = 'https://app.example, http://localhost:3000,';
    const { corsOrigins, customersPerMinute } = readConfig({
      CORS_ORIGINS,
      RATE_LIMIT_CUSTOMERS_PER_MINUTE: '600',
    });
    expect(corsOrigins).toEqual(['https://app.example', 'http://localhost:3000']);
    expect(customersPerMinute).toBe(600);
  });

  it('reads headers and proxies as lists', () => {
    const { corsHeaders, trustedProxies } = readConfig({
      CORS_HEADERS: 'X-App-Version, x-device',
      TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1, 2001:db8::/32',
    });
    expect(corsHeaders).toEqual(['x-app-version', 'x-device']);
    expect(trustedProxies).toEqual(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']);
  });

  it('are refused all at once, whether a mistake is in one setting or in several together', () => {
    const mistakes = {
      PORT: 'x',
      DEMO: 'x',
      LOG_LEVEL: 'x',
      WEBHOOK_URL: 'https://receiver.example',
      UPSTREAM_PASSWORD: 'secret',
    };
    expect(mistakesOf(mistakes)).toEqual([
      expect.stringMatching(/^PORT must/),
      expect.stringMatching(/^LOG_LEVEL must/),
      expect.stringMatching(/^DEMO must/),
      expect.stringMatching(/^WEBHOOK_SECRET must be set together with WEBHOOK_URL/),
      expect.stringMatching(/^UPSTREAM_USERNAME and UPSTREAM_PASSWORD/),
    ]);
  });

  it('report no combination of a setting that is wrong in itself', () => {
    const mistakes = { WEBHOOK_URL: 'x', WEBHOOK_SECRET: 'x', UPSTREAM_URL: 'x', UPSTREAM_USERNAME: 'till' };
    expect(mistakesOf(mistakes)).toEqual([
      expect.stringMatching(/^WEBHOOK_URL must be an http/),
      expect.stringMatching(/^WEBHOOK_SECRET must be 24/),
      expect.stringMatching(/^UPSTREAM_URL must be an http/),
    ]);
  });
});

describe('the settings of a platform', () => {
  const UPSTREAM_URL = 'https://platform.example';
  const basic = { UPSTREAM_USERNAME: 'till', UPSTREAM_PASSWORD: 'secret' };
  const oauth = { UPSTREAM_OAUTH_KEY: 'key', UPSTREAM_OAUTH_SECRET: 'secret' };
  const passthrough = { UPSTREAM_AUTH: 'passthrough' };

  it.each([
    [basic, { scheme: 'Basic', username: 'till', password: 'secret' }],
    [oauth, { scheme: 'OAuth', key: 'key', secret: 'secret' }],
    [passthrough, null],
  ])('with %o say what it is called with', (given, credential) => {
    const { upstream } = readConfig({ UPSTREAM_URL, ...given });
    expect(upstream).toEqual({ url: UPSTREAM_URL, timeoutMs: 30_000, batchSize: 100, credential });
  });

  it('say that there is none', () => {
    expect(readConfig({}).upstream).toBeNull();
  });

  it.each([
    ['no credential', { UPSTREAM_URL }],
    ['half a credential', { UPSTREAM_URL, UPSTREAM_USERNAME: 'till' }],
    ['two credentials', { UPSTREAM_URL, ...basic, ...oauth }],
    ['one that is not used', { UPSTREAM_URL, ...basic, ...passthrough }],
    ['one for no platform', basic],
    ['one of a half for no platform', { UPSTREAM_OAUTH_SECRET: 'secret' }],
    ['no platform to pass credentials to', passthrough],
  ])('refuse %s', (_, given) => {
    expect(() => readConfig(given)).toThrow(/^UPSTREAM_(USERNAME|URL) (and|must)/);
  });

  it('refuse subscriptions beside it, which would hear of nothing, and have none unless they say so', () => {
    expect(readConfig({ UPSTREAM_URL, ...passthrough, DEMO: 'true' }).subscriptions).toBe(false);
    const given = { UPSTREAM_URL, ...passthrough, SUBSCRIPTIONS: 'true' };
    expect(() => readConfig(given)).toThrow(/^SUBSCRIPTIONS must not be true/);
  });

  it('refuse a webhook beside it, which would hear of nothing', () => {
    const webhook = {
      WEBHOOK_URL: 'https://receiver.example',
      WEBHOOK_SECRET: Buffer.alloc(32, 1).toString('base64'),
    };
    expect(() => readConfig({ UPSTREAM_URL, ...passthrough, ...webhook })).toThrow(/^WEBHOOK_URL must not/);
  });
});

function mistakesOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return error.message.split('\n');
  }
}
