/** Reads and answers the token request of OAuth 2.0 (RFC 6749, section 4.4). */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readCredential } from '../request/credential.js';
import { BASIC } from '../http/problem.js';
import type { IssuedToken } from '../service/auth/authenticator.js';

export const FORM_TYPE = 'application/x-www-form-urlencoded';
const GRANT = 'client_credentials';

/** Takes forms for bodies of this instance's routes, besides JSON: a form arrives as URLSearchParams. */
export function acceptForms(door: FastifyInstance): void {
  door.addContentTypeParser(FORM_TYPE, { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)));
  });
}

/** A client that asks for a token, or the error of RFC 6749, section 5.2. */
export type TokenRequest =
  { readonly key: string; readonly secret: string } | { readonly error: OauthError; readonly reason: string };

type OauthError = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type';

type RequestHeaders = FastifyRequest['headers'];

/** Reads the client from the form, or from Basic with both parts form-encoded (RFC 6749, section 2.3.1). */
export function readTokenForm(form: URLSearchParams, headers: RequestHeaders): TokenRequest {
  const names = [...form.keys()];
  if (new Set(names).size < names.length) return refuse('invalid_request', 'A field is repeated');
  const grant = form.get('grant_type');
  if (grant === null) return refuse('invalid_request', 'grant_type is missing');
  if (grant !== GRANT) return refuse('unsupported_grant_type', `The only grant_type is ${GRANT}`);
  const key = form.get('client_id');
  const secret = form.get('client_secret');
  if (headers.authorization === undefined) {
    if (key === null || secret === null) {
      return refuse('invalid_client', 'client_id and client_secret are needed, in the form or by Basic');
    }
    return { key, secret };
  }
  if (secret !== null) return refuse('invalid_request', 'The client authenticates in two ways: choose one');
  return readBasicClient(headers);
}

function readBasicClient(headers: RequestHeaders): TokenRequest {
  const credential = readCredential({ authorization: headers.authorization });
  if (typeof credential === 'string' || credential.scheme !== 'Basic') {
    return refuse('invalid_client', 'The Authorization header is not Basic');
  }
  return { key: formDecoded(credential.till), secret: formDecoded(credential.password) };
}

/** Clients that do not encode send the same text, unless it has a plus or a percent sign. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function refuse(error: OauthError, reason: string): TokenRequest {
  return { error, reason };
}

const UNAUTHENTICATED = 401;
const MALFORMED = 400;

/** Sends a token in the form of RFC 6749, section 5.1; null is a client that is not known. */
export function sendToken(reply: FastifyReply, token: IssuedToken | null): FastifyReply {
  if (!token) return sendOauthError(reply, 'invalid_client', 'The client or its secret is not valid');
  return send(reply, {
    access_token: token.accessToken,
    token_type: 'Bearer',
    expires_in: token.ttlSeconds,
  });
}

/** Sends an error in the form of RFC 6749, section 5.2. */
export function sendOauthError(reply: FastifyReply, error: OauthError, reason: string): FastifyReply {
  const isUnknown = error === 'invalid_client';
  if (isUnknown) reply.header('www-authenticate', BASIC);
  reply.status(isUnknown ? UNAUTHENTICATED : MALFORMED);
  return send(reply, { error, error_description: reason });
}

function send(reply: FastifyReply, body: object): FastifyReply {
  return reply.type('application/json').serializer(JSON.stringify).send(body);
}
