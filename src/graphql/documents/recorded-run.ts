/** Records the results of resolvers for a second executor. */

import { mapSchema, MapperKind } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  defaultTypeResolver,
  getArgumentValues,
  GraphQLInterfaceType,
  GraphQLUnionType,
  responsePathAsArray,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  type OperationDefinitionNode,
} from 'graphql';

type Arguments = Record<string, unknown>;

/**
 * One execution of an operation, which records the result of each resolver, so that a second executor of the same
 * operation does nothing twice.
 */
export class RecordedRun {
  readonly #outcomes = new Map<string, Promise<unknown>>();

  constructor(
    readonly operation: OperationDefinitionNode,
    /** As graphql-js has coerced them. */
    readonly variables: Readonly<Arguments>,
  ) {}

  once({ path }: GraphQLResolveInfo, resolve: () => unknown): Promise<unknown> {
    const key = responsePathAsArray(path).join('.');
    const known = this.#outcomes.get(key);
    if (known) return known;
    // The promise keeps what is thrown as well.
    const outcome = new Promise((settle) => {
      settle(resolve());
    });
    this.#outcomes.set(key, outcome);
    return outcome;
  }
}

/** The schema for graphql-js, whose resolvers are asked through the run that is the root value. */
export function recordedSchema(schema: GraphQLSchema): GraphQLSchema {
  return withResolvers(schema, (field, parent) => ({
    resolve: (source: unknown, args: Arguments, context: unknown, info: GraphQLResolveInfo) =>
      resolveRecorded({ field, parent, schema, source, context, info }, () => args),
  }));
}

/**
 * The schema for graphql-jit. No field of it has arguments, because graphql-jit coerces them by rules of its own and
 * writes strings into the code that it compiles: the resolvers have graphql-js coerce them instead.
 */
export function compilableSchema(schema: GraphQLSchema): GraphQLSchema {
  return withResolvers(
    schema,
    (field, parent) => ({
      args: {},
      resolve: (source: unknown, _none: unknown, context: unknown, info: GraphQLResolveInfo) =>
        resolveRecorded({ field, parent, schema, source, context, info }, ({ variables }) =>
          getArgumentValues(field, info.fieldNodes[0] as FieldNode, variables),
        ),
    }),
    guardedTypeResolver,
  );
}

interface Resolution {
  readonly field: GraphQLField<unknown, unknown>;
  readonly parent: GraphQLObjectType;
  readonly schema: GraphQLSchema;
  readonly source: unknown;
  readonly context: unknown;
  readonly info: GraphQLResolveInfo;
}

/** Resolves a field as if it had been executed on the schema itself. */
function resolveRecorded(
  { field, parent, schema, source, context, info }: Resolution,
  argumentsFor: (run: RecordedRun) => Arguments,
): unknown {
  const run = info.rootValue as RecordedRun;
  return run.once(info, () => {
    const resolve = field.resolve ?? defaultFieldResolver;
    const { operation, variables: variableValues } = run;
    const original = { schema, parentType: parent, returnType: field.type, rootValue: undefined };
    const args = argumentsFor(run);
    return resolve(source === run ? undefined : source, args, context, {
      ...info,
      ...original,
      operation,
      variableValues,
    });
  });
}

/** @param change what becomes of a field that is resolved, not read from what its parent came to */
function withResolvers(
  schema: GraphQLSchema,
  change: (field: GraphQLField<unknown, unknown>, parent: GraphQLObjectType) => object,
  typeResolver?: (type: GraphQLAbstractType) => GraphQLTypeResolver<unknown, unknown>,
): GraphQLSchema {
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, name, parentName) => {
      const parent = schema.getType(parentName) as GraphQLObjectType;
      const field = parent.getFields()[name];
      return field && (field.resolve || roots.has(parent)) ? { ...config, ...change(field, parent) } : config;
    },
    ...(typeResolver && {
      [MapperKind.UNION_TYPE]: (type) =>
        new GraphQLUnionType({ ...type.toConfig(), resolveType: typeResolver(type) }),
      [MapperKind.INTERFACE_TYPE]: (type) =>
        new GraphQLInterfaceType({ ...type.toConfig(), resolveType: typeResolver(type) }),
    }),
  });
}

/** graphql-jit never answers if a type resolver throws, and reports an error if it returns nothing. */
function guardedTypeResolver(type: GraphQLAbstractType): GraphQLTypeResolver<unknown, unknown> {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (...args) => {
    try {
      return resolveType(...args);
    } catch {
      return undefined;
    }
  };
}
