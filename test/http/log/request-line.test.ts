import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { aBody, anInput, ENROL, inStore } from '../../support/operations.js';
import { aCustomer } from '../../support/organisation.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
beforeEach(() => {
  gateway.app.server.outsiderLog.flush();
  gateway.log.length = 0;
});
afterAll(() => gateway.close());

const line = () => gateway.log.find(({ msg }) => msg === 'request');

describe('The log line of a request', () => {
  it('counts the customers of both doors by what became of them', async () => {
    const caller = await gateway.organisation({ customers: ['1', '2'].map(aCustomer) });
    const customers = inStore('1', '2', '3');
    await caller.graphql(ENROL, { input: anInput({ customers }) });
    expect(line()).toMatchObject({ results: { SUCCESS: 2, CUSTOMER_NOT_FOUND: 1 } });
    gateway.log.length = 0;
    await caller.bulk(aBody({ customers }));
    expect(line()).toMatchObject({ results: { CUSTOMER_NOT_FOUND: 1 } });
  });

  it('counts a call that is refused as a whole once', async () => {
    const caller = await gateway.organisation();
    await caller.graphql(ENROL, { input: anInput({ programId: '999' }) });
    expect(Object.values(Object(line()?.results))).toEqual([1]);
  });

  it('names the operation and the app, without what looks like a phone number', async () => {
    const caller = await gateway.organisation();
    await gateway.app.server.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        authorization: caller.authorization,
        'apollographql-client-name': 'till 919812345678',
        'apollographql-client-version': '1.2.0',
      },
      payload: { query: 'query Greeting { __typename }' },
    });
    expect(line()).toMatchObject({ operation: 'Greeting', status: 200 });
    expect(line()?.app).toMatch(/^till .* 1\.2\.0$/);
    expect(JSON.stringify(line())).not.toContain('919812345678');
  });

  it('says why a document was refused, without the values in it', async () => {
    const caller = await gateway.organisation();
    await caller.graphql('{ loyaltyProgram(id: "10") { nothing } }');
    expect(line()).toMatchObject({ status: 400 });
    expect(String(line()?.reason)).toContain('nothing');
    gateway.log.length = 0;
    await caller.graphql(ENROL, { input: { ...anInput(), customers: [{ identifierValue: 919812345678 }] } });
    expect(line()?.reason).toEqual(expect.any(String));
    expect(JSON.stringify(line())).not.toContain('919812345678');
  });

  it('says why a request outside of GraphQL was refused', async () => {
    const caller = await gateway.organisation();
    await gateway.app.server.inject({
      method: 'POST',
      url: '/v2/promotion/bulk/enrolAndEarn',
      headers: { authorization: caller.authorization, 'content-type': 'application/json' },
      payload: '{"customers": ',
    });
    expect(line()).toMatchObject({ status: 400, reason: expect.any(String) as unknown });
  });

  it('has the address of a caller who is answered 401, and of no other', async () => {
    await gateway.app.server.inject({ url: '/v2/organization/programs', remoteAddress: '192.0.2.7' });
    expect(line()).toMatchObject({ status: 401, address: '192.0.2.7' });
    gateway.log.length = 0;
    const caller = await gateway.organisation();
    await caller.graphql('{ __typename }');
    expect(line()).not.toHaveProperty('address');
  });
});
