/** The JSON Schemas of the requests for an access token. */

import { string } from './bulk-response-schema.js';

/** The body that generates a token. */
export const tokenBodySchema = {
  type: 'object',
  properties: { key: string, secret: string },
  required: ['key', 'secret'],
} as const;

/** The form of OAuth 2.0 that asks for an access token. The client may be in the Authorization header instead. */
export const tokenFormSchema = {
  type: 'object',
  properties: {
    grant_type: { type: 'string', enum: ['client_credentials'] },
    client_id: string,
    client_secret: string,
  },
  required: ['grant_type'],
} as const;
