/** The tabs of GraphiQL on the demo data: operations with their variables. */

import {
  ENROL,
  WATCH,
  EARN,
  PARTIAL_FAILURE,
  CUSTOMER_PROMOTIONS,
  REVOKE,
  ERROR_CATALOGUE,
} from './demo-documents.js';
import { demoCredentials } from './demo-organisation.js';

/** An operation that works on the demo data, with its variables. */
interface DemoOperation {
  readonly query: string;
  readonly variables: object;
}

/** Enrols a customer, issues the promotion and revokes both; 57099 allows that ten times. */
const oneCustomer = {
  programId: '469',
  promotionId: '57099',
  identifierName: 'ID',
  customers: [{ identifierValue: '600000001', source: 'INSTORE' }],
  // GraphiQL underlines a missing variable even when it has a default.
  dryRun: false,
};

const operations: readonly DemoOperation[] = [
  { query: ENROL, variables: { input: oneCustomer } },
  { query: WATCH, variables: { id: '600000001' } },
  { query: EARN, variables: { input: oneCustomer } },
  {
    query: PARTIAL_FAILURE,
    variables: {
      input: {
        programId: '469',
        promotionId: '69218',
        identifierName: 'MOBILE',
        customers: ['11223569865', '919900000000', ''].map((identifierValue) => ({
          identifierValue,
          source: 'INSTORE',
        })),
        dryRun: false,
      },
    },
  },
  { query: CUSTOMER_PROMOTIONS, variables: { id: '600000001' } },
  { query: REVOKE, variables: { earnings: oneCustomer, enrolments: oneCustomer } },
  { query: ERROR_CATALOGUE, variables: {} },
];

const basic = Buffer.from(`${demoCredentials.till}:${demoCredentials.password}`).toString('base64');

/**
 * What GraphiQL shows on the demo data: operations that work at a press of the button.
 * @param canSubscribe whether the gateway takes subscriptions
 */
export function demoOpening(canSubscribe: boolean) {
  const offered = operations.filter(({ query }) => canSubscribe || query !== WATCH);
  return {
    tabs: offered.map(({ query, variables }) => ({
      query,
      variables: jsonText(variables),
      headers: jsonText({ Authorization: `Basic ${basic}` }),
    })),
    keepHeaders: true,
  };
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
