/** The JSON Schemas of the answers about customers and tokens. */

import { integer, messages, string } from './bulk-response-schema.js';

const textOrNull = { type: ['string', 'null'] } as const;

/** The answer of a customer's details as JSON Schema. */
export const customerDetailsSchema = {
  type: 'object',
  properties: {
    id: integer,
    profiles: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          firstName: textOrNull,
          lastName: textOrNull,
          identifiers: {
            type: 'array',
            items: { type: 'object', properties: { type: string, value: string } },
          },
          commChannels: { type: 'array', items: { type: 'object', additionalProperties: true } },
          source: string,
          accountId: textOrNull,
        },
      },
    },
    loyaltyInfo: { type: 'object', properties: { loyaltyType: string } },
    warnings: messages,
    errors: messages,
  },
} as const;

/** The answer of a registration as JSON Schema. */
export const registrationSchema = {
  type: 'object',
  properties: {
    createdId: integer,
    warnings: messages,
    sideEffects: { type: 'array', items: { type: 'object', additionalProperties: true } },
    errors: messages,
  },
} as const;

const platformTokenSchema = {
  type: 'object',
  required: ['data', 'errors'],
  properties: {
    data: {
      type: ['object', 'null'],
      properties: { accessToken: string, ttlSeconds: integer },
    },
    errors: {
      type: ['array', 'null'],
      items: { type: 'object', properties: { code: integer, message: string } },
    },
  },
} as const;

const oauthTokenSchema = {
  type: 'object',
  required: ['access_token', 'token_type', 'expires_in'],
  properties: { access_token: string, token_type: string, expires_in: integer },
} as const;

const oauthErrorSchema = {
  type: 'object',
  required: ['error', 'error_description'],
  properties: { error: string, error_description: string },
} as const;

/** The answer with a token as JSON Schema: the platform's to JSON, that of OAuth 2.0 to a form. */
export const tokenSchema = { anyOf: [platformTokenSchema, oauthTokenSchema] } as const;
/** The answer without one. */
export const tokenRefusalSchema = { anyOf: [platformTokenSchema, oauthErrorSchema] } as const;
