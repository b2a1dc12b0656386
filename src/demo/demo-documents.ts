/** The documents in the tabs of GraphiQL on the demo data. */

export const ENROL = `# Enrols a customer into a promotion. Each customer
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

export const WATCH = `# Shows each change of the customer's promotions as it
# happens: run this, then Enrol in another tab.
subscription Watch($id: String!) {
  customerPromotionChanged(identifierName: ID, identifierValue: $id, source: ALL) {
    promotion {
      id
      name
    }
    availability
    enrolmentsUsed
    earningsUsed
  }
}
`;

export const EARN = `# Issues the promotion to the customer whom the
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

export const PARTIAL_FAILURE = `# The second mobile is unknown, and the third is
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

export const CUSTOMER_PROMOTIONS = `# What each promotion is to the customer by now,
# and all that is on record.
query CustomerPromotions($id: String!) {
  loyaltyCustomer(identifierName: ID, identifierValue: $id, source: ALL) {
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

export const REVOKE = `# Takes back what the tabs Enrol and Earn recorded:
# earnings first, then the enrolment.
mutation Revoke($earnings: RevokePromotionEarningsInput!, $enrolments: RevokePromotionEnrolmentsInput!) {
  revokePromotionEarnings(input: $earnings) {
    ...Outcome
  }
  revokePromotionEnrolments(input: $enrolments) {
    ...Outcome
  }
}

fragment Outcome on PromotionOutcome {
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

export const ERROR_CATALOGUE = `# Every failure to expect, and how to see it with
# the demo data.
query ErrorCatalogue {
  promotionErrors {
    code
    restCode
    disposition
    scope
    message
    example
  }
}
`;
