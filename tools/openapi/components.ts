/** What the routes of the OpenAPI document share: headers, parameters, problems, credentials. */

import { ATTRIBUTION_HEADERS } from '../../src/request/forwarded-headers.js';

const string = { type: 'string' } as const;
const integer = { type: 'integer' } as const;

/** The headers of answers, by name. */
export const headers = {
  'X-Request-Id': { description: 'The id of the request, which the log has too', schema: string },
  'X-Cap-Requestid': { description: "The same id under the platform's name", schema: string },
  'Idempotency-Replayed': {
    description: 'true where the answer is that of an earlier call with the same key',
    schema: { type: 'string', enum: ['true'] },
  },
  'X-Upstream-Requestid': {
    description: "The platform's ids of the calls made for this one",
    schema: string,
  },
  'X-Upstream-Stale': {
    description: 'true where a part was read earlier, because the platform is unavailable',
    schema: { type: 'string', enum: ['true'] },
  },
  RateLimit: { description: 'The rest of the rate limit, where there is one', schema: string },
  'RateLimit-Policy': { description: 'The rate limit, which counts customers', schema: string },
  'Retry-After': { description: 'The seconds to wait before a retry', schema: integer },
  'WWW-Authenticate': { description: 'The schemes of credentials', schema: string },
} as const;
export type HeaderName = keyof typeof headers;

const attribution = ATTRIBUTION_HEADERS.map((name) => ({
  name,
  in: 'header',
  description: 'Attributes the call; passed on to a platform',
  schema: string,
}));

/** The headers that each call with credentials may have, by the names of their components. */
export const parameters = Object.fromEntries(
  [
    ...attribution,
    {
      name: 'traceparent',
      in: 'header',
      description: 'The trace of the call (W3C Trace Context); passed on to a platform',
      schema: string,
    },
  ].map((parameter) => [parameter.name, parameter]),
);

/** The key of a call that must not act twice. */
export const keyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'A key of 1 to 255 visible ASCII characters: the same key and call act once within 24 hours',
  schema: { type: 'string', minLength: 1, maxLength: 257 },
} as const;

const message = {
  type: 'object',
  properties: { code: integer, message: string },
  required: ['code', 'message'],
} as const;

export const schemas = {
  Problem: {
    type: 'object',
    description:
      'A failure of the HTTP request itself; its code is the status, or 4000 for a missing access group',
    properties: { errors: { type: 'array', items: message }, warnings: { type: 'array', items: message } },
    required: ['errors'],
  },
  TokenProblem: {
    type: 'object',
    properties: { data: { type: 'null' }, errors: { type: 'array', items: message } },
    required: ['data', 'errors'],
  },
} as const;

export const securitySchemes = {
  basic: { type: 'http', scheme: 'basic', description: 'A till and its password' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token' },
  token: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CAP-API-OAUTH-TOKEN',
    description: 'An access token, with or without Bearer before it',
  },
} as const;
