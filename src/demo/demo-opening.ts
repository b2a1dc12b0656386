/** The tabs of GraphiQL on the demo data. */

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

const ENROL = `# Enrols a customer into a promotion. Each customer
# has a result: a Success or a CustomerError.
mutation Enrol($input: EnrolCustomersInput!) {
  enrolCustomers(input: $input) {
    status
    results {
      __typename
      ... on Success {
        issualId
        expiresAt
        promotion {
          name
        }
      }
      ... on CustomerError {
        code
        disposition
        message
      }
    }
  }
}
`;

const EARN = `# Issues the promotion to the customer whom the
# tab Enrol enrolled.
mutation Earn($input: EarnPromotionInput!) {
  earnPromotion(input: $input) {
    status
    results {
      __typename
      ... on Success {
        issualId
        earnedId
        expiresAt
      }
      ... on CustomerError {
        code
        disposition
        message
      }
    }
  }
}
`;

const PARTIAL_FAILURE = `# The second mobile is unknown, and the third is
# missing: result i belongs to customer i.
mutation PartialFailure($input: EnrolCustomersInput!) {
  enrolCustomers(input: $input) {
    status
    successCount
    failureCount
    results {
      __typename
      ... on Success {
        index
        issualId
      }
      ... on CustomerError {
        index
        identifierValue
        code
        disposition
        message
        field
      }
    }
  }
}
`;

const CUSTOMER_PROMOTIONS = `# What each promotion is to the customer by now,
# and all that is on record.
query CustomerPromotions($id: String!) {
  customer(identifierName: ID, identifierValue: $id, source: ALL) {
    promotions(first: 10) {
      edges {
        node {
          promotion {
            id
            name
            kind
            status
          }
          availability
          enrolmentsUsed
          earningsUsed
          enrolments {
            edges {
              node {
                issualId
                active
                revokedAt
                earnings {
                  edges {
                    node {
                      earnedId
                      earnedAt
                      revokedAt
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
`;

const REVOKE = `# Takes back what the tabs Enrol and Earn recorded:
# earnings first, then the enrolment.
mutation Revoke($earnings: RevokeEarningsInput!, $enrolments: RevokeEnrolmentsInput!) {
  revokeEarnings(input: $earnings) {
    ...Outcome
  }
  revokeEnrolments(input: $enrolments) {
    ...Outcome
  }
}

fragment Outcome on BulkOutcome {
  status
  results {
    __typename
    ... on Success {
      issualId
      revokedEarnedIds
    }
    ... on CustomerError {
      code
      disposition
      message
    }
  }
}
`;

const ERROR_CATALOGUE = `# Every failure to expect, and how to see it with
# the demo data.
query ErrorCatalogue {
  errorCatalog {
    code
    restCode
    disposition
    scope
    message
    example
  }
}
`;

const operations: readonly DemoOperation[] = [
  { query: ENROL, variables: { input: oneCustomer } },
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

/** What GraphiQL shows on the demo data: operations that work at a press of the button. */
export const demoOpening = {
  tabs: operations.map(({ query, variables }) => ({
    query,
    variables: jsonText(variables),
    headers: jsonText({ Authorization: `Basic ${basic}` }),
  })),
  keepHeaders: true,
};

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
