import { z } from 'zod';
import { wholeNumber } from './values.js';

export interface ClientsConfig {
  /** The origins whose pages may call, by CORS. */
  readonly corsOrigins: readonly string[];
  /** How many customers a client may name in a minute; null is unlimited. */
  readonly customersPerMinute: number | null;
}

export const clientsSettings = z.object({
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .transform((origins) => origins.filter((origin) => origin !== ''))
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://app.example, with commas'),
  // A full call has to fit.
  RATE_LIMIT_CUSTOMERS_PER_MINUTE: wholeNumber(100, 100_000_000).optional(),
});

/** A scheme, a host and perhaps a port, written as browsers do. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

export function clientsConfig(settings: z.infer<typeof clientsSettings>): ClientsConfig {
  return {
    corsOrigins: settings.CORS_ORIGINS,
    customersPerMinute: settings.RATE_LIMIT_CUSTOMERS_PER_MINUTE ?? null,
  };
}
