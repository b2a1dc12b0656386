/** POST /v3/oauth/token/generate. */

import type { FastifyInstance } from 'fastify';
import { requireObject } from '../http/json-body.js';
import { RequestPeer } from '../http/connections/peer.js';
import type { DoorSources } from '../http/access/request-scope.js';
import { tokenSchema } from '../wire/schemas/customer-schemas.js';
import { tokenBodySchema } from '../wire/schemas/request-schemas.js';

const INVALID_KEY_AND_SECRET = {
  data: null,
  errors: [{ code: 320001, message: 'Invalid client key and secret' }],
};

/** The limit of a body that is read before the caller is known. */
const MAX_BODY_BYTES = 16 * 1024;

/** `POST /v3/oauth/token/generate`: exchanges an OAuth client's key and secret for an access token. */
export function generateTokenRoute(door: FastifyInstance, sources: DoorSources): void {
  // Compressing a secret beside other text can leak it through the size.
  door.post(
    '/v3/oauth/token/generate',
    {
      compress: false,
      bodyLimit: MAX_BODY_BYTES,
      schema: {
        operationId: 'generateToken',
        tags: ['Tokens'],
        summary: 'Exchange a key and a secret for an access token',
        description:
          'A token lives for ttlSeconds. A wrong key or secret is answered with 401 and the code 320001.',
        body: tokenBodySchema,
        response: { 200: tokenSchema, 401: tokenSchema },
      },
    },
    async (request, reply) => {
      const { key, secret } = requireObject(request.body);
      const given = typeof key === 'string' && typeof secret === 'string';
      const token = given
        ? await sources.authenticator.issueToken(key, secret, new RequestPeer(request))
        : null;
      if (!token) return reply.status(401).send(INVALID_KEY_AND_SECRET);
      return { data: token, errors: null };
    },
  );
}
