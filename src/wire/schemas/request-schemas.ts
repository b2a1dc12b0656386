/** The JSON Schemas of requests. They document; the rules refuse, in the words of the platform. */

import { availabilities } from '../../domain/availability.js';
import { customerSources } from '../../domain/customer.js';
import { promotionKinds, promotionStatuses } from '../../domain/promotion.js';
import { registeredWireNames, wireIdentifierNames } from '../identifier-names.js';
import { integer, string } from './bulk-response-schema.js';

/** An id is accepted as a number or as digits. */
const id = { type: ['integer', 'string'] } as const;
const source = {
  type: 'string',
  enum: customerSources,
  description:
    'Where the customer registered the identifier; ALL looks in every source. The case does not matter',
} as const;
const limit = { type: 'integer', minimum: 0, maximum: 100 } as const;
const offset = { type: 'integer', minimum: 0 } as const;

const named = {
  identifierName: { type: 'string', enum: wireIdentifierNames },
  identifierValue: { type: 'string', description: 'The identifier, in any usual spelling' },
  source,
} as const;
const namedRequired = ['identifierName', 'identifierValue', 'source'] as const;

/** The query that names one customer. */
export const customerQuerySchema = {
  type: 'object',
  properties: named,
  required: namedRequired,
} as const;

/** The query of a customer's details by id. */
export const sourceQuerySchema = { type: 'object', properties: { source } } as const;
export const customerParamsSchema = {
  type: 'object',
  properties: { customerId: { ...integer, description: 'The id of the customer' } },
  required: ['customerId'],
} as const;

/** The query of promotionData. */
export const promotionDataQuerySchema = {
  type: 'object',
  properties: {
    ...named,
    limit: { ...limit, default: 100 },
    offset: { ...offset, default: 0, description: 'The promotions to skip' },
    promotionStatusForCustomer: { type: 'string', enum: availabilities },
    promotionType: { type: 'string', enum: promotionKinds },
    programs: { type: 'string', description: 'Comma-separated ids of programs' },
  },
  required: namedRequired,
} as const;

/** The query of the list of all promotions. */
export const promotionListQuerySchema = {
  type: 'object',
  properties: {
    limit,
    offset: { ...offset, description: 'The number of the page, from 0' },
    program: { ...id, description: 'The id of a program' },
    status: { type: 'string', enum: promotionStatuses },
    startDate: { type: 'string', description: 'With endDate: promotions that run at some time in between' },
    endDate: { type: 'string' },
    promotionName: { type: 'string', description: 'A part of the name; the case does not matter' },
  },
  required: ['limit', 'offset'],
} as const;

/** The query of the list of a program's promotions. */
export const programPromotionsQuerySchema = {
  type: 'object',
  properties: {
    limit,
    offset: { ...offset, description: 'The promotions to skip' },
    promotionId: id,
    includeInactivePromotions: { type: 'string', enum: ['true', 'false'], default: 'false' },
  },
  required: ['limit', 'offset'],
} as const;

const programId = { ...integer, description: 'The id of the program' } as const;

export const programParamsSchema = {
  type: 'object',
  properties: { programId },
  required: ['programId'],
} as const;

export const promotionParamsSchema = {
  type: 'object',
  properties: { programId, promotionId: { ...integer, description: 'The id of the promotion' } },
  required: ['programId', 'promotionId'],
} as const;

const customer = {
  type: 'object',
  properties: { identifierValue: id, source },
  required: ['identifierValue', 'source'],
} as const;

const bulkMembers = {
  type: { type: 'string', enum: ['CUSTOMER'] },
  promotionDetails: {
    type: 'object',
    description: 'The program, and its promotion by promotionId or promoIdentifier',
    properties: { programId: id, promotionId: id, promoIdentifier: { type: 'string', maxLength: 255 } },
    required: ['programId'],
  },
  identifierName: { type: 'string', enum: wireIdentifierNames },
} as const;
const bulkRequired = ['type', 'promotionDetails', 'identifierName', 'customers'] as const;
const customers = { type: 'array', items: customer, minItems: 1, maxItems: 100 } as const;
const revokedCustomers = {
  ...customers,
  items: {
    ...customer,
    properties: {
      ...customer.properties,
      earnIds: {
        type: 'array',
        items: id,
        maxItems: 100,
        description: 'Without it all earnings are revoked',
      },
    },
  },
} as const;

/** The body of enrolAndEarn. */
export const enrolAndEarnBodySchema = {
  type: 'object',
  properties: { ...bulkMembers, bulkAction: { type: 'string', enum: ['ENROL', 'EARN'] }, customers },
  required: [...bulkRequired, 'bulkAction'],
} as const;

/** The body of revokeEnrolAndEarn. */
export const revokeBodySchema = {
  type: 'object',
  properties: {
    ...bulkMembers,
    bulkAction: { type: 'string', enum: ['REVOKE_ENROL', 'REVOKE_EARN'] },
    customers: revokedCustomers,
  },
  required: [...bulkRequired, 'bulkAction'],
} as const;

/** The body of directEarn, which has no action. */
export const directEarnBodySchema = {
  type: 'object',
  properties: { ...bulkMembers, customers },
  required: bulkRequired,
} as const;

/** The body of revokeDirectEarn, which has no action. */
export const revokeDirectEarnBodySchema = {
  type: 'object',
  properties: { ...bulkMembers, customers: revokedCustomers },
  required: bulkRequired,
} as const;

/** The body of the single operation. */
export const issueBodySchema = {
  type: 'object',
  properties: {
    programId: id,
    promotionId: id,
    type: { type: 'string', enum: ['CUSTOMER'], description: 'Any other type of entity is error 1212.' },
  },
  required: ['programId', 'promotionId'],
} as const;

/** The body that registers a customer. */
export const registrationBodySchema = {
  type: 'object',
  properties: {
    profiles: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          identifiers: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              properties: {
                type: { type: 'string', enum: [...registeredWireNames] },
                value: string,
              },
              required: ['type', 'value'],
            },
          },
          source,
        },
        required: ['identifiers'],
      },
    },
  },
  required: ['profiles'],
} as const;
