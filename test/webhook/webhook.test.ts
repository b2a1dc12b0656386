import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { PendingEvent } from '../../src/service/events/events.js';
import { webhook } from '../../src/webhook/webhook.js';
import { unusedPort } from '../support/unused-port.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const event: PendingEvent = {
  organisationId: '1',
  sequence: '5',
  eventId: '0b0e8f2c-3c64-4d4f-8f68-5f1f7a2ad7b1',
  customerId: '1001',
  type: 'promotion.earned',
  occurredAt: new Date('2026-04-01T09:00:00Z'),
  data: { programId: '10', promotionId: '500', issualId: '1', earnedId: '2' },
  attempts: 1,
};
/** The signal of a relay that is not stopped. */
const running = new AbortController().signal;
const clock = { now: () => new Date() };

describe('a webhook', () => {
  let receiver: WebhookReceiver;
  afterEach(() => receiver.close());

  it('is sent a CloudEvent, signed so that its receiver can check it', async () => {
    receiver = await startReceiver();
    await webhook({ url: receiver.url, secret, clock })(event, running);
    const [{ headers, body }] = receiver.deliveries as [{ headers: Record<string, string>; body: string }];
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(new Webhook(secret).verify(body, headers)).toEqual({
      specversion: '1.0',
      id: event.eventId,
      source: '/organisations/1',
      type: 'promotion.earned',
      subject: 'customers/1001',
      time: '2026-04-01T09:00:00.000Z',
      datacontenttype: 'application/json',
      data: event.data,
    });
  });

  it('has a signature that neither another body nor a later replay passes with', async () => {
    receiver = await startReceiver();
    const tenMinutesAgo = { now: () => new Date(Date.now() - 600_000) };
    await webhook({ url: receiver.url, secret, clock })(event, running);
    await webhook({ url: receiver.url, secret, clock: tenMinutesAgo })(event, running);
    const [fresh, old] = receiver.deliveries;
    const verifier = new Webhook(secret);
    expect(() => verifier.verify(fresh!.body.replace('1001', '1002'), fresh!.headers)).toThrow();
    expect(() => verifier.verify(old!.body, old!.headers)).toThrow(/old/);
  });

  it.each([
    ['answers 500', 500, {}, 'answered 500'],
    ['answers 404', 404, {}, 'answered 404'],
    ['redirects', 302, { location: 'http://127.0.0.1:1/elsewhere' }, 'answered 302'],
    ['answers a page of HTML', 200, { 'content-type': 'text/html; charset=utf-8' }, 'with HTML'],
  ])('that %s has not confirmed', async (_, status, headers, message) => {
    receiver = await startReceiver((response) => response.writeHead(status, headers).end('<html></html>'));
    await expect(webhook({ url: receiver.url, secret, clock })(event, running)).rejects.toThrow(message);
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('that is slow has not confirmed', async () => {
    receiver = await startReceiver(() => undefined);
    await expect(
      webhook({ url: receiver.url, secret, clock, timeoutMs: 100 })(event, running),
    ).rejects.toThrow(/timeout/i);
  });

  it('that is slow is given up when the relay stops', async () => {
    const stopped = new AbortController();
    receiver = await startReceiver(() => stopped.abort());
    await expect(webhook({ url: receiver.url, secret, clock })(event, stopped.signal)).rejects.toThrow(
      /abort/i,
    );
  });

  it('that is down has not confirmed', async () => {
    receiver = await startReceiver();
    const url = `http://127.0.0.1:${await unusedPort()}/`;
    await expect(webhook({ url, secret, clock })(event, running)).rejects.toThrow();
  });
});
