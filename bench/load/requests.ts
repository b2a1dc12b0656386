import { PROGRAM_ID, type Named } from '../store/walk.js';
import type { Action } from './drive.js';

/** How mutations are written for a contender. */
export type Dialect = 'graphql' | 'rest' | 'openapi';

/** What is sent for one mutation. */
export interface MutationRequest {
  readonly body: string;
  readonly headers: Record<string, string>;
}

const RESULT = `status totalCount successCount failureCount requestId results { __typename
  ... on Success { index identifierValue customer { id } issualId earnedId expiresAt }
  ... on CustomerError { index identifierValue code message disposition } }`;

/** Clients push variables, so that one document serves all their calls. */
const documents: Record<Action, string> = {
  ENROL: `mutation Enrol($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { ${RESULT} } }`,
  EARN: `mutation Earn($input: EarnPromotionInput!) { earnPromotion(input: $input) { ${RESULT} } }`,
};

/** The REST operation as a schema made of its OpenAPI document has it. */
const openapiDocument = `mutation EnrolAndEarn($input: BulkRequest_Input!) { enrolAndEarn(input: $input) {
  totalCount failureCount response { result { entityType entityId promotionId programId issualId earnedId }
  errors { status code message } warnings { status code message } } } }`;

/** @param key an idempotency key, or null for none */
export function writeRequest(
  dialect: Dialect,
  action: Action,
  named: Named,
  key: string | null,
): MutationRequest {
  switch (dialect) {
    case 'graphql': {
      const input = { ...graphqlInput(named), ...(key !== null && { idempotencyKey: key }) };
      return { body: JSON.stringify({ query: documents[action], variables: { input } }), headers: {} };
    }
    case 'rest': {
      const headers = key === null ? {} : { 'idempotency-key': key };
      return { body: JSON.stringify(restBody(action, named)), headers };
    }
    case 'openapi':
      return {
        body: JSON.stringify({ query: openapiDocument, variables: { input: restBody(action, named) } }),
        headers: {},
      };
  }
}

function graphqlInput({ promotionId, customerIds }: Named): Record<string, unknown> {
  return { programId: PROGRAM_ID, promotionId, identifierName: 'ID', customers: customersOf(customerIds) };
}

function restBody(action: Action, { promotionId, customerIds }: Named): Record<string, unknown> {
  return {
    type: 'CUSTOMER',
    bulkAction: action,
    promotionDetails: { programId: Number(PROGRAM_ID), promotionId: Number(promotionId) },
    identifierName: 'id',
    customers: customersOf(customerIds),
  };
}

function customersOf(ids: readonly string[]): { identifierValue: string; source: string }[] {
  return ids.map((identifierValue) => ({ identifierValue, source: 'INSTORE' }));
}

/**
 * Whether an answer says that all customers of the call had what they wanted. It looks for text, as the driver
 * has no time to parse: every success has a non-empty issualId.
 */
export function isWholeSuccess(status: number, body: string, size: number): boolean {
  return status === 200 && body.split('"issualId":"').length === size + 1 && !body.includes('"message"');
}
