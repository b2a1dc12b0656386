// Apollo's gateway before some subgraphs: node apollo-gateway.mjs '<its settings as JSON>'.
// It serves the supergraph in a file, or composes what the subgraphs say of themselves; it writes "ready" once it serves.
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Subgraph
 * @property {string} name
 * @property {string} url
 * @property {string} [authorization] what the gateway itself is let in with
 */
/** @type {{ port: number, passOn: boolean, supergraph?: string, subgraphs?: Subgraph[] }} */
const { port, passOn, supergraph, subgraphs = [] } = JSON.parse(process.argv[2]);

const CREDENTIALS = ['authorization', 'x-cap-api-oauth-token'];
const own = new Map(subgraphs.map(({ name, authorization }) => [name, { authorization }]));
const present = (headers) => Object.entries(headers).filter(([, value]) => value !== undefined);

const gateway = new ApolloGateway({
  supergraphSdl: supergraph
    ? readFileSync(supergraph, 'utf8')
    : new IntrospectAndCompose({
        subgraphs: subgraphs.map(({ name, url }) => ({ name, url })),
        introspectionHeaders: ({ name }) => Object.fromEntries(present(own.get(name))),
      }),
  buildService: ({ name, url }) =>
    new RemoteGraphQLDataSource({
      url,
      willSendRequest({ request, context }) {
        const credentials = passOn ? (context.credentials ?? {}) : own.get(name);
        for (const [header, value] of present(credentials)) request.http.headers.set(header, value);
      },
    }),
});

await startStandaloneServer(new ApolloServer({ gateway, stopOnTerminationSignals: false }), {
  listen: { port, host: '127.0.0.1' },
  context: async ({ req }) => ({
    credentials: Object.fromEntries(CREDENTIALS.map((name) => [name, req.headers[name]])),
  }),
});
console.log('ready');
