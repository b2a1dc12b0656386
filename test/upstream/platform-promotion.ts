/** A promotion in an answer to promotionData: of program 10, ENROL_AND_ISSUE, without limits, unless changed. */
export function aPlatformPromotion(promotionId: number, changes: object = {}): object {
  return {
    promotionId,
    promotionName: `Promotion ${promotionId}`,
    programId: 10,
    identifier: `promotion-${promotionId}`,
    startDate: '2020-01-01T00:00:00Z',
    endDate: '2099-01-01T00:00:00Z',
    active: true,
    pointsOfferType: 'LOYALTY_EARNING',
    promotionRestriction: { issualRestrictions: [], earnRestrictions: [] },
    customerPromotionTimelines: [],
    ...changes,
  };
}

/** An enrolment in an answer to promotionData, with earnings by their ids; all are recorded now unless changed. */
export function aTimeline(issualId: number, earnedIds: readonly number[] = [], at = new Date()): object {
  return {
    enrollmentId: issualId,
    enrollmentDate: at.toISOString(),
    enrollmentExpiryDate: '2099-01-01T00:00:00Z',
    issuedDetails: earnedIds.map((earnedId) => ({
      issualId: earnedId,
      issualDate: at.toISOString(),
      issualExpiryDate: '2099-01-01T00:00:00Z',
      redeemedCount: 0,
    })),
  };
}
