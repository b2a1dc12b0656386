/** Starts the process: reads the settings, starts the gateway, stops it on signals. */

import process from 'node:process';
import { createApp, type App } from './app.js';
import { readConfig, type Config } from './config.js';
import { demoCredentials } from './demo/demo-organisation.js';
import { describeError } from './describe-error.js';
import { standardOutput } from './http/log/log-destination.js';
import { createLogger } from './http/log/logger.js';
import { Shutdown } from './shutdown.js';

/** How long running requests may take after the listener has closed. */
const FINISH_MS = 10_000;

// A reader of standard error that has gone is no reason to stop.
process.stderr.on('error', () => undefined);
try {
  await start(readConfig());
} catch (error) {
  process.stderr.write(`promotion-gateway cannot start. ${describeError(error)}\n`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const destination = standardOutput();
  const logger = createLogger(config.logLevel, destination);
  for (const warning of config.warnings) logger.warn(warning);
  const shutdown = new Shutdown({
    onBegin: (reason) => logger.info({ reason }, 'Stopping'),
    onFailure: (err) => logger.error({ err }, 'The shutdown failed'),
    flushLog: () => destination.flush(),
  });
  shutdown.onSignals();
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'An error was not caught: the process stops');
    if (!shutdown.begun) shutdown.begin('defect', 1);
  });
  const app = await createApp(config, logger);
  const stop = async () => {
    await app.drain();
    await app.close();
  };
  shutdown.started({ stop, withinMs: config.drainMs + FINISH_MS });
  const address = await app.listen(config);
  logger.info({ address }, readyLine(config, app, address));
}

function readyLine({ graphiql }: Config, { takesDemoCredentials, hasClients }: App, address: string): string {
  const { till, password } = demoCredentials;
  const explorer = graphiql ? `, or open ${address}/graphiql` : '';
  if (!hasClients) return `Ready, but no client can call POST ${address}/graphql yet${explorer}`;
  const credential = takesDemoCredentials ? `, with Basic ${till}:${password}` : '';
  return `Ready: send a first mutation to POST ${address}/graphql${credential}${explorer}`;
}
