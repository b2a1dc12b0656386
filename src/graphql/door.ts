/** The route /graphql. */

import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GRAPHQL_TYPE, JSON_TYPE, requireAcceptable } from '../http/acceptable.js';
import { requireCaller, scopeOf, type DoorSources } from '../http/access/request-scope.js';
import { Problem } from '../http/problem.js';
import { answerErrors } from '../http/server.js';
import { createApollo, type ApolloOptions } from './apollo.js';
import {
  registeredDocuments,
  requireDocumentId,
  type DocumentRules,
} from './documents/persisted-documents.js';
import { createSchema } from './schema.js';
import { openStreamDoor, type StreamDoorOptions } from './subscriptions/stream-door.js';
import { readTrustedDocuments } from './documents/trusted-documents.js';

export interface GraphqlDoorOptions
  extends Omit<ApolloOptions, 'logger' | 'documents'>, Omit<StreamDoorOptions, 'documents' | 'schema'> {
  /** Whether clients may register documents. */
  readonly automaticPersistedQueries: boolean;
  /** The file of trusted documents, and whether all others are refused; null trusts every document alike. */
  readonly trustedDocuments: { readonly file: string; readonly only: boolean } | null;
}

/** The GraphQL door: `/graphql`, and `/graphql/stream` where customers can be watched. */
export async function openGraphqlDoor(
  server: FastifyInstance,
  sources: DoorSources,
  options: GraphqlDoorOptions,
): Promise<void> {
  const documents = await documentRules(options);
  const { schema = createSchema() } = options;
  const apollo = createApollo({ ...options, schema, documents, logger: server.log });
  await apollo.start();
  server.addHook('onClose', () => apollo.stop());
  await server.register((door, _options, done) => {
    answerErrors(door, ({ code, message }) => ({ errors: [{ message, extensions: { code } }] }));
    requireCaller(door, sources);
    requireAcceptable(door, [JSON_TYPE, GRAPHQL_TYPE]);
    door.addHook('preHandler', (request, _reply, proceed) => {
      refuseBatches(request);
      proceed();
    });
    if (documents.trustedOnly) {
      door.addHook('preHandler', (request, _reply, proceed) => {
        requireDocumentId(request);
        proceed();
      });
    }
    door.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      handler: fastifyApolloHandler(apollo, { context: (request) => Promise.resolve(scopeOf(request)) }),
    });
    done();
  });
  if (sources.changes) await openStreamDoor(server, sources, { ...options, schema, documents });
}

/** @throws Problem 400 with the way to send operations one by one */
function refuseBatches({ body }: Pick<FastifyRequest, 'body'>): void {
  if (!Array.isArray(body)) return;
  throw new Problem(
    400,
    'BAD_REQUEST',
    'Operation batching is off: send each operation in a request of its own, as HttpLink does and BatchHttpLink does not',
  );
}

async function documentRules({
  automaticPersistedQueries,
  trustedDocuments,
}: GraphqlDoorOptions): Promise<DocumentRules> {
  return {
    registered: automaticPersistedQueries ? registeredDocuments() : null,
    trusted: trustedDocuments && (await readTrustedDocuments(trustedDocuments.file, createSchema())),
    trustedOnly: trustedDocuments?.only ?? false,
  };
}
