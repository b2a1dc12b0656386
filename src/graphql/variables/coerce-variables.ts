/** Coerces variables as graphql-js does, up to the first few errors. */

import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { MAX_ERRORS } from '../errors/limit-errors.js';
import { safeMessage } from '../errors/safe-message.js';

/** Variables by their names. */
export type Variables = Readonly<Record<string, unknown>>;

/** The variables of an operation, or their errors. */
export type ReadVariables = { readonly values: Variables } | { readonly errors: readonly GraphQLError[] };

/**
 * Reads variables as graphql-js does, but stops at the first few errors and never writes out a value: graphql-js
 * repeats the whole object for each of its wrong names.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Variables,
): ReadVariables {
  const values = Object.create(null) as Record<string, unknown>;
  const errors: GraphQLError[] = [];
  try {
    for (const definition of definitions) {
      const value = coerceVariable(schema, definition, given, (message) => {
        errors.push(variableError(definition, message));
        if (errors.length === MAX_ERRORS) throw new EnoughErrors();
      });
      if (value !== undefined) values[definition.variable.name.value] = value;
    }
  } catch (error) {
    if (!(error instanceof EnoughErrors)) throw error;
  }
  return errors.length > 0 ? { errors } : { values };
}

/** Ends the coercion after enough errors. */
class EnoughErrors extends Error {}

/** @returns undefined for an absent variable, and for one that does not fit */
function coerceVariable(
  schema: GraphQLSchema,
  { variable: { name }, type: typeNode, defaultValue }: VariableDefinitionNode,
  given: Variables,
  report: (message: string) => void,
): unknown {
  const type = typeFromAST(schema, typeNode);
  if (!isInputType(type)) {
    report('is of a type that no variable may have.');
    return undefined;
  }
  const value = given[name.value];
  if (!Object.hasOwn(given, name.value)) {
    if (defaultValue) return valueFromAST(defaultValue, type);
    if (isNonNullType(type)) report(`of required type "${String(type)}" was not provided.`);
    return undefined;
  }
  if (value === null && isNonNullType(type)) {
    report(`of non-null type "${String(type)}" must not be null.`);
    return undefined;
  }
  return coerceInputValue(value, type, reportInvalid(name.value, report), true);
}

/** Reports a value that does not fit by its place in the variable. */
function reportInvalid(name: string, report: (message: string) => void) {
  return (path: readonly (string | number)[], _value: unknown, { message }: GraphQLError) => {
    const position = path.length > 0 ? ` at "${name}${printPath(path)}"` : '';
    report(`has an invalid value${position}; ${safeMessage(message)}`);
  };
}

function printPath(path: readonly (string | number)[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
}

/** An error of one variable, whose message ends with this text. */
export function variableError(definition: VariableDefinitionNode, message: string): GraphQLError {
  return new GraphQLError(`Variable "$${definition.variable.name.value}" ${message}`, {
    nodes: definition,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
