/** The enums, from the lists of the domain. */

import { registerEnumType } from 'type-graphql';
import { availabilities } from '../../domain/availability.js';
import { customerSources, identifierNames } from '../../domain/customer.js';
import { dispositions, errorCodes, errorScopes } from '../../domain/errors/error-codes.js';
import { promotionKinds, promotionStatuses } from '../../domain/promotion.js';

type Names<Value extends string> = { readonly [Name in Value]: Name };

/** Registers a closed list of names as an enum; every value has a description. */
function enumOf<Value extends string>(
  name: string,
  description: string,
  values: readonly Value[],
  descriptions: Record<Value, string>,
): Names<Value> {
  const names = Object.fromEntries(values.map((value) => [value, value])) as Names<Value>;
  const describe = (value: Value) => [value, { description: descriptions[value] }];
  const valuesConfig = Object.fromEntries(values.map(describe)) as Record<Value, { description: string }>;
  registerEnumType(names, { name, description, valuesConfig });
  return names;
}

export const IdentifierNameEnum = enumOf(
  'CustomerIdentifierName',
  'The kind of identifier that names customers. All customers of a call use the same kind.',
  identifierNames,
  {
    ID: 'The customerId, which consists of digits.',
    MOBILE: 'A mobile number with country code. A plus, spaces, dashes and brackets are allowed.',
    EMAIL: 'An email address. Upper and lower case are equal.',
    EXTERNAL_ID: 'The id of the customer in a system of the organisation. Upper and lower case differ.',
  },
);

export const CustomerSourceEnum = enumOf(
  'CustomerIdentifierSource',
  'Where a customer registered an identifier.',
  customerSources,
  {
    FACEBOOK: "The brand's page on Facebook.",
    WEB_ENGAGE: 'A campaign of WebEngage.',
    WECHAT: "The brand's account on WeChat.",
    INSTORE: 'In a store.',
    MARTJACK: 'A shop on Martjack.',
    TMALL: 'A shop on Tmall.',
    TAOBAO: 'A shop on Taobao.',
    JD: 'A shop on JD.com.',
    ECOMMERCE: 'An online shop.',
    WEBSITE: "The brand's website.",
    LINE: "The brand's account on LINE.",
    MOBILE_APP: "The brand's mobile app.",
    ALL: 'Every source.',
  },
);

export const PromotionKindEnum = enumOf(
  'PromotionKind',
  'How customers get a promotion. The kind of a promotion never changes.',
  promotionKinds,
  {
    ENROL_AND_ISSUE: 'Customers enrol first and earn later.',
    DIRECT_ISSUE: 'Customers earn it without enrolling.',
    GENERIC: 'Available to everyone. Customers neither enrol in it nor earn it.',
  },
);

export const PromotionStatusEnum = enumOf(
  'PromotionStatus',
  'The status of a promotion. Customers enrol and earn only while it is LIVE.',
  promotionStatuses,
  {
    UPCOMING: 'The promotion has not started.',
    LIVE: 'The promotion has started, has not ended, and is switched on.',
    COMPLETED: 'The promotion has ended.',
    INACTIVE: 'The promotion is switched off.',
  },
);

export const AvailabilityEnum = enumOf(
  'PromotionAvailability',
  'What a customer can do with a promotion now.',
  availabilities,
  {
    AVAILABLE_TO_ENROL: 'The customer can enrol in the promotion.',
    AVAILABLE_TO_EARN: 'The customer can earn the promotion.',
    AVAILABLE_TO_REDEEM:
      'The customer has an earning that is neither expired nor revoked. For a GENERIC promotion: it is live.',
    EXPIRED: 'The promotion has ended, or everything that the customer had in it has expired.',
  },
);

export const DispositionEnum = enumOf(
  'PromotionErrorDisposition',
  'What to do next. The values never change: branch on them rather than on the code.',
  dispositions,
  {
    FIX_INPUT: 'The input is wrong. Correct it before you send it again.',
    RETRY_SAME_KEY:
      'Nothing was recorded. Send the same call with the same idempotencyKey again, after retryAfterMs if given.',
    CHECK_THEN_RETRY:
      "The call may or may not have taken effect. Before you send it again, query promotionOperation(idempotencyKey) or the customer's promotions.",
    STOP: 'Sending it again will not help. Inform the user.',
  },
);

export const ErrorScopeEnum = enumOf(
  'PromotionErrorScope',
  'Whether an error concerns one customer or the whole call.',
  errorScopes,
  {
    CUSTOMER: 'This customer only. The other customers have results of their own.',
    REQUEST: 'The whole call. Nothing was done for any customer.',
  },
);

export const ErrorCodeEnum = enumOf(
  'PromotionErrorCode',
  'The cause of a failure. Codes are added over time: handle an unknown code by its disposition.',
  errorCodes,
  {
    CUSTOMER_NOT_FOUND: 'No customer has this identifier (8015).',
    NOT_ENROLLED: 'The customer has no active enrolment (2305).',
    NOT_ISSUED: 'A limit of the customer or of the promotion is exhausted (8890).',
    ISSUE_FAILED: 'Recording failed in the gateway. Nothing was recorded for this customer (8896).',
    INVALID_IDENTIFIER: 'An identifier is missing, or its kind is unknown (11013, 8013).',
    INVALID_SOURCE: 'The source is unknown (8003).',
    EARNING_NOT_REVOCABLE: 'An earning to revoke does not exist or is revoked already (8903).',
    INVALID_PROGRAM: 'The loyalty program does not exist (1101).',
    INVALID_PROMOTION:
      'The program has no such promotion, or promotionId and promoIdentifier name different ones (8874).',
    PROMOTION_INACTIVE: 'The promotion is not live (8892).',
    ACTION_NOT_SUPPORTED: "The promotion's kind does not support this action (8902).",
    MISSING_PARAMETERS: 'programId is missing, or both promotionId and promoIdentifier are (8881).',
    BATCH_TOO_LARGE: 'The call has more than 100 customers (1060).',
    INVALID_ENTITY_TYPE: 'The entity type is not CUSTOMER; REST only (8901).',
    USER_GROUP_NOT_ALLOWED: 'The entity type is a user group; REST only (8899).',
    IDEMPOTENCY_MISMATCH: 'The idempotency key was used before with a different input.',
    IDEMPOTENCY_IN_PROGRESS: 'A call with this idempotency key is still running.',
    OUTCOME_UNKNOWN: 'The platform behind the gateway did not answer. It may or may not have acted.',
    UPSTREAM_UNAVAILABLE: 'The platform behind the gateway cannot be reached. Nothing was done.',
    THROTTLED: 'The client made too many calls. Nothing was done.',
    CUSTOMER_BUSY: 'Another action for the same customer is running (521).',
    UNRECOGNISED: 'The platform behind the gateway refused with a code that the gateway does not know.',
  },
);
