/** Configures Apollo Server and its limits. */

import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Scope } from '../request/scope.js';
import { answerProblems } from './answer-problems.js';
import { compiledExecution, type CompiledExecutionOptions } from './documents/compiled-execution.js';
import { documentStore } from './documents/document-store.js';
import { documentRules, MAX_TOKENS } from './documents/document-limits.js';
import { formatError } from './errors/format-error.js';
import { MAX_ERRORS } from './errors/limit-errors.js';
import { hideService } from './federation/no-service-sdl-rule.js';
import { persistedQueries, readDocumentIds, type DocumentRules } from './documents/persisted-documents.js';
import { createSchema } from './schema.js';

/**
 * A GET with one of these headers is never sent by a browser for a foreign page without a preflight. `Authorization` is not
 * among them: browsers add Basic credentials that they remember.
 */
const PREFLIGHTED_HEADERS = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-cap-api-oauth-token',
] as const;

export interface ApolloOptions extends CompiledExecutionOptions {
  /** Whether clients may introspect the schema, and get suggestions for misspelt names. */
  readonly introspection: boolean;
  readonly logger: FastifyBaseLogger;
  /** Another schema than the gateway's own. */
  readonly schema?: GraphQLSchema | undefined;
  /** Whether a supergraph's gateway may request timings in an answer; off, because any caller could. */
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
    csrfPrevention: { requestHeaders: [...PREFLIGHTED_HEADERS] },
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
      readDocumentIds(documents),
    ],
  });
}
