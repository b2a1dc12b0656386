import { Writable } from 'node:stream';
import { inject } from 'vitest';
import { createApp, type App, type Overrides } from '../../src/app.js';
import type { Config } from '../../src/config.js';
import type { ChangeFeed } from '../../src/service/events/change-feed.js';
import { createLogger } from '../../src/http/log/logger.js';
import { openServerStore, type Store } from '../../src/postgres/store.js';
import { openMemoryStore } from './embedded-store.js';
import { manualClock, type ManualClock } from './manual-clock.js';
import { createOrganisation, type OrganisationOptions, type TestOrganisation } from './organisation.js';

/** The instant at which a test gateway's clock stands, unless the test sets it. */
export const TEST_NOW = '2026-04-01T09:00:00Z';

/** A statement as it was sent to the store. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A whole gateway in this process, without a listening port, whose clock and log a test can hold. */
export interface TestGateway {
  readonly app: App;
  readonly store: Store;
  /** What customers are watched by; null without subscriptions. */
  readonly changes: ChangeFeed | null;
  readonly clock: ManualClock;
  /** Every statement sent to the store since the last `statements.length = 0`, BEGIN and COMMIT included. */
  readonly statements: string[];
  /** The same statements with their values, since the gateway was opened. */
  readonly sent: readonly SentStatement[];
  /** The log, one parsed line each. */
  readonly log: Record<string, unknown>[];
  /** Writes a new organisation, alone in its data, and gives the means to call the gateway as one of its clients. */
  organisation(options?: OrganisationOptions): Promise<TestOrganisation>;
  close(): Promise<void>;
}

export interface TestGatewayOptions extends Omit<Overrides, 'clock' | 'store' | 'observeStatement'> {
  /** A PostgreSQL database to work on; an embedded store in memory unless given. */
  readonly databaseUrl?: string;
  readonly poolSize?: number;
  /** How long a call waits for the database. */
  readonly timeoutMs?: number;
  readonly config?: Partial<Config>;
}

export async function openGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { databaseUrl, poolSize = 10, timeoutMs = 15_000, config, ...overrides } = options;
  const statements: string[] = [];
  const sent: SentStatement[] = [];
  const observe = (text: string, values: readonly unknown[]) => {
    statements.push(text);
    sent.push({ text, values });
  };
  const store = databaseUrl
    ? await openServerStore(databaseUrl, { poolSize, timeoutMs, observe })
    : await openMemoryStore(observe);
  const log: Record<string, unknown>[] = [];
  const clock = manualClock(TEST_NOW);
  const app = await createApp({ ...testConfig, ...config }, createLogger('info', collectLines(log)), {
    compiledFrom: inject('compiledFrom'),
    ...overrides,
    store,
    clock,
  });
  return {
    app,
    store,
    changes: app.changes,
    clock,
    statements,
    sent,
    log,
    organisation: (organisation) => createOrganisation(app.server, store.db, organisation),
    close: () => app.close(),
  };
}

const testConfig: Config = {
  port: 0,
  host: '127.0.0.1',
  isBeyondLoopback: false,
  warnings: [],
  drainMs: 0,
  store: { directory: 'not used: the store is given' },
  demo: false,
  introspection: false,
  graphiql: false,
  subscriptions: false,
  restBulkExternalId: false,
  logLevel: 'info',
  batching: true,
  webhook: null,
  automaticPersistedQueries: false,
  trustedDocuments: null,
  migrates: true,
  clientsFile: null,
  corsOrigins: [],
  corsHeaders: [],
  trustedProxies: [],
  maxConnections: 10_000,
  customersPerMinute: null,
  upstream: null,
};

function collectLines(lines: Record<string, unknown>[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
}
