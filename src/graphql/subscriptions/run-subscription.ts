/** Executes subscriptions, each event in a scope of its own. */

import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type NameNode,
} from 'graphql';
import pLimit from 'p-limit';
import type { FastifyBaseLogger } from 'fastify';
import { openScope, type Scope } from '../../request/scope.js';
import { inOperationSpan } from '../../telemetry/operation-span.js';
import type { DoorSources } from '../../http/access/request-scope.js';
import { answerLimit } from '../documents/limit-answer.js';
import { answerFit, type AnswerFit } from '../documents/long-answer.js';
import { conditionCheck } from '../documents/null-conditions.js';
import { mapAsyncIterator } from './map-async-iterator.js';
import { variablesReader } from '../variables/read-variables.js';
import { inOrder } from '../errors/error-order.js';
import { maskErrors } from '../errors/mask-errors.js';
import type { Subscriber } from './subscriber.js';
import {
  readSubscriptionDocument,
  type SubscriptionDocumentOptions,
  type SubscriptionRequest,
} from './subscription-document.js';

/** Changes are read for so many subscriptions at a time, so that calls find connections to the store as well. */
const READ_AT_ONCE = 4;

/** The answers to a subscription, one for each change. */
export type Answers = AsyncGenerator<ExecutionResult, undefined, undefined>;

/** Starts a subscription, or returns its errors. */
export type RunSubscription = (
  subscriber: Subscriber,
  request: SubscriptionRequest,
  requestId: string,
) => Promise<Begun | readonly GraphQLError[]>;

/** A started subscription, with its arguments and its answers. */
export interface Begun {
  readonly args: ExecutionArgs;
  readonly answers: Answers;
}

export interface RunSubscriptionOptions extends SubscriptionDocumentOptions {
  readonly sources: DoorSources;
  readonly logger: FastifyBaseLogger;
}

/**
 * Runs subscriptions for every transport. Each change is answered in a scope of its own, so that all of it is read
 * afresh, and for the caller as it is by then, so that a client that was switched off receives nothing more.
 */
export function subscriptionRunner(options: RunSubscriptionOptions): RunSubscription {
  const reading = pLimit(READ_AT_ONCE);
  return async (subscriber, request, requestId) => {
    const giveUp = (errors: readonly GraphQLError[]) => {
      release?.();
      return maskErrors(errors, requestId, options.logger);
    };
    const release = subscriber.reserve();
    if (!release) return giveUp([tooMany()]);
    try {
      const document = readSubscriptionDocument(request, options);
      if (!('kind' in document)) return giveUp(document);
      const args = argumentsOf(document, request, options);
      if ('errors' in args) return giveUp(args.errors);
      const scope = openScope(options.sources, { caller: subscriber.caller, requestId });
      const changes = await createSourceEventStream({ ...args, contextValue: scope });
      if (!isAsyncIterable(changes)) return giveUp((changes.errors ?? []).map(ofTheVariables));
      const operation = getOperationAST(document, request.operationName);
      const fitAnswer: AnswerFit = operation ? answerFit(document, operation) : (result) => result;
      const run = (change: unknown) =>
        reading(() =>
          answerChange(change, { args, name: operation?.name, fitAnswer, subscriber, requestId, options }),
        );
      return {
        args,
        answers: ending(mapAsyncIterator(changes[Symbol.asyncIterator](), run), subscriber, release),
      };
    } catch (error) {
      return giveUp([asGraphQLError(error)]);
    }
  };
}

interface Running {
  readonly args: ExecutionArgs;
  readonly name: NameNode | undefined;
  readonly fitAnswer: AnswerFit;
  readonly subscriber: Subscriber;
  readonly requestId: string;
  readonly options: RunSubscriptionOptions;
}

async function answerChange(
  change: unknown,
  { args, name, fitAnswer, subscriber, requestId, options: { sources, logger } }: Running,
): Promise<ExecutionResult> {
  const caller = await sources.authenticator.current(subscriber.caller);
  if (!caller) throw new CredentialExpired();
  const scope: Scope = openScope(sources, { caller, requestId });
  const result = await inOperationSpan({ operation: 'subscription', name }, () =>
    execute({ ...args, rootValue: change, contextValue: scope }),
  );
  const { data = null, errors } = inOrder(fitAnswer(result));
  return errors ? { data, errors: maskErrors(errors, requestId, logger) } : { data };
}

/** The client was switched off. */
class CredentialExpired extends Error {}

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** The answers, which give their place back when they end; if nothing more can be heard, the connection ends. */
function ending(answers: Answers, subscriber: Subscriber, release: () => void): Answers {
  let ended = false;
  const end = () => {
    ended = true;
    forget();
    release();
    return answers.return(undefined);
  };
  const guarded: Answers = {
    ...answers,
    next: async () => {
      try {
        const answer = await answers.next();
        if (answer.done) await end();
        // The subscription may have ended during the read.
        return ended ? OVER : answer;
      } catch (error) {
        await end();
        subscriber.end(error instanceof CredentialExpired ? 'expired' : 'missed');
        return OVER;
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  const forget = subscriber.endOnLeaving({ return: () => guarded.return(undefined) });
  return guarded;
}

function argumentsOf(
  document: DocumentNode,
  { operationName, variables }: SubscriptionRequest,
  { schema }: RunSubscriptionOptions,
): ExecutionArgs | { readonly errors: readonly GraphQLError[] } {
  const operation = getOperationAST(document, operationName);
  const read = variablesReader(schema, operation?.variableDefinitions ?? [])(variables ?? {});
  if ('errors' in read) return read;
  const refusal =
    operation &&
    (conditionCheck(document, operation)(read.values) ?? answerLimit(document, operation)(read.values));
  return refusal ? { errors: [refusal] } : { schema, document, operationName, variableValues: read.given };
}

/** An error without a path comes from a variable, not from a resolver. */
function ofTheVariables(error: GraphQLError): GraphQLError {
  if (error.path) return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

function tooMany(): GraphQLError {
  return new GraphQLError('This connection or this client has too many subscriptions: end some first', {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
  });
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value;
}
