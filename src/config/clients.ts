/** Who may call from where, and how much. */

import { z } from 'zod';
import { list, wholeNumber } from './values.js';

export interface ClientsConfig {
  /** The origins whose pages may call, by CORS. */
  readonly corsOrigins: readonly string[];
  /** Headers that these pages may send besides those that the gateway knows. */
  readonly corsHeaders: readonly string[];
  /** Proxies whose X-Forwarded-For is believed: addresses and networks. */
  readonly trustedProxies: readonly string[];
  /** How many customers a client may name in a minute; null is unlimited. */
  readonly customersPerMinute: number | null;
}

export const clientsSettings = z.object({
  CORS_ORIGINS: list(isOrigin, 'must be origins such as https://app.example, with commas'),
  CORS_HEADERS: list(isHeaderName, 'must be names of headers such as x-app-version, with commas'),
  TRUSTED_PROXIES: list(
    isAddressOrNetwork,
    'must be IP addresses or networks such as 10.0.0.0/8, with commas',
  ),
  // A full call has to fit.
  RATE_LIMIT_CUSTOMERS_PER_MINUTE: wholeNumber(100, 100_000_000).optional(),
});

/** A scheme, a host and perhaps a port, written as browsers do. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** A token of HTTP; "*" is one too, but would allow every header. */
function isHeaderName(text: string): boolean {
  return text !== '*' && /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

const addressOrNetwork = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

function isAddressOrNetwork(text: string): boolean {
  return addressOrNetwork.safeParse(text).success;
}

export function clientsConfig(settings: z.infer<typeof clientsSettings>): ClientsConfig {
  return {
    corsOrigins: settings.CORS_ORIGINS,
    corsHeaders: settings.CORS_HEADERS.map((name) => name.toLowerCase()),
    trustedProxies: settings.TRUSTED_PROXIES,
    customersPerMinute: settings.RATE_LIMIT_CUSTOMERS_PER_MINUTE ?? null,
  };
}
