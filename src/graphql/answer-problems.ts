/** Sets the status of responses with errors, and logs our own failures. */

import type {
  ApolloServerPlugin,
  GraphQLRequest,
  GraphQLRequestListener,
  GraphQLResponse,
  HTTPGraphQLHead,
} from '@apollo/server';
import type { FastifyBaseLogger } from 'fastify';
import { OperationTypeNode, type GraphQLError } from 'graphql';
import { acceptsAsMuch, GRAPHQL_TYPE, JSON_TYPE } from '../http/acceptable.js';
import { logProblem } from '../http/log/log-problem.js';
import { Problem } from '../http/problem.js';
import type { Scope } from '../request/scope.js';
import { problemOf } from './errors/format-error.js';
import { safeMessage } from './errors/safe-message.js';
import { sendResponseExtensions } from './response-extensions.js';

/** Refusals for missing access or a limit. */
const REFUSALS = [403, 429];

/** Gives an answer without data the status and headers of the problem in it, and logs our own defects whole. */
export function answerProblems(logger: FastifyBaseLogger): ApolloServerPlugin<Scope> {
  const listener: GraphQLRequestListener<Scope> = {
    didResolveOperation({ schema, operation, contextValue }) {
      contextValue.log.operation = operation?.name?.value ?? null;
      if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
        throw new Problem(
          400,
          'BAD_REQUEST',
          'This path accepts no subscriptions: send them to /graphql/stream',
        );
      }
      if (!operation || schema.getRootType(operation.operation)) return Promise.resolve();
      throw new Problem(400, 'BAD_REQUEST', `There is no ${operation.operation} here`);
    },
    willSendResponse({ errors = [], request, response, contextValue }) {
      sendResponseExtensions(response, contextValue.responseExtensions);
      for (const error of errors) {
        const problem = problemOf(error);
        if (problem && REFUSALS.includes(problem.status)) contextValue.log.refusals.add(problem.code);
        contextValue.log.reason ??= problem?.message ?? safeMessage(error.message);
        if (problem) logProblem(logger, problem, error.originalError ?? error, contextValue.requestId);
      }
      if (!hasData(response.body, errors)) applyFirstProblem(errors, response.http);
      if (errors.some(isUnknownDocument)) answerUnknownDocument(request, response.http);
      return Promise.resolve();
    },
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

/**
 * Whether there is data to be sent, with which the status is 200. Where every field failed for a reason that is about
 * the request as a whole, such as its credential or the store, the answer is that reason alone.
 */
function hasData(body: GraphQLResponse['body'], errors: readonly GraphQLError[]): boolean {
  if (body.kind !== 'single' || !body.singleResult.data) return false;
  const fields = Object.keys(body.singleResult.data);
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  if (!errors.every(isAboutTheRequest) || !fields.every((field) => failed.has(field))) return true;
  if (Object.values(body.singleResult.data).some((field) => field !== null)) return true;
  delete body.singleResult.data;
  return false;
}

/** Whether an error is neither a mistake in one field's input nor a defect in a field. */
function isAboutTheRequest(error: GraphQLError): boolean {
  const problem = problemOf(error);
  return problem !== null && problem.status !== 400 && problem.status !== 500;
}

function applyFirstProblem(errors: readonly GraphQLError[], http: HTTPGraphQLHead): void {
  const problem = errors.map((error) => problemOf(error) ?? refusedDocument(error)).find((found) => found);
  if (!problem) return;
  http.status = problem.status;
  for (const [name, value] of Object.entries(problem.headers)) http.headers.set(name, String(value));
}

/** Apollo answers 200 where clients may register no documents. */
function refusedDocument({ extensions: { code }, message }: GraphQLError): Problem | null {
  if (code !== 'PERSISTED_QUERY_NOT_SUPPORTED') return null;
  return new Problem(400, code, message, { 'cache-control': 'no-store' });
}

function isUnknownDocument({ extensions }: GraphQLError): boolean {
  return extensions.code === 'PERSISTED_QUERY_NOT_FOUND';
}

/**
 * Asks for a document as GraphQL over HTTP specifies: 200 in JSON, 400 in application/graphql-response+json. Apollo iOS and
 * Apollo Kotlin take both types alike, and Apollo iOS reads no answer of 400, so they get the one of 200.
 */
function answerUnknownDocument({ http: asked, extensions }: GraphQLRequest, http: HTTPGraphQLHead): void {
  const { sha256Hash } = (extensions?.persistedQuery ?? {}) as { sha256Hash?: unknown };
  const isJson = acceptsAsMuch(asked?.headers.get('accept'), JSON_TYPE, GRAPHQL_TYPE);
  http.status = isJson && sha256Hash !== '' ? 200 : 400;
  if (isJson) http.headers.set('content-type', JSON_TYPE);
  http.headers.set('cache-control', 'no-store');
}
