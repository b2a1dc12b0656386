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

/** The answer with a token as JSON Schema. */
export const tokenSchema = {
  type: 'object',
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
