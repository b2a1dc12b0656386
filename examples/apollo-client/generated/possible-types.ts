
      export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
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
  }
};
      export default result;
    