/** POST /v3/oauth/token/generate. */

import type { FastifyInstance } from 'fastify';
import { requireObject } from '../http/json-body.js';
import { RequestPeer } from '../http/connections/peer.js';
import type { Authenticator } from '../service/auth/store-authenticator.js';

const INVALID_KEY_AND_SECRET = {
  data: null,
  errors: [{ code: 320001, message: 'Invalid client key and secret' }],
};

/** The limit of a body that is read before the caller is known. */
const MAX_BODY_BYTES = 16 * 1024;

/** `POST /v3/oauth/token/generate`: exchanges an OAuth client's key and secret for an access token. */
export function generateTokenRoute(door: FastifyInstance, authenticator: Authenticator): void {
  // Compressing a secret beside other text can leak it through the size.
  door.post(
    '/v3/oauth/token/generate',
    { compress: false, bodyLimit: MAX_BODY_BYTES },
    async (request, reply) => {
      const { key, secret } = requireObject(request.body);
      const given = typeof key === 'string' && typeof secret === 'string';
      const token = given ? await authenticator.issueToken(key, secret, new RequestPeer(request)) : null;
      if (!token) return reply.status(401).send(INVALID_KEY_AND_SECRET);
      return { data: token, errors: null };
    },
  );
}
