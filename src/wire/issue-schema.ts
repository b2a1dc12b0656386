/** The JSON Schema of the single sibling's answer. */

import { integer, messages, string } from './bulk-response-schema.js';

/** The answer of the single sibling as JSON Schema. */
export const issueResponseSchema = {
  type: 'object',
  properties: {
    warnings: messages,
    errors: messages,
    sideEffects: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          programId: integer,
          issualId: integer,
          earnedId: integer,
          promotionId: integer,
          type: string,
        },
      },
    },
  },
} as const;
