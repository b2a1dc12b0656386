import {
  openScriptedPlatform,
  type ReceivedRequest,
  type ScriptedAnswer,
  type ScriptedPlatform,
} from './scripted-platform.js';

type Answer = (request: ReceivedRequest, query: URLSearchParams) => ScriptedAnswer;

/** How a platform answers by route, as its public documentation has it. */
export interface DocumentedAnswers {
  lookup: Answer;
  promotionData: Answer;
  programs: Answer;
  promotion: Answer;
  bulk: Answer;
  revoke: Answer;
  issue: Answer;
}

/** A platform that speaks the documented dialect: tests change single answers. */
export interface DocumentedPlatform extends ScriptedPlatform {
  readonly answers: DocumentedAnswers;
  /** Has every route answer as it does at first, and forgets what was received. */
  reset(): void;
}

const routes: readonly (readonly [keyof DocumentedAnswers, RegExp])[] = [
  ['lookup', /^\/v2\/customers\/lookup$/],
  ['promotionData', /^\/v2\/customers\/lookup\/promotionData$/],
  ['programs', /^\/v2\/organization\/programs$/],
  ['promotion', /^\/api_gateway\/loyalty\/v1\/programs\/\d+\/promotions\/\d+\/get$/],
  ['bulk', /^\/v2\/promotion\/bulk\/enrolAndEarn$/],
  ['revoke', /^\/v2\/promotion\/bulk\/revokeEnrolAndEarn$/],
  ['issue', /^\/v2\/promotion\/issue$/],
];

export async function openDocumentedPlatform(): Promise<DocumentedPlatform> {
  const platform = await openScriptedPlatform();
  const answers = documentedAnswers();
  platform.answer = (request) => {
    const { pathname, searchParams } = new URL(request.url, platform.url);
    const route = routes.find(([, path]) => path.test(pathname));
    return route ? answers[route[0]](request, searchParams) : { status: 404, body: {} };
  };
  return Object.assign(platform, {
    answers,
    reset() {
      Object.assign(answers, documentedAnswers());
      platform.received.length = 0;
    },
  });
}

/** What an answer of this platform holds where something failed. */
export function failure(code: number, message = 'no'): ScriptedAnswer {
  return { body: { errors: [{ status: false, code, message }] } };
}

function documentedAnswers(): DocumentedAnswers {
  return {
    lookup: () => ({ body: { entity: 306, warnings: [] } }),
    promotionData: () => promotionData([aDocumentedHistory()]),
    programs: () => ({ body: { data: [aDocumentedProgram()], warnings: [], errors: [] } }),
    promotion: () => ({
      body: {
        status: { code: 200, message: 'success' },
        validationErrors: null,
        data: [aDocumentedPromotion()],
      },
    }),
    bulk: ({ body }) => enrolOrEarnAll(body),
    revoke: () => failure(8903),
    issue: () => failure(8890),
  };
}

interface BulkBody {
  readonly bulkAction: string;
  readonly promotionDetails: { readonly programId: number; readonly promotionId?: number };
  readonly customers: readonly { readonly identifierValue: string }[];
}

/** Every customer is enrolled, or earns, and is customer 306. */
function enrolOrEarnAll(body: string): ScriptedAnswer {
  const { bulkAction, promotionDetails, customers } = JSON.parse(body) as BulkBody;
  const response = customers.map((_, i) => ({
    result: {
      entityType: 'CUSTOMER',
      entityId: 306,
      ...promotionDetails,
      issualId: String(840 + i),
      ...(bulkAction === 'EARN' && { earnedId: String(900 + i) }),
    },
    errors: [],
    warnings: [],
  }));
  return { body: { response, totalCount: response.length, failureCount: 0 } };
}

/** A page of promotionData: all there are, unless a total says that there are more. */
export function promotionData(
  promotions: readonly object[],
  pageDetails: object = {
    pageNumber: 0,
    pageSize: promotions.length,
    totalEntries: promotions.length,
    pageCount: 1,
  },
): ScriptedAnswer {
  return { body: { pageDetails, customerId: 306, promotions, warnings: [] } };
}

export function aDocumentedProgram(changes: object = {}): object {
  return {
    programId: 469,
    programName: 'Rewards',
    programDescription: 'The program of all shops',
    pointsToCurrencyRatio: 1,
    partnerPrograms: [],
    default: true,
    ...changes,
  };
}

/** Promotion 57099 as the route of one promotion has it. */
export function aDocumentedPromotion(changes: object = {}): object {
  return {
    id: 57099,
    name: 'test enroll and issue',
    description: 'Two for one',
    promotionStatus: 'LIVE',
    programId: 469,
    programName: 'Rewards',
    startDate: '2020-04-10T00:00Z',
    endDate: '2099-12-31T23:59Z',
    identifier: '10c2fc95-acd4-476b-9784-9ccb7a410874',
    isActive: true,
    eventName: 'TransactionAdd',
    promotionType: 'BILL',
    pointsOfferType: 'LOYALTY_EARNING',
    limits: [],
    promotionRestrictions: {
      restrictions: {
        issualRestrictions: [{ name: 'MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER', value: '10' }],
        earnRestrictions: [
          { name: 'MAX_POINTS_PER_EARN_PER_CUSTOMER', value: '500' },
          { name: 'MAX_NUMBER_OF_EARNS_PER_CUSTOMER', value: '8' },
          { name: 'MAX_NUMBER_OF_EARNS_PER_PROMOTION', value: '1000' },
        ],
        redemptionRestrictions: [],
        expiryRestrictions: [
          { name: 'ISSUAL_PROMOTION_EXPIRY_BASED_ON', type: 'PROMOTION' },
          { name: 'EARN_PROMOTION_EXPIRY_BASED_ON', type: 'CUSTOM', value: '10' },
        ],
      },
    },
    loyaltyEarningType: 'GENERIC',
    ...changes,
  };
}

/** Promotion 57099 as promotionData has it, with one enrolment and one earning that was redeemed thrice. */
export function aDocumentedHistory(changes: object = {}): object {
  return {
    promotionId: 57099,
    promotionName: 'test enroll and issue',
    programId: 469,
    startDate: '2020-04-10T00:00:00Z',
    endDate: '2099-12-31T23:59:59Z',
    identifier: '10c2fc95-acd4-476b-9784-9ccb7a410874',
    description: 'Two for one',
    active: true,
    eventName: 'TransactionAdd',
    promotionMetadata: [{ key: 'banner', value: 'spring', brandDefined: true }],
    limits: [{ name: 'points', value: '500' }],
    customerUsage: [{ name: 'points', value: '20' }],
    pointsOfferType: 'LOYALTY_EARNING',
    promotionRestriction: {
      issualRestrictions: [aKpi('NUMBER_OF_ISSUALS', '2', '1')],
      earnRestrictions: [aKpi('POINTS', '500', '20'), aKpi('NUMBER_OF_EARNS', '8', '1')],
      redemptionRestrictions: [aKpi('NUMBER_OF_REDEMPTIONS', '3', '3')],
    },
    customerPromotionTimelines: [
      {
        enrollmentId: 840,
        enrollmentDate: '2026-03-01T10:00:00Z',
        enrollmentExpiryDate: '2099-12-31T23:59:59Z',
        enrollEventLogId: 1,
        issuedDetails: [
          {
            issualId: 900,
            issualDate: '2026-03-02T10:00:00Z',
            issualExpiryDate: '2099-12-31T23:59:59Z',
            issualEventLogId: 2,
            redeemedCount: 3,
          },
        ],
      },
    ],
    ...changes,
  };
}

/** A restriction of promotionData. */
export function aKpi(kpi: string, maxLimit: string, currentCustomerUsage: string, limitOn = 'CUSTOMER') {
  return { kpi, maxLimit, currentCustomerUsage, limitOn };
}
