/** Settings about features: the demo data and what it switches on. */

import { z } from 'zod';
import type { Combination } from './combination.js';
import type { processSettings } from './process.js';
import type { storeSettings } from './store.js';
import type { upstreamSettings } from './upstream.js';
import { flag, isLoopback } from './values.js';

export interface FeaturesConfig {
  /** Whether an empty store is filled with the demo organisation. */
  readonly demo: boolean;
  readonly introspection: boolean;
  /** Whether GraphiQL is served. */
  readonly graphiql: boolean;
  /** Whether clients may subscribe to what changes. */
  readonly subscriptions: boolean;
  /** Whether the bulk operations of REST take externalId, which the platform documents only elsewhere. */
  readonly restBulkExternalId: boolean;
}

export const featuresSettings = z.object({
  DEMO: flag.optional(),
  INTROSPECTION: flag.optional(),
  GRAPHIQL: flag.optional(),
  SUBSCRIPTIONS: flag.optional(),
  REST_BULK_EXTERNAL_ID: flag.default(false),
});

type Settings = z.infer<typeof featuresSettings> &
  Pick<z.infer<typeof processSettings>, 'HOST'> &
  Pick<z.infer<typeof storeSettings>, 'DATABASE_URL'> &
  Pick<z.infer<typeof upstreamSettings>, 'UPSTREAM_URL'>;

export const featuresCombinations: readonly Combination<Settings>[] = [
  {
    reads: ['SUBSCRIPTIONS', 'UPSTREAM_URL'],
    holds: ({ SUBSCRIPTIONS, UPSTREAM_URL }) => SUBSCRIPTIONS !== true || UPSTREAM_URL === undefined,
    setting: 'SUBSCRIPTIONS',
    message: 'must not be true together with UPSTREAM_URL: the gateway does not see what a platform records',
  },
];

export function featuresConfig(settings: Settings): FeaturesConfig {
  // The demo credentials are public, so only a gateway on loopback has them by default.
  const isTrial = settings.DATABASE_URL === undefined && settings.UPSTREAM_URL === undefined;
  const demo = settings.DEMO ?? (isTrial && isLoopback(settings.HOST));
  return {
    demo,
    introspection: settings.INTROSPECTION ?? demo,
    graphiql: settings.GRAPHIQL ?? demo,
    restBulkExternalId: settings.REST_BULK_EXTERNAL_ID,
    subscriptions: settings.SUBSCRIPTIONS ?? (demo && settings.UPSTREAM_URL === undefined),
  };
}
