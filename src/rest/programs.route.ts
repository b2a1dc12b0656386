/** GET /v2/organization/programs. */

import type { FastifyInstance } from 'fastify';
import { accessNeeded, scopeOf } from '../http/access/request-scope.js';
import { programsSchema } from '../wire/schemas/read-schemas.js';
import { encodePrograms } from '../wire/programs.js';

/** `GET /v2/organization/programs`: every program of the organisation, active or not. */
export function programsRoute(door: FastifyInstance): void {
  door.route({
    method: 'GET',
    url: '/v2/organization/programs',
    schema: { response: { 200: programsSchema } },
    onRequest: accessNeeded('promotion:read'),
    handler: async (request) => encodePrograms(await scopeOf(request).reads.allPrograms()),
  });
}
