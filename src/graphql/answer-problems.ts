/** Sets the status of responses with errors, and logs our own failures. */

import type {
  ApolloServerPlugin,
  GraphQLRequestListener,
  GraphQLResponse,
  HTTPGraphQLHead,
} from '@apollo/server';
import type { FastifyBaseLogger } from 'fastify';
import { OperationTypeNode, type GraphQLError } from 'graphql';
import { logProblem } from '../http/log/log-problem.js';
import { Problem } from '../http/problem.js';
import type { Scope } from '../request/scope.js';
import { problemOf } from './errors/format-error.js';
import { safeMessage } from './errors/safe-message.js';
import { sendResponseExtensions } from './response-extensions.js';

/** Refusals for missing access or a limit. */
const REFUSALS = [403, 429];

const NO_STORE = { 'cache-control': 'no-store' };

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
    willSendResponse({ errors = [], response, contextValue }) {
      sendResponseExtensions(response, contextValue.responseExtensions);
      for (const error of errors) {
        const problem = problemOf(error);
        if (problem && REFUSALS.includes(problem.status)) contextValue.log.refusals.add(problem.code);
        contextValue.log.reason ??= problem?.message ?? safeMessage(error.message);
        if (problem) logProblem(logger, problem, error.originalError ?? error, contextValue.requestId);
      }
      if (!hasData(response.body, errors)) applyFirstProblem(errors, response.http);
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

/** Apollo answers 200 to an unknown persisted query; GraphQL over HTTP requires 4xx. */
function refusedDocument({ extensions, message }: GraphQLError): Problem | null {
  const { code } = extensions;
  const isRefused = code === 'PERSISTED_QUERY_NOT_SUPPORTED' || code === 'PERSISTED_QUERY_NOT_FOUND';
  return isRefused ? new Problem(400, code, message, NO_STORE) : null;
}
