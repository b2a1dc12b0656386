/** The gateway that the tests of abuse of the GraphQL door share, and the ways to send it what no client would. */

import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { openGateway, type TestGateway } from '../../support/gateway.js';
import type { TestOrganisation } from '../../support/organisation.js';

interface GraphqlError {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

/** Opens a gateway with one organisation for all tests of a file. */
export function useGraphqlDoor() {
  let gateway: TestGateway;
  let caller: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    caller = await gateway.organisation();
  });
  afterAll(() => gateway.close());

  function send(request: InjectOptions) {
    return gateway.app.server.inject({
      method: 'POST',
      url: '/graphql',
      ...request,
      headers: { authorization: caller.authorization, ...request.headers },
    });
  }

  return {
    get gateway() {
      return gateway;
    },
    get caller() {
      return caller;
    },
    send,
    sendJson: (payload: InjectOptions['payload']) =>
      send({ headers: { 'content-type': 'application/json' }, payload: payload! }),
    sendDocument: async (
      query: string,
      variables?: unknown,
    ): Promise<{ status: number; errors: GraphqlError[] }> => {
      const response = await caller.graphql(query, variables);
      return { status: response.statusCode, errors: response.json<{ errors: GraphqlError[] }>().errors };
    },
  };
}
