// Apollo's gateway before some subgraphs: node apollo-gateway.mjs '<its settings as JSON>'.
// It composes what the subgraphs say of themselves, and writes "ready" once it serves.
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/**
 * @typedef {object} Subgraph
 * @property {string} name
 * @property {string} url
 * @property {string} [authorization] what the gateway itself is let in with
 */
/** @type {{ port: number, passOn: boolean, subgraphs: Subgraph[] }} */
const { port, passOn, subgraphs } = JSON.parse(process.argv[2]);

const own = new Map(subgraphs.map(({ name, authorization }) => [name, authorization]));
const headersOf = (authorization) => (authorization ? { authorization } : {});

const gateway = new ApolloGateway({
  supergraphSdl: new IntrospectAndCompose({
    subgraphs: subgraphs.map(({ name, url }) => ({ name, url })),
    introspectionHeaders: ({ name }) => headersOf(own.get(name)),
  }),
  buildService: ({ name, url }) =>
    new RemoteGraphQLDataSource({
      url,
      willSendRequest({ request, context }) {
        const authorization = passOn ? context.authorization : own.get(name);
        for (const [header, value] of Object.entries(headersOf(authorization))) {
          request.http.headers.set(header, value);
        }
      },
    }),
});

await startStandaloneServer(new ApolloServer({ gateway, stopOnTerminationSignals: false }), {
  listen: { port, host: '127.0.0.1' },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
console.log('ready');
