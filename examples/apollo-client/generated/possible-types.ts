
      export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
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
    