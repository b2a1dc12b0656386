import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { membershipSdl } from '../support/membership-subgraph.js';

/** The other team's subgraph as a server in this process. */
export interface MembershipServer {
  readonly url: string;
  /** The Authorization header of each request since the last `callers.length = 0`. */
  readonly callers: (string | undefined)[];
  close(): Promise<void>;
}

/** The data of the other team: every customer of these ids is a member, for every caller. */
export interface Membership {
  readonly customerIds: readonly string[];
  readonly promotionIds: readonly string[];
}

export async function startMembershipServer({
  customerIds,
  promotionIds,
}: Membership): Promise<MembershipServer> {
  const callers: (string | undefined)[] = [];
  const tierOf = (id: string) => `tier of ${id}`;
  const bannerOf = (id: string) => `banner of ${id}`;
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(membershipSdl),
      resolvers: {
        Query: {
          members: (_: unknown, { first }: { first: number }) => ({
            edges: customerIds.slice(0, first).map((id) => ({ node: { id }, cursor: id })),
            pageInfo: { hasNextPage: customerIds.length > first, hasPreviousPage: false },
          }),
          featured: () => promotionIds.map((id) => ({ id })),
        },
        Customer: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          tier: ({ id }: { id: string }) => tierOf(id),
        },
        Promotion: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          banner: ({ id }: { id: string }) => bannerOf(id),
        },
      },
    },
  ]);
  const server = new ApolloServer({
    schema,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: ({ req }) => {
      callers.push(req.headers.authorization);
      return Promise.resolve({});
    },
  });
  return { url, callers, close: () => server.stop() };
}
