import { describe, expect, it } from 'vitest';
import { InvalidConfig, readConfig } from '../src/config.js';

describe('the settings', () => {
  it('are these where nothing is set, or set to nothing', () => {
    const defaults = {
      port: 4000,
      host: '127.0.0.1',
      store: { directory: './data' },
      demo: true,
      introspection: true,
      graphiql: true,
      logLevel: 'info',
      batching: true,
      webhook: null,
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
    ['DATABASE_URL', 'mysql://localhost'],
    ['DATABASE_POOL_SIZE', '0'],
    ['DEMO', 'yes'],
    ['INTROSPECTION', '1'],
    ['GRAPHIQL', 'on'],
    ['LOG_LEVEL', 'verbose'],
    ['WEBHOOK_URL', 'ftp://receiver.example'],
    ['WEBHOOK_SECRET', 'short'],
  ])('refuse %s=%s, and say what it must be', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(InvalidConfig);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} must`));
  });

  it('name a webhook together with its secret, or neither', () => {
    const WEBHOOK_URL = 'https://receiver.example/events';
    const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(readConfig({ WEBHOOK_URL, WEBHOOK_SECRET }).webhook).toEqual({
      url: WEBHOOK_URL,
      secret: WEBHOOK_SECRET,
    });
    for (const half of [{ WEBHOOK_URL }, { WEBHOOK_SECRET }]) {
      expect(() => readConfig(half)).toThrow(/^WEBHOOK_SECRET must be set where WEBHOOK_URL is/);
    }
  });

  it('are refused all at once', () => {
    const mistakes = { PORT: 'x', DEMO: 'x', LOG_LEVEL: 'x' };
    expect(() => readConfig(mistakes)).toThrow(/PORT.*\nDEMO.*\nLOG_LEVEL/);
  });
});
