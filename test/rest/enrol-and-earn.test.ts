import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';

describe('POST /v2/promotion/bulk/enrolAndEarn', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  it('enrols, and answers each customer in the order of the request', async () => {
    const organisation = await gateway.organisation();
    const response = await organisation.bulk({
      type: 'CUSTOMER',
      bulkAction: 'ENROL',
      promotionDetails: { programId: 10, promotionId: 500 },
      identifierName: 'id',
      customers: [
        { identifierValue: '1002', source: 'INSTORE' },
        { identifierValue: '1001', source: 'INSTORE' },
      ],
    });
    expect(response.statusCode).toBe(200);
    const body = response.json<{ response: { result: { entityId: number } }[] }>();
    expect(body.response.map(({ result }) => result.entityId)).toEqual([1002, 1001]);
  });
});
