import { demoCredentials } from '../../src/demo/demo-organisation.js';
import { openGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway.js';

/** A gateway on the demo data, to be called as the till that everyone knows. */
export interface DemoGateway extends TestGateway {
  graphql<Data>(query: string, variables?: object): Promise<Data>;
  /** @returns what `POST` to the path answers */
  rest<Body>(path: string, body: object, headers?: Record<string, string>): Promise<Body>;
}

export async function openDemoGateway(options: TestGatewayOptions = {}): Promise<DemoGateway> {
  const gateway = await openGateway({ ...options, config: { demo: true, ...options.config } });
  const { till, password } = demoCredentials;
  const authorization = `Basic ${btoa(`${till}:${password}`)}`;
  const post = (url: string, payload: object, headers = {}) =>
    gateway.app.server.inject({ method: 'POST', url, headers: { authorization, ...headers }, payload });
  return {
    ...gateway,
    async graphql(query, variables = {}) {
      const { data, errors } = (await post('/graphql', { query, variables })).json();
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    rest: async (path, body, headers) => (await post(path, body, headers)).json(),
  };
}
