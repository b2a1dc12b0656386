/** Background work: the relay of events, the clean-up of keys. */

import type { Logger } from 'pino';
import type { Config } from './config.js';
import { forgettableKeys } from './postgres/keys/key-records.js';
import { outbox } from './postgres/events/outbox.js';
import type { Store } from './postgres/store.js';
import type { PendingEvent } from './service/events/events.js';
import { startRelay } from './service/events/relay.js';
import { startKeyCleanup } from './service/idempotency/key-cleanup.js';
import type { Clock } from './service/ports.js';
import { webhook } from './webhook/webhook.js';

/** Starts the background work. @returns stops it */
export function startBackground(
  config: Config,
  store: Store,
  clock: Clock,
  logger: Logger,
): () => Promise<void> {
  const stopForgetting = (['idempotency_record', 'upstream_call', 'registration_key'] as const).map((table) =>
    startKeyCleanup(forgettableKeys(store.db, table), (err) => {
      logger.warn({ err }, 'The gateway could not delete old idempotency keys');
    }),
  );
  const stopRelay = config.webhook && relayTo(config.webhook, store, clock, logger);
  return async () => {
    for (const stop of stopForgetting) stop();
    await stopRelay?.();
  };
}

function relayTo(
  { url, secret }: NonNullable<Config['webhook']>,
  store: Store,
  clock: Clock,
  logger: Logger,
): () => Promise<void> {
  const options = {
    outbox: outbox(store.db),
    deliver: webhook({ url, secret, clock }),
    random: Math.random,
    onFailure: (err: unknown, { eventId, attempts }: PendingEvent) => {
      logger.warn({ err, eventId, attempts }, 'The delivery of an event failed, and will be retried');
    },
    onError: (err: unknown) => {
      logger.error({ err }, 'The relay of events failed');
    },
  };
  return startRelay(options);
}
