import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';

const VIEWER = `{ viewer {
  organisation { id timeZone } clientId access limits { customersPerCall customersPerMinute itemsPerPage }
} }`;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway({ config: { customersPerMinute: 500 } });
});
afterAll(() => gateway.close());

it('a caller reads its organisation, its client, its access and its limits', async () => {
  const caller = await gateway.organisation({ access: ['customer:read', 'promotion:read'] });
  const { data } = (await caller.graphql(VIEWER)).json();
  expect(data).toEqual({
    viewer: {
      organisation: { id: caller.organisationId, timeZone: expect.any(String) },
      clientId: expect.stringMatching(/^\d+$/),
      access: ['CUSTOMER_READ', 'PROMOTION_READ'],
      limits: { customersPerCall: 100, customersPerMinute: 500, itemsPerPage: 100 },
    },
  });
});

it('a caller without any access reads itself, and no limit where there is none', async () => {
  const unlimited = await openGateway();
  const caller = await unlimited.organisation({ access: [] });
  const { data } = (await caller.graphql(VIEWER)).json();
  expect(data.viewer).toMatchObject({ access: [], limits: { customersPerMinute: null } });
  await unlimited.close();
});
