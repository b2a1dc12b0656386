import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
  type GraphQLResponse,
  type HTTPGraphQLHead,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import type { FastifyBaseLogger } from 'fastify';
import { OperationTypeNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import { Problem } from '../http/problem.js';
import type { Scope } from '../request/scope.js';
import { compiledExecution, type CompiledExecutionOptions } from './compiled-execution.js';
import { documentStore } from './document-store.js';
import { documentRules, MAX_ERRORS, MAX_TOKENS } from './document-limits.js';
import { formatError, problemOf } from './format-error.js';
import { hideService } from './hide-service.js';
import { documentPlugins, persistedQueries, type DocumentRules } from './persisted-documents.js';
import { createSchema } from './schema.js';
import { tellRemarks } from './tell-remarks.js';

export interface ApolloOptions extends CompiledExecutionOptions {
  /** Whether clients may ask for the schema, and are told of a name they got nearly right. */
  readonly introspection: boolean;
  readonly logger: FastifyBaseLogger;
  /** Another schema than the gateway's own. */
  readonly schema?: GraphQLSchema | undefined;
  /** Whether a supergraph's gateway may have timings put into an answer; off, for it tells them to anyone. */
  readonly inlineTracing?: boolean | undefined;
  readonly documents: DocumentRules;
}

export function createApollo(options: ApolloOptions): ApolloServer<Scope> {
  const { introspection, logger, compiledFrom, documents } = options;
  const { schema = createSchema(), inlineTracing = false } = options;
  return new ApolloServer<Scope>({
    // Timings are measured by the resolvers of the schema itself, which compiled documents do not use.
    gateway: compiledExecution(schema, { compiledFrom: inlineTracing ? Infinity : compiledFrom }),
    documentStore: documentStore(),
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: persistedQueries(documents),
    validationRules: [...documentRules, ...(introspection ? [] : [hideService])],
    validationOptions: { maxErrors: MAX_ERRORS },
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    formatError,
    // Apollo's own would copy the whole answer to end it with a line feed.
    stringifyResult: (result) => JSON.stringify(result),
    logger,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      inlineTracing ? ApolloServerPluginInlineTrace() : ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      answerProblems(logger),
      ...documentPlugins(documents),
    ],
  });
}

const NO_STORE = { 'cache-control': 'no-store' };

/** Gives an answer the status and headers of the problem in it, and logs our own defects whole. */
function answerProblems(logger: FastifyBaseLogger): ApolloServerPlugin<Scope> {
  const listener: GraphQLRequestListener<Scope> = {
    didResolveOperation({ schema, operation }) {
      if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
        throw new Problem(400, 'BAD_REQUEST', 'Subscriptions are not taken here, but at /graphql/stream');
      }
      if (!operation || schema.getRootType(operation.operation)) return Promise.resolve();
      throw new Problem(400, 'BAD_REQUEST', `There is no ${operation.operation} here`);
    },
    willSendResponse({ errors = [], response, contextValue }) {
      tellRemarks(response, contextValue.remarks);
      for (const error of errors) {
        const problem = problemOf(error);
        if (problem && problem.status >= 500) {
          logger.error({ err: error.originalError ?? error, reqId: contextValue.requestId }, problem.message);
        }
        if (isAllTold(response.body)) applyProblem(problem ?? refusedDocument(error), response.http);
      }
      return Promise.resolve();
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

/** Whether the errors are all there is: beside a mutation that was done, no status may ask to send it again. */
function isAllTold(body: GraphQLResponse['body']): boolean {
  const data = body.kind === 'single' ? body.singleResult.data : undefined;
  return !Object.values(data ?? {}).some((field) => field !== null);
}

/** Apollo answers 200, to be asked about again, to a persisted query that it does not have; GraphQL over HTTP wants 4xx. */
function refusedDocument({ extensions, message }: GraphQLError): Problem | null {
  const { code } = extensions;
  const isRefused = code === 'PERSISTED_QUERY_NOT_SUPPORTED' || code === 'PERSISTED_QUERY_NOT_FOUND';
  return isRefused ? new Problem(400, code, message, NO_STORE) : null;
}

function applyProblem(problem: Problem | null, http: HTTPGraphQLHead): void {
  if (!problem || problem.code === 'INTERNAL_SERVER_ERROR') return;
  http.status = problem.status;
  for (const [name, value] of Object.entries(problem.headers)) http.headers.set(name, String(value));
}
