/** The JSON Schemas of the reads. */

import { integer, messages, string } from './bulk-response-schema.js';

const boolean = { type: 'boolean' } as const;

function listOf<Properties>(properties: Properties) {
  return { type: 'array', items: { type: 'object', properties } } as const;
}

/** The answer of a look-up as JSON Schema. */
export const lookupSchema = {
  type: 'object',
  properties: { entity: integer, warnings: messages, errors: messages },
} as const;

const restrictions = {
  type: 'array',
  items: {
    type: 'object',
    properties: { kpi: string, maxLimit: string, currentCustomerUsage: string, limitOn: string },
    additionalProperties: true,
  },
} as const;
/** In front of a platform they are passed on in its own form. */
const inItsForm = {} as const;

const promotion = {
  promotionId: integer,
  promotionName: string,
  programId: integer,
  startDate: string,
  endDate: string,
  identifier: { type: 'string', nullable: true },
  active: boolean,
  pointsOfferType: string,
  promotionRestriction: {
    type: 'object',
    properties: { issualRestrictions: restrictions, earnRestrictions: restrictions },
    additionalProperties: true,
  },
  description: string,
  eventName: string,
  promotionMetadata: inItsForm,
  limits: inItsForm,
  customerUsage: inItsForm,
  promotionRestrictions: inItsForm,
} as const;

/** The answer about one promotion as JSON Schema. */
export const promotionSchema = {
  type: 'object',
  properties: { data: { type: 'object', nullable: true, properties: promotion }, errors: messages },
} as const;

/** The answer of promotionData as JSON Schema. */
export const promotionDataSchema = {
  type: 'object',
  properties: {
    pageDetails: { type: 'object', properties: { limit: integer, offset: integer, total: integer } },
    customerId: integer,
    promotions: listOf({
      ...promotion,
      customerPromotionTimelines: listOf({
        enrollmentId: integer,
        enrollmentDate: string,
        enrollmentExpiryDate: string,
        issuedDetails: listOf({
          issualId: integer,
          issualDate: string,
          issualExpiryDate: string,
          redeemedCount: integer,
        }),
      }),
    }),
    warnings: messages,
    errors: messages,
  },
} as const;

/** The answer of the list of programs as JSON Schema. */
export const programsSchema = {
  type: 'object',
  properties: { programs: listOf({ programId: integer, name: string, active: boolean }), warnings: messages },
} as const;
