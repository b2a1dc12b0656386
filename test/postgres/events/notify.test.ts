import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readNotification } from '../../../src/postgres/events/notify.js';
import { openGateway } from '../../support/gateway.js';
import { aCustomer } from '../../support/organisation.js';
import { aPromotion } from '../../support/promotion.js';
import { act } from '../../support/subscribing.js';

describe('a notification', () => {
  it('names an organisation, a promotion and customers', () => {
    const change = { organisationId: '7', promotionId: '500', customerIds: ['1', '9223372036854775807'] };
    expect(readNotification('7 500 1,9223372036854775807')).toEqual(change);
  });

  it.each(['', 'hello', '7 500', '7 500 ', '7 500 1,', '7 500 x', '7 500 1 2', "7 500 1'"])(
    'is not %j, which anybody on the database may send',
    (payload) => {
      expect(readNotification(payload)).toBeNull();
    },
  );
});

const ids = Array.from({ length: 100 }, (_, n) => String(9_223_372_036_854_775_000n + BigInt(n)));
const enrolAll = `mutation { enrolCustomers(input: {
  programId: 10, promotionId: 500, identifierName: ID,
  customers: [${ids.map((id) => `{ identifierValue: "${id}", source: INSTORE }`).join(' ')}]
}) { successCount } }`;

describe('the notification of a transaction', () => {
  it('is one notification for a hundred customers with the longest ids', async () => {
    const gateway = await openGateway({ config: { subscriptions: true } });
    try {
      const customers = ids.map((id) => ({ ...aCustomer(id), identifiers: [] }));
      const { graphql, organisationId } = await gateway.organisation({ customers });
      const heard: string[] = [];
      await gateway.store.listen({ promotion_change: (payload) => heard.push(payload) });
      const answer = await graphql(enrolAll);
      expect(answer.json()).toEqual({ data: { enrolCustomers: { successCount: 100 } } });
      expect(heard.map(readNotification)).toEqual([{ organisationId, promotionId: '500', customerIds: ids }]);
    } finally {
      await gateway.close();
    }
  });

  it('is one for a first earning on Direct Issue and its placeholder, and goes beside the outbox', async () => {
    const webhook = { url: 'http://127.0.0.1:1/', secret: Buffer.alloc(32, 7).toString('base64') };
    const gateway = await openGateway({ config: { subscriptions: true, webhook } });
    try {
      const { graphql, organisationId } = await gateway.organisation({
        promotions: [aPromotion({ kind: 'DIRECT_ISSUE' })],
      });
      const heard: string[] = [];
      await gateway.store.listen({ promotion_change: (payload) => heard.push(payload) });
      await graphql(act('earnPromotion'));
      await graphql(act('revokePromotionEarnings'));
      expect(heard).toEqual([`${organisationId} 500 1001`, `${organisationId} 500 1001`]);
      const { rows } = await sql<{ type: string }>`select type from outbox order by sequence`.execute(
        gateway.store.db,
      );
      expect(rows.map(({ type }) => type)).toEqual(['promotion.earned', 'promotion.earning.revoked']);
    } finally {
      await gateway.close();
    }
  });

  it('is nothing, at no cost, without subscriptions', async () => {
    const gateway = await openGateway();
    try {
      const { graphql } = await gateway.organisation();
      for (const name of [
        'enrolCustomers',
        'earnPromotion',
        'revokePromotionEarnings',
        'revokePromotionEnrolments',
      ]) {
        await graphql(act(name));
      }
      expect(gateway.statements.join()).not.toMatch(/pg_notify|listen/i);
      const path = await gateway.app.server.inject({ method: 'PUT', url: '/graphql/stream' });
      expect(path.statusCode).toBe(404);
    } finally {
      await gateway.close();
    }
  });
});
