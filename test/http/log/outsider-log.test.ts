import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
beforeEach(() => {
  gateway.app.server.outsiderLog.flush();
  gateway.log.length = 0;
});
afterAll(() => gateway.close());

async function call(times: number, url: string, headers: Record<string, string> = {}): Promise<void> {
  for (let i = 0; i < times; i += 1) await gateway.app.server.inject({ url, headers });
}

it('1,000 requests without a known caller write 100 lines, and one that counts the others by status', async () => {
  await call(500, '/graphql');
  await call(500, '/nowhere');
  gateway.app.server.outsiderLog.flush();
  expect(gateway.log).toHaveLength(101);
  expect(gateway.log.at(-1)).toMatchObject({
    level: 40,
    byStatus: { 401: 400, 404: 500 },
    msg: 'Omitted lines about requests without a known caller',
  });
});

it('a known caller has its line all the same', async () => {
  const { authorization } = await gateway.organisation();
  await call(150, '/healthz');
  await call(1, '/v2/organization/programs', { authorization });
  expect(gateway.log).toHaveLength(101);
  expect(gateway.log.at(-1)).toMatchObject({ route: '/v2/organization/programs', status: 200 });
});

it('nothing is reported where nothing was left out, and the next lines are written again', async () => {
  await call(100, '/nowhere');
  gateway.app.server.outsiderLog.flush();
  await call(1, '/nowhere');
  expect(gateway.log).toHaveLength(101);
  expect(gateway.log.every(({ msg }) => msg === 'request')).toBe(true);
});
