import { z } from 'zod';

/** What the environment says of how to run. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** A PostgreSQL server, or a directory for the embedded one. */
  readonly store: { readonly url: string; readonly poolSize: number } | { readonly directory: string };
  /** Whether an empty store is filled with the demo organisation. */
  readonly demo: boolean;
  readonly introspection: boolean;
  /** Whether GraphiQL is served. */
  readonly graphiql: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Whether clients may subscribe to what changes. */
  readonly subscriptions: boolean;
  /** Whether calls that come in at the same time share look-ups and transactions. */
  readonly batching: boolean;
  /** Whom to tell what happened, and the secret to sign it with; null tells nobody. */
  readonly webhook: { readonly url: string; readonly secret: string } | null;
  /** Whether GraphQL clients may register documents, to send their hashes from then on. */
  readonly automaticPersistedQueries: boolean;
  /** The manifest of trusted documents, and whether all others are refused; null trusts every document alike. */
  readonly trustedDocuments: { readonly file: string; readonly only: boolean } | null;
  /** Whose pages a browser lets call us. */
  readonly corsOrigins: readonly string[];
  /** How many customers a client may name in a minute; null is unlimited. */
  readonly customersPerMinute: number | null;
  /** The platform that the work is left to; null does it on the store. */
  readonly upstream: {
    readonly url: string;
    /** The gateway's own; null passes on what each caller came with. */
    readonly credential:
      | { readonly scheme: 'Basic'; readonly username: string; readonly password: string }
      | { readonly scheme: 'OAuth'; readonly key: string; readonly secret: string }
      | null;
    readonly timeoutMs: number;
  } | null;
}

/** All that is wrong with the environment, one line each. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((number) => number >= least && number <= most, `must be from ${least} to ${most}`);

const settings = z.object({
  PORT: wholeNumber(0, 65_535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 1_000).default(10),
  DEMO: flag.optional(),
  INTROSPECTION: flag.optional(),
  GRAPHIQL: flag.optional(),
  SUBSCRIPTIONS: flag.optional(),
  WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  WEBHOOK_SECRET: z
    .string()
    .regex(/^(whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be 24 to 64 bytes in base64')
    .optional(),
  BATCHING: flag.default(true),
  PERSISTED_QUERIES: z.enum(['automatic', 'off'], 'must be automatic or off').default('off'),
  TRUSTED_DOCUMENTS: z.enum(['allow', 'only', 'off'], 'must be allow, only or off').default('off'),
  TRUSTED_DOCUMENTS_FILE: z.string().optional(),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .transform((origins) => origins.filter((origin) => origin !== ''))
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://app.example, with commas'),
  // A full call has to fit.
  RATE_LIMIT_CUSTOMERS_PER_MINUTE: wholeNumber(100, 100_000_000).optional(),
  UPSTREAM_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .refine(isBareAddress, 'must name a host and perhaps a path, without credentials, query or fragment')
    .optional(),
  UPSTREAM_AUTH: z.enum(['service', 'passthrough'], 'must be service or passthrough').default('service'),
  UPSTREAM_USERNAME: z.string().optional(),
  UPSTREAM_PASSWORD: z.string().optional(),
  UPSTREAM_OAUTH_KEY: z.string().optional(),
  UPSTREAM_OAUTH_SECRET: z.string().optional(),
  UPSTREAM_TIMEOUT_MS: wholeNumber(100, 120_000).default(10000),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
});

type Settings = z.infer<typeof settings>;

const consistentSettings = settings
  .refine(
    ({ WEBHOOK_URL, WEBHOOK_SECRET }) => (WEBHOOK_URL === undefined) === (WEBHOOK_SECRET === undefined),
    { path: ['WEBHOOK_SECRET'], message: 'must be set where WEBHOOK_URL is, and nowhere else' },
  )
  .refine(
    ({ TRUSTED_DOCUMENTS: mode, TRUSTED_DOCUMENTS_FILE: file }) => (mode === 'off') === (file === undefined),
    {
      path: ['TRUSTED_DOCUMENTS_FILE'],
      message: 'must be set where TRUSTED_DOCUMENTS is allow or only, and nowhere else',
    },
  )
  .refine(
    ({ PERSISTED_QUERIES, TRUSTED_DOCUMENTS }) => PERSISTED_QUERIES === 'off' || TRUSTED_DOCUMENTS !== 'only',
    { path: ['PERSISTED_QUERIES'], message: 'must be off where TRUSTED_DOCUMENTS is only' },
  )
  .refine(({ WEBHOOK_URL, UPSTREAM_URL }) => WEBHOOK_URL === undefined || UPSTREAM_URL === undefined, {
    path: ['WEBHOOK_URL'],
    message: 'must not be set where UPSTREAM_URL is, for what a platform records is not seen here',
  })
  .refine(({ SUBSCRIPTIONS, UPSTREAM_URL }) => SUBSCRIPTIONS !== true || UPSTREAM_URL === undefined, {
    path: ['SUBSCRIPTIONS'],
    message: 'must not be true where UPSTREAM_URL is set, for what a platform records is not seen here',
  })
  .refine(({ UPSTREAM_URL, UPSTREAM_AUTH }) => UPSTREAM_URL !== undefined || UPSTREAM_AUTH === 'service', {
    path: ['UPSTREAM_URL'],
    message: 'must be set where UPSTREAM_AUTH is passthrough',
  })
  .refine(namesOneCredential, {
    path: ['UPSTREAM_USERNAME'],
    message:
      'and UPSTREAM_PASSWORD, or else UPSTREAM_OAUTH_KEY and UPSTREAM_OAUTH_SECRET, must be set where UPSTREAM_URL is and UPSTREAM_AUTH is service, and nowhere else',
  });

/** A scheme, a host and perhaps a port, written as browsers do. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** What else a URL can carry would be left out of every call. */
function isBareAddress(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
}

/** Whether the platform's credential is one, whole, and wanted; or is not wanted and not there. */
function namesOneCredential(given: Settings): boolean {
  const isWanted = given.UPSTREAM_URL !== undefined && given.UPSTREAM_AUTH === 'service';
  const basic = [given.UPSTREAM_USERNAME, given.UPSTREAM_PASSWORD];
  const oauth = [given.UPSTREAM_OAUTH_KEY, given.UPSTREAM_OAUTH_SECRET];
  const isGiven = (text: string | undefined) => text !== undefined;
  if (!isWanted) return ![...basic, ...oauth].some(isGiven);
  return (basic.every(isGiven) && !oauth.some(isGiven)) || (oauth.every(isGiven) && !basic.some(isGiven));
}

/** What is to be called with; consistent settings are presumed. */
function upstreamOf(given: Settings): Config['upstream'] {
  const { UPSTREAM_URL: url, UPSTREAM_TIMEOUT_MS: timeoutMs } = given;
  const { UPSTREAM_USERNAME: username, UPSTREAM_PASSWORD: password } = given;
  const { UPSTREAM_OAUTH_KEY: key, UPSTREAM_OAUTH_SECRET: secret } = given;
  if (url === undefined) return null;
  if (username !== undefined && password !== undefined) {
    return { url, timeoutMs, credential: { scheme: 'Basic', username, password } };
  }
  const isOauth = key !== undefined && secret !== undefined;
  return { url, timeoutMs, credential: isOauth ? { scheme: 'OAuth', key, secret } : null };
}

/**
 * Reads the settings; one that is set to nothing counts as not set.
 * @throws InvalidConfig naming every mistake at once
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== ''));
  const { success, data, error } = consistentSettings.safeParse(given);
  if (!success) {
    throw new InvalidConfig(
      error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n'),
    );
  }
  const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize, DATA_DIR: directory } = data;
  const { WEBHOOK_URL: webhookUrl, WEBHOOK_SECRET: secret, TRUSTED_DOCUMENTS_FILE: file } = data;
  const demo = data.DEMO ?? url === undefined;
  return {
    port: data.PORT,
    host: data.HOST,
    store: url === undefined ? { directory } : { url, poolSize },
    demo,
    introspection: data.INTROSPECTION ?? demo,
    graphiql: data.GRAPHIQL ?? demo,
    subscriptions: data.SUBSCRIPTIONS ?? (demo && data.UPSTREAM_URL === undefined),
    logLevel: data.LOG_LEVEL,
    batching: data.BATCHING,
    webhook: webhookUrl && secret ? { url: webhookUrl, secret } : null,
    automaticPersistedQueries: data.PERSISTED_QUERIES === 'automatic',
    trustedDocuments: file === undefined ? null : { file, only: data.TRUSTED_DOCUMENTS === 'only' },
    corsOrigins: data.CORS_ORIGINS,
    customersPerMinute: data.RATE_LIMIT_CUSTOMERS_PER_MINUTE ?? null,
    upstream: upstreamOf(data),
  };
}
