/** Derives the settings of clients' caches from the schema. */

import {
  introspectionFromSchema,
  isAbstractType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** The text of a module for Apollo Client, and of one for urql's Graphcache. */
export interface CacheConfig {
  readonly apollo: string;
  readonly graphcache: string;
}

/** The arguments of a page that do not select its items. */
const PAGING = new Set(['first', 'after']);
/** Objects of which there is one for each caller. */
const SINGLE = 'Viewer';

export function cacheConfig(schema: GraphQLSchema): CacheConfig {
  return { apollo: apolloConfig(schema), graphcache: graphcacheConfig(schema) };
}

function apolloConfig(schema: GraphQLSchema): string {
  const possibleTypes = Object.fromEntries(
    Object.values(schema.getTypeMap())
      .filter((type) => isAbstractType(type) && !type.name.startsWith('_'))
      .map((type) => [type.name, possibleTypesOf(schema, type.name)]),
  );
  const policies = objectsOf(schema).flatMap((type) => {
    const pages = pagesOf(type).map((page) => `      ${page}\n`);
    const key = type.name === SINGLE ? '    keyFields: [],\n' : '';
    if (pages.length === 0 && key === '') return [];
    const fields = pages.length > 0 ? `    fields: {\n${pages.join('')}    },\n` : '';
    return [`  ${type.name}: {\n${key}${fields}  },\n`];
  });
  return `// Generated from the schema by \`npm run examples\`.
import { relayStylePagination } from '@apollo/client/utilities';

const possibleTypes = ${JSON.stringify(possibleTypes, null, 2)};

const typePolicies = {
${policies.join('')}};

/** The options of InMemoryCache. */
export const cacheOptions = { possibleTypes, typePolicies };
`;
}

function possibleTypesOf(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name);
  if (!isAbstractType(type)) return [];
  return schema.getPossibleTypes(type).map((possible) => possible.name);
}

/** Every field of a type that is a page, as a policy for pages by cursors. */
function pagesOf(type: GraphQLObjectType): string[] {
  return Object.values(type.getFields())
    .filter(({ args }) => args.some(({ name }) => name === 'after'))
    .map(({ name, args }) => {
      const keys = args
        .filter((argument) => !PAGING.has(argument.name))
        .map((argument) => `'${argument.name}'`);
      return `${name}: relayStylePagination(${keys.length > 0 ? `[${keys.join(', ')}]` : ''}),`;
    });
}

function graphcacheConfig(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const keyless = objectsOf(schema)
    .filter((type) => !roots.includes(type) && !type.getFields().id)
    .map(({ name }) => `  ${name}: ${name === SINGLE ? `() => '${SINGLE}'` : '() => null'},\n`);
  return `// Generated from the schema by \`npm run examples\`.

/** Types without an id, which are stored within the object that leads to them. */
const keys = {
${keyless.join('')}};

/** The fields and types of the schema, by which fragments on a union or an interface match. */
const schema = ${outline(schema)};

/** The options of cacheExchange. */
export const cacheConfig = { keys, schema };
`;
}

/** The members of an introspection that Graphcache does not read. */
const UNREAD = new Set(['inputFields', 'enumValues', 'directives', 'isDeprecated', 'deprecationReason']);

/** As much of an introspection as Graphcache reads: as text, in JSON. */
function outline(schema: GraphQLSchema): string {
  const { __schema } = introspectionFromSchema(schema, { descriptions: false });
  const types = __schema.types.filter(({ name }) => !name.startsWith('__'));
  return JSON.stringify({ __schema: { ...__schema, types } }, (name, value: unknown) => {
    if (name === 'args') return [];
    return UNREAD.has(name) ? undefined : value;
  });
}

/** The object types of the schema that clients see, in the order of their names. */
function objectsOf(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('_'))
    .sort((one, other) => one.name.localeCompare(other.name));
}
