/** The documents of the tools. */

const FAILURE = `code disposition message retryAfterMs`;
const OUTCOME = `status requestError { ${FAILURE} } results {
  __typename
  ... on Success { index issualId earnedId expiresAt }
  ... on CustomerError { index identifierValue ${FAILURE} }
}`;

export const ENROL = `mutation Enrol($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { ${OUTCOME} } }`;
export const EARN = `mutation Earn($input: EarnPromotionInput!) { earnPromotion(input: $input) { ${OUTCOME} } }`;
export const REVOKE_ENROLMENTS = `mutation RevokeEnrolments($input: RevokePromotionEnrolmentsInput!) {
  revokePromotionEnrolments(input: $input) { ${OUTCOME} }
}`;
export const REVOKE_EARNINGS = `mutation RevokeEarnings($input: RevokePromotionEarningsInput!) {
  revokePromotionEarnings(input: $input) { ${OUTCOME} }
}`;
export const CUSTOMER_PROMOTIONS = `query CustomerPromotions($identifierName: CustomerIdentifierName!, $identifierValue: String!) {
  loyaltyCustomer(identifierName: $identifierName, identifierValue: $identifierValue) {
    id
    promotions(first: 20) { edges { node { promotion { id name program { id } } availability enrolmentsUsed earningsUsed } } }
  }
}`;
export const PROMOTION_OPERATION = `query PromotionOperation($idempotencyKey: String!) {
  promotionOperation(idempotencyKey: $idempotencyKey) { ${OUTCOME} }
}`;
