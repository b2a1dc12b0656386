import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute, GraphQLError, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Scope } from '../request/scope.js';
import type { Variables } from './coerce-variables.js';
import { variablesReader, type VariablesReader } from './read-variables.js';

/** What Apollo has executed by somebody else: a gateway to other servers, as a rule. */
type Gateway = ApolloServerOptionsWithGateway<Scope>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;
type Request = Parameters<Executor>[0];

/** How many documents are remembered. An app has some dozens; whoever writes values into them has any number. */
const MAX_DOCUMENTS = 500;
/** Compiling takes longer than executing once: it is worth it from the second time on. */
const COMPILED_FROM = 2;

export interface CompiledExecutionOptions {
  /** The time from which on a document is compiled; Infinity never compiles. */
  readonly compiledFrom?: number | undefined;
}

/** A document that was executed before. */
interface Known {
  times: number;
  /** graphql-jit reads variables as well, but ignores the default of an input's field and the rules of our ID. */
  readonly readVariables: VariablesReader;
  compiled?: Compiled | undefined;
}

type Compiled = Pick<CompiledQuery, 'query'>;

/**
 * Has Apollo execute documents that were compiled to functions, which takes a fraction of interpreting them field
 * by field. Everything else stays Apollo's: parsing, validation, errors, and the answer.
 */
export function compiledExecution(
  schema: GraphQLSchema,
  { compiledFrom = COMPILED_FROM }: CompiledExecutionOptions = {},
): Gateway {
  const documents = new LRUCache<string, Known>({ max: MAX_DOCUMENTS });
  const knownFor = (request: Request): Known => {
    const key = `${request.queryHash} ${request.operationName ?? ''}`;
    const known = documents.get(key) ?? {
      times: 0,
      readVariables: variablesReader(schema, request.operation.variableDefinitions ?? []),
    };
    known.times += 1;
    if (known.times === 1) documents.set(key, known);
    if (known.times >= compiledFrom) known.compiled ??= compile(schema, request);
    return known;
  };
  return executedBy(schema, async (request) => {
    if (!isResolved(request)) return execute(argumentsOf(schema, request, {}));
    const { readVariables, compiled } = knownFor(request);
    const variables = readVariables(request.request.variables ?? {});
    if ('errors' in variables) return variables;
    if (!compiled) return execute(argumentsOf(schema, request, variables.given));
    const result = await compiled.query(undefined, request.context, variables.values);
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
function compile(schema: GraphQLSchema, { document, operationName }: Request): Compiled | undefined {
  const compiled = compileQuery(schema, document, operationName ?? undefined, {
    disablingCapturingStackErrors: true,
  });
  return isCompiledQuery(compiled) ? { query: compiled.query } : undefined;
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

/** graphql-jit's errors look like graphql's but lack what Apollo reads: the extensions, and their place in the class. */
function asGraphQLError({ message, locations, path, originalError, extensions }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path, originalError, extensions });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
