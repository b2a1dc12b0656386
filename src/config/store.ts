/** Where the data is. */

import { z } from 'zod';
import { flag, wholeNumber } from './values.js';

export interface StoreConfig {
  /** A PostgreSQL server, or a directory for the embedded one. */
  readonly store:
    | { readonly url: string; readonly poolSize: number; readonly timeoutMs: number }
    | { readonly directory: string };
  /** Whether concurrent calls share look-ups and transactions. */
  readonly batching: boolean;
  /** Whether a gateway or a command migrates the schema; otherwise only the command `migrate` does. */
  readonly migrates: boolean;
}

export const storeSettings = z.object({
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'must begin with postgres:// or postgresql://', abort: true })
    .refine(isReadableUrl, {
      error:
        'must be a URL such as postgres://user:password@host:5432/database, whose port is at most 65535 and whose password is percent-encoded',
    })
    .optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 1_000).default(10),
  DATABASE_TIMEOUT_MS: wholeNumber(100, 600_000).default(15_000),
  MIGRATE: z.enum(['at-start', 'never'], 'must be at-start or never').default('at-start'),
  BATCHING: flag.default(true),
});

/** Whether its parts can be read, which node-postgres decodes. */
function isReadableUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, pathname } = new URL(text);
  return [username, password, pathname].every((part) => isDecodable(part));
}

/** PostgreSQL takes no text with a zero byte. */
function isDecodable(part: string): boolean {
  try {
    return !decodeURIComponent(part).includes('\0');
  } catch {
    return false;
  }
}

export function storeConfig(settings: z.infer<typeof storeSettings>): StoreConfig {
  const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize, DATABASE_TIMEOUT_MS: timeoutMs } = settings;
  const store = url === undefined ? { directory: settings.DATA_DIR } : { url, poolSize, timeoutMs };
  return { store, batching: settings.BATCHING, migrates: settings.MIGRATE === 'at-start' };
}
