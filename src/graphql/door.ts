import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import { requireCaller, scopeOf, type DoorSources } from '../http/request-scope.js';
import { answerErrors } from '../http/server.js';
import { createApollo, type ApolloOptions } from './apollo.js';

export type GraphqlDoorOptions = Omit<ApolloOptions, 'logger'>;

/** The GraphQL door: `/graphql`. */
export async function openGraphqlDoor(
  server: FastifyInstance,
  sources: DoorSources,
  options: GraphqlDoorOptions,
): Promise<void> {
  const apollo = createApollo({ ...options, logger: server.log });
  await apollo.start();
  server.addHook('onClose', () => apollo.stop());
  await server.register((door, _options, done) => {
    answerErrors(door, ({ code, message }) => ({ errors: [{ message, extensions: { code } }] }));
    requireCaller(door, sources);
    door.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      handler: fastifyApolloHandler(apollo, { context: (request) => Promise.resolve(scopeOf(request)) }),
    });
    done();
  });
}
