/** Executes documents that were compiled to functions. */

import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Scope } from '../../request/scope.js';
import { inOperationSpan } from '../../telemetry/operation-span.js';
import type { Variables } from '../variables/coerce-variables.js';
import { documentCompiler } from './compile-document.js';
import { isRemembered } from './document-store.js';
import { inOrder } from '../errors/error-order.js';
import { answerLimit } from './limit-answer.js';
import { answerFit } from './long-answer.js';
import { conditionCheck } from './null-conditions.js';
import { operationCache, type OperationCache, type PreparedOperation } from './operation-cache.js';
import { variablesReader } from '../variables/read-variables.js';
import { repetitionLimit } from '../variables/repeated-variables.js';

/** Apollo's interface for another executor, usually of a gateway to other servers. */
type Gateway = ApolloServerOptionsWithGateway<Scope>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;
type Request = Parameters<Executor>[0];

/** Compiling takes longer than one execution, so it pays from the second one on. */
const COMPILED_FROM = 2;
export interface CompiledExecutionOptions {
  /** The execution from which a document is compiled; Infinity never compiles. */
  readonly compiledFrom?: number | undefined;
  /** The cache of operations; a new one by default. */
  readonly operations?: OperationCache | undefined;
}

/**
 * Makes Apollo execute documents as compiled functions, which takes a fraction of interpreting them field by field.
 * Parsing, validation, errors and the answer stay Apollo's.
 */
export function compiledExecution(
  schema: GraphQLSchema,
  { compiledFrom = COMPILED_FROM, operations = operationCache() }: CompiledExecutionOptions = {},
): Gateway {
  const compile = documentCompiler(schema);
  const prepare = (request: Request): PreparedOperation => {
    const key = `${request.queryHash} ${request.operationName ?? ''}`;
    const before = operations.get(key) ?? { times: 0 };
    if ('compiled' in before) return before;
    const times = before.times + 1;
    const { document, operation } = request;
    const isKept = times >= compiledFrom && isRemembered(document);
    const readVariables = variablesReader(schema, operation.variableDefinitions ?? []);
    const checkConditions = conditionCheck(document, operation);
    const limitRepetitions = repetitionLimit(document);
    const limitAnswer = answerLimit(document, operation);
    const fitAnswer = answerFit(document, operation);
    const compiled = isKept ? compile(document, operation) : null;
    const limits = { checkConditions, limitRepetitions, limitAnswer, fitAnswer };
    const prepared = { document, readVariables, ...limits, compiled };
    operations.set(key, isKept ? prepared : { times });
    return prepared;
  };
  return executedBy(schema, async (request) => {
    if (!isResolved(request)) return execute(argumentsOf(schema, request, {}));
    const { readVariables, compiled, ...limits } = prepare(request);
    const variables = readVariables(request.request.variables ?? {});
    if ('errors' in variables) return variables;
    const { values, given } = variables;
    const refusal =
      limits.checkConditions(values) ?? limits.limitRepetitions(values) ?? limits.limitAnswer(values);
    if (refusal) return { errors: [refusal] };
    const args = argumentsOf(schema, request, given);
    const result = await inOperationSpan(request.operation, () =>
      compiled ? compiled.execute(args, values) : execute(args),
    );
    return inOrder(limits.fitAnswer(result));
  });
}

/** Whether the document has the operation that is asked for; Apollo's types say that it always has. */
function isResolved({ operation }: { readonly operation?: object }): boolean {
  return operation !== undefined;
}

/** The form in which Apollo takes an executor. */
function executedBy(
  schema: GraphQLSchema,
  executor: (request: Request) => Promise<ExecutionResult>,
): Gateway {
  const listeners = new Set<Parameters<Gateway['onSchemaLoadOrUpdate']>[0]>();
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: () => {
      for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return Promise.resolve({ executor });
    },
    stop: () => Promise.resolve(),
  };
}

function argumentsOf(schema: GraphQLSchema, request: Request, variableValues: Variables): ExecutionArgs {
  return {
    schema,
    document: request.document,
    contextValue: request.context,
    variableValues,
    operationName: request.request.operationName,
  };
}
