// Generated from the schema by `npm run examples`.
import { relayStylePagination } from '@apollo/client/utilities';

const possibleTypes = {
  "Node": [
    "Customer",
    "CustomerPromotion",
    "LoyaltyProgram",
    "Promotion",
    "PromotionEarning",
    "PromotionEnrolment"
  ],
  "PromotionOutcome": [
    "EarnPromotionPayload",
    "EnrolCustomersPayload",
    "RevokePromotionEarningsPayload",
    "RevokePromotionEnrolmentsPayload"
  ],
  "PromotionResult": [
    "CustomerError",
    "Success"
  ]
};

const typePolicies = {
  Customer: {
    fields: {
      promotions: relayStylePagination(['availability', 'kind']),
    },
  },
  CustomerPromotion: {
    fields: {
      enrolments: relayStylePagination(),
    },
  },
  LoyaltyProgram: {
    fields: {
      promotions: relayStylePagination(['kind', 'status']),
    },
  },
  PromotionEnrolment: {
    fields: {
      earnings: relayStylePagination(),
    },
  },
  Query: {
    fields: {
      loyaltyPromotions: relayStylePagination(['kind', 'programId', 'status']),
    },
  },
  Viewer: {
    keyFields: [],
  },
};

/** The options of InMemoryCache. */
export const cacheOptions = { possibleTypes, typePolicies };
