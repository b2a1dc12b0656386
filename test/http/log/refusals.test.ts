import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import { aBody, anInput, ENROL, inStore } from '../../support/operations.js';
import { aCustomer } from '../../support/organisation.js';

const hundred = Array.from({ length: 100 }, (_, i) => String(2_001 + i));

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway({ config: { customersPerMinute: 100 } });
});
beforeEach(() => {
  gateway.app.server.outsiderLog.flush();
  gateway.log.length = 0;
});
afterAll(() => gateway.close());

const lines = () => gateway.log.filter(({ msg }) => msg === 'request');

describe('access that is refused', () => {
  it('for want of a credential is in the log', async () => {
    await gateway.app.server.inject({ url: '/v2/organization/programs' });
    await gateway.app.server.inject({
      url: '/graphql',
      headers: { authorization: 'Basic dGlsbDpndWVzcw==' },
    });
    expect(lines()).toMatchObject([{ status: 401 }, { status: 401 }]);
  });

  it('for want of an access group is in the log, with its client', async () => {
    const caller = await gateway.organisation({ access: ['promotion:read'] });
    const { organisationId } = caller;
    await caller.bulk(aBody());
    await caller.graphql(ENROL, { input: anInput() });
    expect(lines()).toMatchObject([
      { status: 403, organisationId },
      { status: 403, organisationId, refused: ['FORBIDDEN'] },
    ]);
  });

  it('for one field of several is in the log, though the status is 200', async () => {
    const caller = await gateway.organisation({ access: ['promotion:read'] });
    await caller.graphql(
      '{ loyaltyProgram(id: "10") { name } loyaltyCustomer(identifierName: ID, identifierValue: "1001", source: ALL) { id } }',
    );
    expect(lines()).toMatchObject([{ status: 200, refused: ['FORBIDDEN'] }]);
  });
});

describe('what goes beyond a limit', () => {
  it('of customers a minute is in the log on both doors, though GraphQL answers 200', async () => {
    const caller = await gateway.organisation({ customers: hundred.map(aCustomer) });
    const { organisationId } = caller;
    const enrolAll = () => caller.graphql(ENROL, { input: anInput({ customers: inStore(...hundred) }) });
    await enrolAll();
    await enrolAll();
    await caller.bulk(aBody({ customers: inStore(...hundred) }));
    expect(lines()).toMatchObject([
      { status: 200, organisationId },
      { status: 200, organisationId, refused: ['THROTTLED'] },
      { status: 429, organisationId, refused: ['THROTTLED'] },
    ]);
    expect(lines()[0]).not.toHaveProperty('refused');
  });

  it('of a document is in the log, with its client', async () => {
    const caller = await gateway.organisation();
    const { organisationId } = caller;
    await caller.graphql(`{ ${'a'.repeat(300_000)} }`);
    await caller.graphql(`{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: __typename`).join(' ')} }`);
    expect(lines()).toMatchObject([
      { status: 413, organisationId },
      { status: 400, organisationId },
    ]);
  });
});
