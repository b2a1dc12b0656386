import { ChangeType, CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import {
  buildSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** The enums of answers that grow; apps are documented to expect it, and every other one is closed for ever. */
const OPEN_ENUMS = new Set(['PromotionErrorCode']);

/** Federation's union of all entities: only routers ask for it, and they compose anew with every schema. */
const UNIONS_OF_ROUTERS = new Set(['_Entity']);

/** Directives by which routers estimate the cost of a query. A list that grows, such as that of the codes, changes them. */
const COSTS_OF_ROUTERS = /\.@(cost|listSize)(\.|$)/;

/** Federation's directives stand in the schema without their definitions. */
const BUILD = { assumeValidSDL: true };

/** One way in which a schema would break apps that have shipped. */
export interface Breach {
  /** The place in the schema, such as `CustomerError.code`. */
  readonly path: string;
  readonly message: string;
}

/**
 * Compares a schema with the one that shipped apps were built against.
 * @param released the schema of the last release, in SDL
 * @param current the schema that is to be released, in SDL
 * @returns all that would break an app, or change its answers unasked; nothing where the schema only grew
 */
export async function findBreaches(released: string, current: string): Promise<Breach[]> {
  const schema = buildSchema(current, BUILD);
  const changes = await diff(buildSchema(released, BUILD), schema);
  const breaking = changes.filter((change) => breaksApps(change, schema)).map(describeChange);
  return [...breaking, ...findConflicts(schema)];
}

function breaksApps(change: Change, schema: GraphQLSchema): boolean {
  switch (change.criticality.level) {
    case CriticalityLevel.Breaking:
      return true;
    case CriticalityLevel.Dangerous:
      return !isGrowth(change, schema);
    case CriticalityLevel.NonBreaking:
      return false;
  }
}

/** What the inspector calls dangerous though no app that has shipped can notice it. */
function isGrowth({ type, path = '' }: Change, schema: GraphQLSchema): boolean {
  const [typeName = ''] = path.split('.');
  if (COSTS_OF_ROUTERS.test(path)) return true;
  switch (type) {
    // Not required, or they would be breaking.
    case ChangeType.FieldArgumentAdded:
    case ChangeType.InputFieldAdded:
      return true;
    case ChangeType.EnumValueAdded:
      return OPEN_ENUMS.has(typeName) || !isAnswered(typeName, schema);
    case ChangeType.UnionMemberAdded:
      return UNIONS_OF_ROUTERS.has(typeName);
    default:
      return false;
  }
}

/** Whether an app can be answered a value of this enum, rather than only send it. */
function isAnswered(enumName: string, schema: GraphQLSchema): boolean {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .flatMap((type) => Object.values(type.getFields()))
    .some(({ type }) => isEnumType(getNamedType(type)) && getNamedType(type).name === enumName);
}

function describeChange({ path = '', message, criticality }: Change): Breach {
  return { path, message: criticality.reason ? `${message}. ${criticality.reason}` : message };
}

/**
 * A document that selects a field of several possible types is refused where its shapes differ (GraphQL, "Field
 * Selection Merging"): neither apps' documents nor their generated classes can ask for both.
 */
function findConflicts(schema: GraphQLSchema): Breach[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isAbstractType(type) && !UNIONS_OF_ROUTERS.has(type.name))
    .flatMap((type) => {
      const [first, ...others] = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
      return first ? others.flatMap((other) => conflictsBetween(type.name, first, other)) : [];
    });
}

function conflictsBetween(abstract: string, a: GraphQLObjectType, b: GraphQLObjectType): Breach[] {
  const fieldsOfB = b.getFields();
  return Object.values(a.getFields()).flatMap((field) => {
    const other = fieldsOfB[field.name];
    return other && !mergeable(field.type, other.type) ? [conflict(abstract, a, b, field, other)] : [];
  });
}

/** Whether both can be answered under one name. */
function mergeable(a: GraphQLOutputType, b: GraphQLOutputType): boolean {
  if (isNonNullType(a) || isNonNullType(b)) {
    return isNonNullType(a) && isNonNullType(b) && mergeable(a.ofType, b.ofType);
  }
  if (isListType(a) || isListType(b)) return isListType(a) && isListType(b) && mergeable(a.ofType, b.ofType);
  return isLeafType(a) || isLeafType(b) ? a === b : true;
}

type OutputField = GraphQLField<unknown, unknown>;

function conflict(
  abstract: string,
  a: GraphQLObjectType,
  b: GraphQLObjectType,
  field: OutputField,
  other: OutputField,
): Breach {
  return {
    path: `${abstract}.${field.name}`,
    message: `${a.name}.${field.name} is ${String(field.type)} and ${b.name}.${field.name} is ${String(other.type)}, so no document can ask for both`,
  };
}
