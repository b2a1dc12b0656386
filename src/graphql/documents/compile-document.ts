/** Compiles an operation, and leaves errors to graphql-js. */

import {
  execute,
  Kind,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Variables } from '../variables/coerce-variables.js';
import { compiledSize } from './compiled-size.js';
import { compilableSchema, recordedSchema, RecordedRun } from './recorded-run.js';

/** An operation as a function. */
export interface CompiledOperation {
  /** The number of compiled fields. */
  readonly size: number;
  /** @param variables as graphql-js has coerced them */
  execute(args: ExecutionArgs, variables: Variables): Promise<ExecutionResult>;
}

/** Compiles an operation. @returns null for one that is left to graphql-js */
export type CompileDocument = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
) => CompiledOperation | null;

/**
 * Compiles documents with graphql-jit, and takes from it only what is surely the same: data without an error. With an
 * error graphql-js puts the whole answer together, from what the resolvers have come to already.
 */
export function documentCompiler(schema: GraphQLSchema): CompileDocument {
  const compilable = compilableSchema(schema);
  const recorded = recordedSchema(schema);
  return (document, operation) => {
    const size = compiledSize(schema, document, operation);
    if (size === null) return null;
    const compiled = compileQuery(compilable, withoutVariables(document, operation), undefined, {
      disablingCapturingStackErrors: true,
    });
    if (!isCompiledQuery(compiled)) return null;
    return {
      size,
      execute: async (args, variables) => {
        const run = new RecordedRun(operation, variables);
        const result = await compiled.query(run, args.contextValue, {});
        return result.errors ? execute({ ...args, schema: recorded, rootValue: run }) : result;
      },
    };
  };
}

/** The operation alone with the fragments: its variables are coerced already when it is executed. */
function withoutVariables({ definitions }: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return { kind: Kind.DOCUMENT, definitions: [{ ...operation, variableDefinitions: [] }, ...fragments] };
}
