/** Where events are sent. */

import { z } from 'zod';
import type { Combination } from './combination.js';
import type { upstreamSettings } from './upstream.js';
import { httpUrl } from './values.js';

export interface WebhookConfig {
  /** The receiver of events, and the key that signs them; null sends no events. */
  readonly webhook: { readonly url: string; readonly secret: string } | null;
}

export const webhookSettings = z.object({
  WEBHOOK_URL: httpUrl.optional(),
  WEBHOOK_SECRET: z
    .string()
    .regex(/^(whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be 24 to 64 bytes in base64')
    .optional(),
});

type Settings = z.infer<typeof webhookSettings> & Pick<z.infer<typeof upstreamSettings>, 'UPSTREAM_URL'>;

export const webhookCombinations: readonly Combination<Settings>[] = [
  {
    reads: ['WEBHOOK_URL', 'WEBHOOK_SECRET'],
    holds: ({ WEBHOOK_URL, WEBHOOK_SECRET }) =>
      (WEBHOOK_URL === undefined) === (WEBHOOK_SECRET === undefined),
    setting: 'WEBHOOK_SECRET',
    message: 'must be set together with WEBHOOK_URL',
  },
  {
    reads: ['WEBHOOK_URL', 'UPSTREAM_URL'],
    holds: ({ WEBHOOK_URL, UPSTREAM_URL }) => WEBHOOK_URL === undefined || UPSTREAM_URL === undefined,
    setting: 'WEBHOOK_URL',
    message: 'must not be set together with UPSTREAM_URL: the gateway does not see what a platform records',
  },
];

export function webhookConfig(settings: z.infer<typeof webhookSettings>): WebhookConfig {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret } = settings;
  return { webhook: url !== undefined && secret !== undefined ? { url, secret } : null };
}
