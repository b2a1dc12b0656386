/** Composes the gateway; the only file that knows every part. */

import type { FastifyInstance } from 'fastify';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { startBackground } from './background.js';
import type { Config } from './config.js';
import type { Demo } from './demo/open-demo.js';
import { explorerRoutes } from './explorer/explorer.route.js';
import { plainOpening } from './explorer/plain-opening.js';
import { sendPagesToExplorer } from './explorer/send-pages.js';
import { openGraphqlDoor, type GraphqlDoorOptions } from './graphql/door.js';
import { compressAnswers } from './http/compression.js';
import { allowOrigins } from './http/access/cors.js';
import type { SubscriberLimits } from './graphql/subscriptions/subscriber.js';
import { createDrain } from './http/connections/drain.js';
import { healthRoutes } from './http/health.route.js';
import { boundConnections } from './http/connections/open-files.js';
import { createListener, type Listener } from './http/connections/listener.js';
import { sendRateLimitHeaders } from './http/access/rate-limit.js';
import { createServer } from './http/server.js';
import { knowsCallers, prepareStore, type StoreOverrides } from './prepare-store.js';
import type { Store } from './postgres/store.js';
import { openRestDoor } from './rest/door.js';
import { openApiRoute } from './rest/openapi.route.js';
import type { ChangeFeed } from './service/events/change-feed.js';
import type { CustomerDirectory } from './service/ports.js';
import type { PromotionService } from './service/promotion-service.js';
import { RateLimiter } from './service/rate-limiter.js';
import { openBackend, type Backend } from './backend.js';

/** A gateway that is ready to listen. */
export interface App {
  readonly server: FastifyInstance;
  readonly store: Store;
  /** The feed of changes; null without subscriptions. */
  readonly changes: ChangeFeed | null;
  /** Whether callers may use the demo credentials. */
  readonly takesDemoCredentials: boolean;
  /** Whether a client could call when the gateway started. */
  readonly hasClients: boolean;
  listen: Listener['listen'];
  /** Reports the shutdown and answers what has reached the gateway; `close` comes next. */
  drain(): Promise<void>;
  /** Finishes what is in flight, then closes the store. */
  close(): Promise<void>;
}

/** Parts that a test or another host may replace. */
export interface Overrides extends StoreOverrides {
  readonly service?: PromotionService;
  readonly customers?: CustomerDirectory;
  /** The execution from which a document is compiled: see compiledExecution. */
  readonly compiledFrom?: number;
  /** The limits of subscribers. */
  readonly subscriberLimits?: SubscriberLimits;
  /** Another schema behind the GraphQL door. */
  readonly graphql?: Pick<GraphqlDoorOptions, 'schema' | 'inlineTracing'>;
}

/** Composes the gateway; the only function that knows every part. */
export async function createApp(config: Config, logger: Logger, overrides: Overrides = {}): Promise<App> {
  const { store, clock, demo, hasClients } = await prepareStore(config, logger, overrides);
  try {
    const work = await openBackend({ ...overrides, config, store, clock, logger });
    const lab = work.service.delegates ? null : demo;
    const sources = {
      ...work,
      service: lab?.withFailures(work.service) ?? work.service,
      errorExamples: lab?.errorExamples ?? null,
      rateLimiter:
        config.customersPerMinute === null ? null : new RateLimiter(config.customersPerMinute, clock),
    };
    const { server, listener, drain } = await openServer(config, store, logger);
    sendPagesToExplorer(server, config.graphiql);
    await openRestDoor(server, sources, { takesExternalId: config.restBulkExternalId });
    openApiRoute(server);
    const { graphql, compiledFrom, subscriberLimits } = overrides;
    const graphqlOptions = { ...config, ...graphql, compiledFrom, clock, subscriberLimits };
    await openGraphqlDoor(server, sources, graphqlOptions);
    const takesDemoCredentials = demo !== null && knowsCallers(config);
    if (config.graphiql) await openExplorer(server, takesDemoCredentials ? demo : null, work);
    endWith(server, { clock, work, store, stopBackground: startBackground(config, store, clock, logger) });
    return {
      server,
      store,
      changes: work.changes,
      takesDemoCredentials,
      hasClients,
      listen: (options) => listener.listen(options),
      drain: () => drain.begin(),
      close: () => server.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The server, with what the doors share. */
async function openServer(config: Config, store: Store, logger: Logger) {
  const poolSize = 'poolSize' in config.store ? config.store.poolSize : 0;
  const { most, tooFewFiles } = boundConnections(config.maxConnections, poolSize);
  if (tooFewFiles !== null) {
    logger.warn(
      `MAX_CONNECTIONS is ${config.maxConnections}, but the process may open only ${tooFewFiles} files: ${most} connections can be open at a time. Raise the limit (ulimit -n, LimitNOFILE), or lower MAX_CONNECTIONS`,
    );
  }
  const server = createServer(logger, { ...config, maxConnections: most });
  await allowOrigins(server, config.corsOrigins, config.corsHeaders);
  await compressAnswers(server);
  sendRateLimitHeaders(server);
  const listener = createListener(server);
  const drain = createDrain(server, { noticeMs: config.drainMs, stopAccepting: () => listener.stop() });
  healthRoutes(server, () => store.ping(), drain);
  return { server, listener, drain };
}

/** GraphiQL, from where `npm run build` puts it. */
function openExplorer(server: FastifyInstance, demo: Demo | null, { changes }: Backend): Promise<void> {
  const folder = join(import.meta.dirname, '..', 'dist', 'graphiql');
  return explorerRoutes(server, { folder, opening: demo?.opening(changes !== null) ?? plainOpening });
}

interface Ending {
  readonly clock: { stop(): void };
  readonly work: Backend;
  readonly store: Store;
  readonly stopBackground: () => Promise<void>;
}

/** Ends with the server what works behind it. */
function endWith(server: FastifyInstance, { clock, work, store, stopBackground }: Ending): void {
  server.addHook('preClose', (done) => {
    work.authenticator.close();
    done();
  });
  server.addHook('onClose', async () => {
    clock.stop();
    await stopBackground();
    await work.close();
    await store.close();
  });
}
