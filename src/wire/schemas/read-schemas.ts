/** The JSON Schemas of the answers to reads. */

import { integer, messages, string } from './bulk-response-schema.js';

const boolean = { type: 'boolean' } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const dateTime = { type: 'string', format: 'date-time' } as const;

function listOf<Properties>(properties: Properties) {
  return { type: 'array', items: { type: 'object', properties } } as const;
}

/** The answer of a look-up as JSON Schema. */
export const lookupSchema = {
  type: 'object',
  properties: { entity: integer, warnings: messages, errors: messages },
} as const;

/** Null where the gateway holds nothing. The serialiser writes a bigint only under a single type. */
const idOrNull = { type: 'integer', nullable: true } as const;

/** In front of a platform these members are passed on in its own form. */
const inItsForm = {} as const;

const restrictions = {
  type: 'array',
  items: {
    type: 'object',
    properties: { kpi: string, maxLimit: string, currentCustomerUsage: string, limitOn: string },
    additionalProperties: true,
  },
} as const;

const promotion = {
  promotionId: integer,
  promotionName: string,
  programId: integer,
  startDate: dateTime,
  endDate: dateTime,
  identifier: textOrNull,
  description: inItsForm,
  active: boolean,
  eventName: inItsForm,
  promotionMetadata: inItsForm,
  limits: inItsForm,
  customerUsage: inItsForm,
  pointsOfferType: string,
  promotionRestriction: {
    type: 'object',
    properties: {
      issualRestrictions: restrictions,
      earnRestrictions: restrictions,
      redemptionRestrictions: restrictions,
    },
    additionalProperties: true,
  },
} as const;

const pageDetails = {
  type: 'object',
  description: 'The page, counted from 0, and how many entries all pages have together',
  properties: { pageNumber: integer, pageSize: integer, totalEntries: integer, pageCount: integer },
} as const;

/** The answer of promotionData as JSON Schema. */
export const promotionDataSchema = {
  type: 'object',
  properties: {
    pageDetails,
    customerId: integer,
    promotions: listOf({
      ...promotion,
      customerPromotionTimelines: listOf({
        enrollmentId: integer,
        enrollmentDate: dateTime,
        enrollmentExpiryDate: dateTime,
        enrollEventLogId: idOrNull,
        issuedDetails: listOf({
          issualId: integer,
          issualDate: dateTime,
          issualExpiryDate: dateTime,
          issualEventLogId: idOrNull,
          redeemedCount: integer,
        }),
      }),
    }),
    warnings: messages,
    errors: messages,
  },
} as const;

/** The answer about one promotion, or a list of them, as JSON Schema. */
export const promotionsSchema = {
  type: 'object',
  properties: {
    status: { type: 'object', properties: { code: integer, message: string } },
    validationErrors: {
      type: ['array', 'null'],
      items: { type: 'object', properties: { code: integer, message: string } },
    },
    data: {
      type: ['array', 'null'],
      items: {
        type: 'object',
        properties: {
          id: integer,
          name: string,
          description: inItsForm,
          promotionStatus: { type: 'string', enum: ['UPCOMING', 'LIVE', 'COMPLETED', 'INACTIVE'] },
          programId: integer,
          programName: string,
          startDate: dateTime,
          endDate: dateTime,
          identifier: textOrNull,
          isActive: boolean,
          eventName: inItsForm,
          promotionType: inItsForm,
          pointsOfferType: string,
          loyaltyEarningType: inItsForm,
          limits: inItsForm,
          promotionRestrictions: inItsForm,
        },
      },
    },
    pageDetails,
  },
} as const;

/** The answer of the list of programs as JSON Schema. */
export const programsSchema = {
  type: 'object',
  properties: {
    data: listOf({
      programId: integer,
      programName: string,
      programDescription: inItsForm,
      pointsToCurrencyRatio: inItsForm,
      partnerPrograms: inItsForm,
      default: inItsForm,
    }),
    warnings: messages,
    errors: messages,
  },
} as const;
