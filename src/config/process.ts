/** Settings about the process: where it listens, how it shuts down, what it logs. */

import { z } from 'zod';
import { isLoopback, wholeNumber } from './values.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Settings about the process: where it listens, how it shuts down, what it logs. */
export interface ProcessConfig {
  readonly port: number;
  readonly host: string;
  /** Whether other machines can reach it. */
  readonly isBeyondLoopback: boolean;
  /** How long a gateway that shuts down still takes connections, so that load balancers notice. */
  readonly drainMs: number;
  /** The maximum number of open client connections. */
  readonly maxConnections: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

export const processSettings = z.object({
  PORT: wholeNumber(0, 65_535).default(4000),
  HOST: z
    .string()
    .regex(/^\S+$/, 'must be an address or a name of this machine, without spaces')
    .default('127.0.0.1'),
  MAX_CONNECTIONS: wholeNumber(1, 1_000_000).default(10_000),
  DRAIN_MS: wholeNumber(0, 600_000).default(500),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

export function processConfig(settings: z.infer<typeof processSettings>): ProcessConfig {
  return {
    port: settings.PORT,
    host: settings.HOST,
    isBeyondLoopback: !isLoopback(settings.HOST),
    drainMs: settings.DRAIN_MS,
    maxConnections: settings.MAX_CONNECTIONS,
    logLevel: settings.LOG_LEVEL,
  };
}
