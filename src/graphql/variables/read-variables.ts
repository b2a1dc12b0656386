/** Coerces variables that plainly have their declared types. */

import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { coerceVariables, variableError, type Variables } from './coerce-variables.js';
import { listCutter, MAX_ITEMS } from './cut-lists.js';

/** The coerced value; UNSURE when only graphql-js can decide. */
type Read = (value: unknown) => unknown;

const UNSURE = Symbol('unsure');
const MAX_INT = 2 ** 31 - 1;

/** Variables that fit their operation. */
export interface FittingVariables {
  readonly values: Variables;
  /** The variables as sent, with every list cut after the first item too many; a second reader reads these. */
  readonly given: Variables;
}

/** Reads the variables of one operation, or says what is wrong with them. */
export type VariablesReader = (
  given: Variables,
) => FittingVariables | { readonly errors: readonly GraphQLError[] };

/**
 * Reads the variables of one operation exactly as graphql-js does, which walks a list of a hundred customers with a
 * path to every value for errors that hardly ever occur. A value that is plainly of its type is taken as it is; all
 * others, right or wrong, are left to graphql-js. A list that is too long is refused by its length alone.
 */
export function variablesReader(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): VariablesReader {
  const readers = definitions.map((definition) => readerOfVariable(schema, definition));
  return (variables) => {
    const { given, tooLong } = cutLists(variables, readers);
    const values = readPlain(given, readers);
    if (values) return { values, given };
    const read = coerceVariables(schema, definitions, given);
    if ('values' in read) return { values: read.values, given };
    return { errors: tooLong ? [tooManyItems(tooLong)] : read.errors };
  };
}

interface VariableReader {
  readonly definition: VariableDefinitionNode;
  readonly name: string;
  readonly read: Read;
  readonly cut: ReturnType<typeof listCutter>;
}

function readerOfVariable(schema: GraphQLSchema, definition: VariableDefinitionNode): VariableReader {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) return { definition, name, read: unsure, cut: null };
  const read = definition.defaultValue ? unsure : readerOf(type);
  return { definition, name, read, cut: listCutter(type) };
}

/** @returns with the definition of a variable that holds a list which is too long, if there is one */
function cutLists(
  variables: Variables,
  readers: readonly VariableReader[],
): { readonly given: Variables; readonly tooLong: VariableDefinitionNode | undefined } {
  let given = variables;
  let tooLong: VariableDefinitionNode | undefined;
  for (const { definition, name, cut } of readers) {
    if (!cut || !Object.hasOwn(variables, name)) continue;
    const kept = cut(variables[name], () => (tooLong ??= definition));
    if (kept !== variables[name]) given = { ...given, [name]: kept };
  }
  return { given, tooLong };
}

/** @returns undefined when only graphql-js can decide */
function readPlain(given: Variables, readers: readonly VariableReader[]): Variables | undefined {
  const values: Record<string, unknown> = {};
  for (const { name, read } of readers) {
    const value = read(given[name]);
    if (value === UNSURE) return undefined;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function tooManyItems(definition: VariableDefinitionNode): GraphQLError {
  return variableError(definition, `has a list of more than ${MAX_ITEMS} items: send fewer in one call`);
}

const unsure: Read = () => UNSURE;
const when =
  (fits: (value: unknown) => boolean): Read =>
  (value) =>
    fits(value) ? value : UNSURE;

/** Scalars of which a value may be taken as it is; our ID is another than graphql's, of the same name. */
const scalars = new Map<string, Read>([
  [GraphQLID.name, when((value) => typeof value === 'string')],
  [GraphQLString.name, when((value) => typeof value === 'string')],
  [GraphQLBoolean.name, when((value) => typeof value === 'boolean')],
  [GraphQLInt.name, when((value) => Number.isInteger(value) && Math.abs(Number(value)) <= MAX_INT)],
]);

function readerOf(type: GraphQLInputType): Read {
  if (isNonNullType(type)) {
    const read = readerOf(type.ofType);
    return (value) => (value === null || value === undefined ? UNSURE : read(value));
  }
  const read = readerOfValue(type);
  return (value) => (value === null || value === undefined ? value : read(value));
}

/** Reads a value that is there. */
function readerOfValue(type: GraphQLInputType): Read {
  if (isListType(type)) return listReader(readerOf(type.ofType));
  if (isEnumType(type))
    return when((value) => typeof value === 'string' && type.getValue(value)?.value === value);
  if (isInputObjectType(type)) return objectReader(type);
  return scalars.get(String(type)) ?? unsure;
}

function listReader(readItem: Read): Read {
  return (value) => {
    const isPlain = Array.isArray(value) && value.every((item: unknown) => readItem(item) === item);
    return isPlain ? value : UNSURE;
  };
}

function objectReader(type: GraphQLInputObjectType): Read {
  // An object may hold others of its own type: what its fields are is only looked at when one comes.
  let fields: readonly FieldReader[] | undefined;
  const names = new Set(Object.keys(type.getFields()));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return UNSURE;
    fields ??= fieldReaders(type);
    for (const name in value) if (!names.has(name)) return UNSURE;
    let whole = value as Variables;
    for (const { name, read } of fields) {
      const given = whole[name];
      const field = read(given);
      if (field === UNSURE) return UNSURE;
      if (field !== given) whole = { ...whole, [name]: field };
    }
    return whole;
  };
}

interface FieldReader {
  readonly name: string;
  readonly read: Read;
}

function fieldReaders(type: GraphQLInputObjectType): FieldReader[] {
  return Object.values(type.getFields()).map(({ name, type: fieldType, defaultValue }) => {
    const read = type.isOneOf ? unsure : readerOf(fieldType);
    return {
      name,
      read: (value) => (value === undefined && defaultValue !== undefined ? defaultValue : read(value)),
    };
  });
}
