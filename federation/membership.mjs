// A subgraph of another team, which knows the tier of every customer: node membership.mjs PORT
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { readFileSync } from 'node:fs';

const typeDefs = parse(readFileSync(new URL('membership.graphql', import.meta.url), 'utf8'));
const resolvers = {
  Query: { members: () => [{ id: '555567088' }] },
  Customer: { __resolveReference: ({ id }) => ({ id }), tier: () => 'GOLD' },
};
const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) });
await startStandaloneServer(server, { listen: { port: Number(process.argv[2]), host: '127.0.0.1' } });
console.log('ready');
