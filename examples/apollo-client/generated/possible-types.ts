
      export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "BulkOutcome": [
      "EarnPromotionPayload",
      "EnrolCustomersPayload",
      "RevokeEarningsPayload",
      "RevokeEnrolmentsPayload"
    ],
    "CustomerResult": [
      "CustomerError",
      "Success"
    ]
  }
};
      export default result;
    