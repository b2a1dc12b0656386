import {
  getVariableValues,
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
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;
/** The value as graphql-js would read it; UNSURE where only graphql-js can tell. */
type Read = (value: unknown) => unknown;

const UNSURE = Symbol('unsure');
const MAX_INT = 2 ** 31 - 1;

/**
 * Reads the variables of one operation exactly as graphql-js does, which walks a list of a hundred customers with a
 * path to every value for errors that hardly ever occur. What is plainly of its type is taken as it is; anything
 * else, right or wrong, is left to graphql-js.
 * @returns for variables that do not fit, undefined
 */
export function variablesReader(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (variables: Variables) => Variables | undefined {
  const readers = definitions.map((definition) => {
    const type = typeFromAST(schema, definition.type);
    const read = isInputType(type) && !definition.defaultValue ? readerOf(type) : unsure;
    return { name: definition.variable.name.value, read };
  });
  return (variables) => {
    const values: Record<string, unknown> = {};
    for (const { name, read } of readers) {
      const value = read(variables[name]);
      if (value === UNSURE) return getVariableValues(schema, definitions, variables).coerced;
      if (value !== undefined) values[name] = value;
    }
    return values;
  };
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
