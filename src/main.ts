import './engine.js';
import process from 'node:process';
import { createApp, type App } from './app.js';
import { InvalidConfig, readConfig, type Config } from './config.js';
import { demoCredentials } from './demo/demo-organisation.js';
import { createLogger } from './http/logger.js';

/** How long a shutdown may take before what is left is cut off. */
const SHUTDOWN_MS = 10_000;

try {
  await start(readConfig());
} catch (error) {
  const text =
    error instanceof InvalidConfig ? `The settings are not valid:\n${error.message}` : describe(error);
  process.stderr.write(`promotion-gateway cannot start. ${text}\n`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel);
  const app = await createApp(config, logger);
  stopOnSignal(app);
  const address = await app.server.listen({ port: config.port, host: config.host });
  logger.info({ address }, readyLine(config, address));
}

function readyLine({ demo, graphiql }: Config, address: string): string {
  const { till, password } = demoCredentials;
  const credential = demo ? `, with Basic ${till}:${password}` : '';
  const explorer = graphiql ? `, or open ${address}/graphiql` : '';
  return `Ready: send a first mutation to POST ${address}/graphql${credential}${explorer}`;
}

/** The first signal lets requests in flight finish; the second does not. */
function stopOnSignal(app: App): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    app
      .drain()
      .then(() => app.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`The shutdown failed. ${describe(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.message}: ${describe(error.cause)}` : error.message;
}
