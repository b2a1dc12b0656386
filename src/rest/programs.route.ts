/** GET /v2/organization/programs. */

import type { FastifyInstance } from 'fastify';
import { scopeOf } from '../http/access/request-scope.js';
import { programsSchema } from '../wire/schemas/read-schemas.js';
import { needing } from './documentation.js';
import { encodePrograms } from '../wire/programs.js';

/** `GET /v2/organization/programs`: every active program of the organisation. */
export function programsRoute(door: FastifyInstance): void {
  door.route({
    method: 'GET',
    url: '/v2/organization/programs',
    schema: {
      operationId: 'listPrograms',
      tags: ['Promotions'],
      summary: 'List the active programs',
      description: 'Every active program of the organisation.',
      response: { 200: programsSchema },
    },
    ...needing('promotion:read'),
    handler: async (request) => encodePrograms(await scopeOf(request).reads.allPrograms()),
  });
}
