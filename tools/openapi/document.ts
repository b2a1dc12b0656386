/** Generates the OpenAPI document of the REST door from its routes. */

import swagger from '@fastify/swagger';
import fastify from 'fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { DoorSources } from '../../src/http/access/request-scope.js';
import { openRestDoor } from '../../src/rest/door.js';
import { answersOf, type RouteFacts } from './answers.js';
import { headers, keyParameter, parameters, schemas, securitySchemes } from './components.js';

/** As much of an operation as is read here. */
interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly object[];
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}
type Paths = Readonly<Record<string, { readonly get?: Operation; readonly post?: Operation }>>;

type Facts = Map<string, RouteFacts>;

/** The document of every route of the REST door. */
export async function openApiDocument(): Promise<object> {
  const server = fastify();
  const facts: Facts = new Map();
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info: info() },
    transform: ({ schema, url, route }) => {
      const { access, takesKey = false, isLocalOnly = false } = route.config ?? {};
      const isSecured = access !== undefined;
      facts.set(schema.operationId ?? url, { hasBody: 'body' in schema, isSecured, takesKey, isLocalOnly });
      const needs = isSecured ? ` Needs the access group ${access}.` : '';
      return { url, schema: { ...schema, description: `${schema.description ?? ''}${needs}` } };
    },
  });
  // No request is made, so the routes have no use for their sources.
  await openRestDoor(server, {} as DoorSources, { takesExternalId: true });
  await server.ready();
  const { paths } = server.swagger() as { paths?: Paths };
  await server.close();
  return documentOf(withNullTypes(paths ?? {}) as Paths, facts);
}

function info(): { title: string; version: string; description: string; contact: object } {
  const { version } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    title: 'Promotion gateway',
    version,
    description:
      'The REST door of the gateway, under the paths of the platform. What fails for a customer or a whole call is answered with 200 and a code of docs/codes.md; a failure of HTTP has the form of Problem.',
    contact: { name: 'The maintainers of the gateway' },
  };
}

/** Writes `nullable`, which the serialiser understands, as the types of OpenAPI 3.1. */
function withNullTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNullTypes);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries<unknown>(
    Object.entries(value).map(([name, member]) => [name, withNullTypes(member)]),
  );
  const { nullable, ...rest } = members;
  return nullable === true ? { ...rest, type: [rest.type, 'null'] } : members;
}

function documentOf(paths: Paths, facts: Facts): object {
  const answers: Record<string, object> = {};
  const completed = Object.entries(paths).map(([path, item]) => {
    const { get, post } = item;
    const operations = { ...(get && { get: complete(get) }), ...(post && { post: complete(post) }) };
    return [path, operations] as const;
  });

  function complete(operation: Operation): object {
    const { operationId = '' } = operation;
    const fact = facts.get(operationId);
    if (!fact) throw new Error(`The operation ${operationId} is not known`);
    const name = `${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}Answer`;
    answers[name] = successOf(operation);
    const shared = Object.keys(parameters).map((parameter) => ({
      $ref: `#/components/parameters/${parameter}`,
    }));
    return {
      ...operation,
      parameters: [
        ...(operation.parameters ?? []),
        ...(fact.takesKey ? [{ $ref: '#/components/parameters/Idempotency-Key' }] : []),
        ...(fact.isSecured ? shared : []),
      ],
      responses: answersOf(fact, { $ref: `#/components/schemas/${name}` }),
      ...(!fact.isSecured && { security: [] }),
    };
  }

  return {
    openapi: '3.1.0',
    info: info(),
    servers: [{ url: 'http://127.0.0.1:4000', description: 'A gateway on this machine' }],
    security: [{ basic: [] }, { bearer: [] }, { token: [] }],
    tags: [
      {
        name: 'Promotions',
        description: 'Enrol customers, issue and revoke promotions, and read promotions',
      },
      { name: 'Customers', description: 'Find, read and register customers' },
      { name: 'Tokens', description: 'Access tokens of OAuth clients' },
    ],
    paths: Object.fromEntries(completed),
    components: {
      securitySchemes,
      headers,
      parameters: { ...parameters, [keyParameter.name]: keyParameter },
      schemas: { ...schemas, ...answers },
    },
  };
}

function successOf({ operationId, responses }: Operation): object {
  const schema = responses?.['200']?.content?.['application/json']?.schema;
  if (!schema) throw new Error(`The operation ${operationId} has no schema of its answer`);
  return schema;
}
