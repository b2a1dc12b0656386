/** Settings about clients: their file, origins, proxies, the rate limit. */

import { z } from 'zod';
import { isReadableFile, list, wholeNumber } from './values.js';

export interface ClientsConfig {
  /** The file whose organisations and clients are applied at the start; null for none. */
  readonly clientsFile: string | null;
  /** The origins that CORS allows. */
  readonly corsOrigins: readonly string[];
  /** Request headers that CORS allows besides those that the gateway reads. */
  readonly corsHeaders: readonly string[];
  /** The addresses and networks of trusted proxies, whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[];
  /** The customers that a client may name in a minute; null means unlimited. */
  readonly customersPerMinute: number | null;
}

export const clientsSettings = z.object({
  CLIENTS_FILE: z
    .string()
    .refine(isReadableFile, 'must name a file that exists and that this account may read')
    .optional(),
  CORS_ORIGINS: list(isOrigin, 'must be comma-separated origins such as https://app.example'),
  CORS_HEADERS: list(isHeaderName, 'must be comma-separated names of headers such as x-app-version'),
  TRUSTED_PROXIES: list(
    isAddressOrNetwork,
    'must be comma-separated IP addresses or networks such as 10.0.0.0/8',
  ),
  // One full call must fit.
  RATE_LIMIT_CUSTOMERS_PER_MINUTE: wholeNumber(100, 100_000_000).optional(),
});

/** A scheme, a host and optionally a port, as browsers write an origin. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** An HTTP token, except "*", which would allow every header. */
function isHeaderName(text: string): boolean {
  return text !== '*' && /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

const addressOrNetwork = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

function isAddressOrNetwork(text: string): boolean {
  return addressOrNetwork.safeParse(text).success;
}

export function clientsConfig(settings: z.infer<typeof clientsSettings>): ClientsConfig {
  return {
    clientsFile: settings.CLIENTS_FILE ?? null,
    corsOrigins: settings.CORS_ORIGINS,
    corsHeaders: settings.CORS_HEADERS.map((name) => name.toLowerCase()),
    trustedProxies: settings.TRUSTED_PROXIES,
    customersPerMinute: settings.RATE_LIMIT_CUSTOMERS_PER_MINUTE ?? null,
  };
}
