/** The platform in front of which the gateway stands. */

import { z } from 'zod';
import type { Combination } from './combination.js';
import { httpUrl, wholeNumber } from './values.js';

export interface UpstreamConfig {
  /** The platform that does the work; null uses the store. */
  readonly upstream: {
    readonly url: string;
    /** The gateway's own credential; null passes on each caller's. */
    readonly credential:
      | { readonly scheme: 'Basic'; readonly username: string; readonly password: string }
      | { readonly scheme: 'OAuth'; readonly key: string; readonly secret: string }
      | null;
    readonly timeoutMs: number;
    /** The maximum number of customers in one call. */
    readonly batchSize: number;
  } | null;
}

export const upstreamSettings = z.object({
  UPSTREAM_URL: httpUrl
    .refine(isBareAddress, 'must have a host, optionally a path, and no credentials, query or fragment')
    .optional(),
  UPSTREAM_AUTH: z.enum(['service', 'passthrough'], 'must be service or passthrough').default('service'),
  UPSTREAM_USERNAME: z.string().optional(),
  UPSTREAM_PASSWORD: z.string().optional(),
  UPSTREAM_OAUTH_KEY: z.string().optional(),
  UPSTREAM_OAUTH_SECRET: z.string().optional(),
  UPSTREAM_TIMEOUT_MS: wholeNumber(100, 120_000).default(30_000),
  UPSTREAM_BATCH_SIZE: wholeNumber(1, 100).default(100),
});

type Settings = z.infer<typeof upstreamSettings>;

export const upstreamCombinations: readonly Combination<Settings>[] = [
  {
    reads: ['UPSTREAM_URL', 'UPSTREAM_AUTH'],
    holds: ({ UPSTREAM_URL, UPSTREAM_AUTH }) => UPSTREAM_URL !== undefined || UPSTREAM_AUTH === 'service',
    setting: 'UPSTREAM_URL',
    message: 'must be set together with UPSTREAM_AUTH=passthrough',
  },
  {
    reads: ['UPSTREAM_URL', 'UPSTREAM_AUTH'],
    holds: namesOneCredential,
    setting: 'UPSTREAM_USERNAME',
    message:
      'and UPSTREAM_PASSWORD, or else UPSTREAM_OAUTH_KEY and UPSTREAM_OAUTH_SECRET, must be set together with UPSTREAM_URL and UPSTREAM_AUTH=service, and not otherwise',
  },
];

/** Refuses the parts of a URL that calls would not use. */
function isBareAddress(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === '';
}

/** Whether the settings name exactly one complete credential when the platform needs one, and none otherwise. */
function namesOneCredential(settings: Settings): boolean {
  const isUsed = settings.UPSTREAM_URL !== undefined && settings.UPSTREAM_AUTH === 'service';
  const basic = [settings.UPSTREAM_USERNAME, settings.UPSTREAM_PASSWORD];
  const oauth = [settings.UPSTREAM_OAUTH_KEY, settings.UPSTREAM_OAUTH_SECRET];
  const isSet = (text: string | undefined) => text !== undefined;
  if (!isUsed) return ![...basic, ...oauth].some(isSet);
  return (basic.every(isSet) && !oauth.some(isSet)) || (oauth.every(isSet) && !basic.some(isSet));
}

export function upstreamConfig(settings: Settings): UpstreamConfig {
  const { UPSTREAM_URL: url, UPSTREAM_TIMEOUT_MS: timeoutMs, UPSTREAM_BATCH_SIZE: batchSize } = settings;
  const { UPSTREAM_USERNAME: username, UPSTREAM_PASSWORD: password } = settings;
  const { UPSTREAM_OAUTH_KEY: key, UPSTREAM_OAUTH_SECRET: secret } = settings;
  if (url === undefined) return { upstream: null };
  if (username !== undefined && password !== undefined) {
    return { upstream: { url, timeoutMs, batchSize, credential: { scheme: 'Basic', username, password } } };
  }
  const isOauth = key !== undefined && secret !== undefined;
  const credential = isOauth ? ({ scheme: 'OAuth', key, secret } as const) : null;
  return { upstream: { url, timeoutMs, batchSize, credential } };
}
