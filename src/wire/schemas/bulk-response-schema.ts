/** The JSON Schemas by which Fastify serialises the answers of writes. */

export const integer = { type: 'integer' } as const;
export const string = { type: 'string' } as const;

export const messages = {
  type: 'array',
  items: {
    type: 'object',
    properties: { status: { type: 'boolean' }, code: integer, message: string },
  },
} as const;

/** The answer of a bulk operation as JSON Schema: lets it be written at speed, and 64-bit ids in full. */
export const bulkResponseSchema = {
  type: 'object',
  properties: {
    response: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          result: {
            type: 'object',
            properties: {
              entityType: string,
              entityId: integer,
              promotionId: integer,
              promoIdentifier: string,
              programId: integer,
              issualId: string,
              earnedId: string,
              revokedIssualId: integer,
              revokedEarnIds: { type: 'array', items: integer },
            },
          },
          errors: messages,
          warnings: messages,
        },
      },
    },
    totalCount: integer,
    failureCount: integer,
  },
} as const;

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
