/** GET /openapi.json. */

import type { FastifyInstance } from 'fastify';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JSON_TYPE } from '../http/acceptable.js';

/** The document of the REST door, which `npm run openapi` writes from its routes. */
const DOCUMENT = join(import.meta.dirname, '..', '..', 'openapi.json');

/** `GET /openapi.json`: the OpenAPI document, for everyone, as the schema of GraphQL is no secret either. */
export function openApiRoute(server: FastifyInstance): void {
  let document: string | undefined;
  server.get('/openapi.json', async (_request, reply) => {
    document ??= await readFile(DOCUMENT, 'utf8');
    return reply.type(JSON_TYPE).send(document);
  });
}
