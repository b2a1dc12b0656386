// Hive Gateway in front of the gateway: it passes the caller's credentials on, and subscribes where the gateway streams.
const CREDENTIALS = ['authorization', 'x-cap-api-oauth-token'];

export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) =>
      Object.fromEntries(
        CREDENTIALS.flatMap((name) => {
          const value = request.headers.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
  },
  transportEntries: {
    // The name of the subgraph in the supergraph.
    promotions: { options: { subscriptions: { kind: 'http', location: '/graphql/stream' } } },
  },
};
