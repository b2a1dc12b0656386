import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute, GraphQLError, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Scope } from '../request/scope.js';
import { variablesReader } from './read-variables.js';

/** What Apollo has executed by somebody else: a gateway to other servers, as a rule. */
type Gateway = ApolloServerOptionsWithGateway<Scope>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;
type Request = Parameters<Executor>[0];

/** How many documents are remembered. An app has some dozens; whoever writes values into them has any number. */
const MAX_DOCUMENTS = 500;
/** Compiling takes longer than executing once: it is worth it from the second time on. */
const COMPILED_FROM = 2;
/** Of variables with more wrong than that, the rest is not looked for. */
const MAX_COERCION_ERRORS = 5;

export interface CompiledExecutionOptions {
  /** The time from which on a document is compiled; Infinity never compiles. */
  readonly compiledFrom?: number | undefined;
}

/** A document that was executed before. */
interface Known {
  times: number;
  compiled?: Compiled | undefined;
}

/** graphql-jit reads variables as well, but ignores the default of an input's field and the rules of our ID. */
interface Compiled extends Pick<CompiledQuery, 'query'> {
  readonly readVariables: ReturnType<typeof variablesReader>;
}

/**
 * Has Apollo execute documents that were compiled to functions, which takes a fraction of interpreting them field
 * by field. Everything else stays Apollo's: parsing, validation, errors, and the answer.
 */
export function compiledExecution(
  schema: GraphQLSchema,
  { compiledFrom = COMPILED_FROM }: CompiledExecutionOptions = {},
): Gateway {
  const documents = new LRUCache<string, Known>({ max: MAX_DOCUMENTS });
  const compiledFor = (request: Request): Compiled | undefined => {
    const key = `${request.queryHash} ${request.operationName ?? ''}`;
    const known = documents.get(key) ?? { times: 0 };
    known.times += 1;
    if (known.times === 1) documents.set(key, known);
    if (known.times >= compiledFrom) known.compiled ??= compile(schema, request);
    return known.compiled;
  };
  return executedBy(schema, async (request) => {
    const args = argumentsOf(schema, request);
    const compiled = isResolved(request) ? compiledFor(request) : undefined;
    // Of variables that do not fit graphql-js says why.
    const variables = compiled?.readVariables(request.request.variables ?? {});
    if (!compiled || !variables) return execute(args);
    const result = await compiled.query(undefined, args.contextValue, variables);
    return result.errors ? { ...result, errors: result.errors.map(asGraphQLError) } : result;
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

/** @returns undefined for what cannot be compiled: graphql-js says why when it executes it */
function compile(
  schema: GraphQLSchema,
  { document, operation, operationName }: Request,
): Compiled | undefined {
  const compiled = compileQuery(schema, document, operationName ?? undefined, {
    disablingCapturingStackErrors: true,
  });
  if (!isCompiledQuery(compiled)) return undefined;
  const readVariables = variablesReader(schema, operation.variableDefinitions ?? []);
  return { query: compiled.query, readVariables };
}

function argumentsOf(schema: GraphQLSchema, request: Request): ExecutionArgs {
  return {
    schema,
    document: request.document,
    contextValue: request.context,
    variableValues: request.request.variables ?? {},
    operationName: request.request.operationName,
    options: { maxCoercionErrors: MAX_COERCION_ERRORS },
  };
}

/** graphql-jit's errors look like graphql's but lack what Apollo reads: the extensions, and their place in the class. */
function asGraphQLError({ message, locations, path, originalError, extensions }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError, extensions });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
