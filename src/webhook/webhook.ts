/** Delivers events to a webhook, signed. */

import { Webhook } from 'standardwebhooks';
import type { Clock } from '../service/ports.js';
import type { Deliver, PendingEvent } from '../service/events/events.js';

export interface WebhookOptions {
  readonly url: string;
  /** The signing key that the receiver shares: 24 to 64 bytes in base64, optionally after `whsec_`. */
  readonly secret: string;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/**
 * Delivers events as CloudEvents 1.0 in JSON, one a request, signed as Standard Webhooks has it: an HMAC over
 * id, time and body, so that a receiver can detect a replay.
 * A receiver confirms with 2xx; a redirect or a page of HTML is not from it.
 */
export function webhook({ url, secret, clock, timeoutMs = TIMEOUT_MS }: WebhookOptions): Deliver {
  const signer = new Webhook(secret);
  return async (event, signal) => {
    const body = JSON.stringify(cloudEvent(event));
    const sentAt = clock.now();
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'webhook-id': event.eventId,
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
        'webhook-signature': signer.sign(event.eventId, sentAt, body),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
    });
    await response.body?.cancel();
    const isHtml = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (!response.ok || isHtml)
      throw new Error(`The webhook answered ${response.status}${isHtml ? ' with HTML' : ''}`);
  };
}

function cloudEvent(event: PendingEvent): object {
  return {
    specversion: '1.0',
    id: event.eventId,
    source: `/organisations/${event.organisationId}`,
    type: event.type,
    subject: `customers/${event.customerId}`,
    time: event.occurredAt.toISOString(),
    datacontenttype: 'application/json',
    data: event.data,
  };
}
