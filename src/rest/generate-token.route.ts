/** POST /v3/oauth/token/generate. */

import type { FastifyInstance } from 'fastify';
import { JSON_TYPE } from '../http/acceptable.js';
import { requireObject } from '../http/json-body.js';
import { RequestPeer } from '../http/connections/peer.js';
import type { DoorSources } from '../http/access/request-scope.js';
import { tokenRefusalSchema, tokenSchema } from '../wire/schemas/customer-schemas.js';
import { tokenBodySchema, tokenFormSchema } from '../wire/schemas/token-schemas.js';
import { acceptForms, FORM_TYPE, readTokenForm, sendOauthError, sendToken } from './oauth-token-form.js';

const INVALID_KEY_AND_SECRET = {
  data: null,
  errors: [{ code: 320001, message: 'Invalid client key and secret' }],
};

/** The limit of a body that is read before the caller is known. */
const MAX_BODY_BYTES = 16 * 1024;

/**
 * `POST /v3/oauth/token/generate`: exchanges an OAuth client's key and secret for an access token. JSON is the
 * platform's form, answered in the same; a form is that of OAuth 2.0, for its libraries.
 */
export function generateTokenRoute(door: FastifyInstance, sources: DoorSources): void {
  acceptForms(door);
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
          'A token lives for ttlSeconds. A wrong key or secret is answered with 401 and the code 320001. A form is the request of OAuth 2.0, RFC 6749 section 4.4, and is answered in its words.',
        body: {
          content: { [JSON_TYPE]: { schema: tokenBodySchema }, [FORM_TYPE]: { schema: tokenFormSchema } },
        },
        response: { 200: tokenSchema, 401: tokenRefusalSchema },
      },
    },
    async (request, reply) => {
      const issue = (key: string, secret: string) =>
        sources.authenticator.issueToken(key, secret, new RequestPeer(request));
      if (request.body instanceof URLSearchParams) {
        const asked = readTokenForm(request.body, request.headers);
        if ('error' in asked) return sendOauthError(reply, asked.error, asked.reason);
        return sendToken(reply, await issue(asked.key, asked.secret));
      }
      const { key, secret } = requireObject(request.body);
      const given = typeof key === 'string' && typeof secret === 'string';
      const token = given ? await issue(key, secret) : null;
      if (!token) return reply.status(401).send(INVALID_KEY_AND_SECRET);
      return { data: token, errors: null };
    },
  );
}
