/** The enums, from the lists of the domain. */

import { registerEnumType } from 'type-graphql';
import { availabilities } from '../../domain/availability.js';
import { customerSources, identifierNames } from '../../domain/customer.js';
import { dispositions, errorCodes, errorScopes } from '../../domain/error-codes.js';
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
  'IdentifierName',
  'By what the customers of a call are named. One call uses one kind.',
  identifierNames,
  {
    ID: 'The customer id: digits.',
    MOBILE: 'A mobile number with country code. Plus, spaces, dashes and brackets are allowed.',
    EMAIL: 'An email address; upper and lower case are the same.',
  },
);

export const CustomerSourceEnum = enumOf(
  'CustomerSource',
  'Where the customer registered with this identifier.',
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
    ALL: 'Any of them: look in every source.',
  },
);

export const PromotionKindEnum = enumOf(
  'PromotionKind',
  'How a promotion reaches a customer. It never changes.',
  promotionKinds,
  {
    ENROL_AND_ISSUE: 'The customer enrols first, and earns later.',
    DIRECT_ISSUE: 'The customer earns at once, without enrolling.',
    GENERIC: 'Available to everyone: it can be neither enrolled into nor earned.',
  },
);

export const PromotionStatusEnum = enumOf(
  'PromotionStatus',
  'Where a promotion is in its life. Customers enrol and earn only while it is LIVE.',
  promotionStatuses,
  {
    UPCOMING: 'It has not begun.',
    LIVE: 'It has begun, has not ended, and is switched on.',
    COMPLETED: 'It has ended.',
    INACTIVE: 'It is switched off.',
  },
);

export const AvailabilityEnum = enumOf(
  'Availability',
  'What a promotion is to a customer, as of now.',
  availabilities,
  {
    AVAILABLE_TO_ENROL: 'Enrolling would be accepted.',
    AVAILABLE_TO_EARN: 'Earning would be accepted.',
    AVAILABLE_TO_REDEEM:
      'An earning of the customer has neither lapsed nor been taken back; of a GENERIC promotion, that it is live.',
    EXPIRED: 'The promotion has ended, or all that the customer had in it has lapsed.',
  },
);

export const DispositionEnum = enumOf(
  'Disposition',
  'What to do next; closed for ever, so branch on this rather than on the code.',
  dispositions,
  {
    FIX_INPUT: 'The input is at fault: change it before you send it again.',
    RETRY_SAME_KEY:
      'Nothing was recorded: send the same call with the same idempotencyKey again, after retryAfterMs if that is given.',
    CHECK_THEN_RETRY:
      "It may have been done, or not: ask operation(idempotencyKey), or for the customer's promotions, before you send it again.",
    STOP: 'There is nothing to gain by sending it again: tell the user.',
  },
);

export const ErrorScopeEnum = enumOf('ErrorScope', 'Whom an error is about.', errorScopes, {
  CUSTOMER: 'This customer only: the others of the call were dealt with for themselves.',
  REQUEST: 'The whole call: nothing was done for any customer.',
});

export const ErrorCodeEnum = enumOf(
  'ErrorCode',
  'What went wrong. Codes are added over time: treat one you do not know by its disposition.',
  errorCodes,
  {
    CUSTOMER_NOT_FOUND: 'No customer has this identifier (8015).',
    NOT_ENROLLED: 'The customer has no active enrolment to earn under (2305).',
    NOT_ISSUED: 'A limit of the customer or of the promotion is exhausted (8890).',
    ISSUE_FAILED: 'Recording failed on our side; nothing was recorded for this customer (8896).',
    INVALID_IDENTIFIER: 'An identifier is missing, or its kind is unknown (11013, 8013).',
    INVALID_SOURCE: 'The source is unknown (8003).',
    EARNING_NOT_REVOCABLE: 'An earning to revoke is not there, or is revoked already (8903).',
    INVALID_PROGRAM: 'The loyalty program does not exist (1101).',
    INVALID_PROMOTION: 'The program has no such promotion, or the two ids name different ones (8874).',
    PROMOTION_INACTIVE: 'The promotion is not live (8892).',
    ACTION_NOT_SUPPORTED: 'The promotion is of a kind that does not take this action (8902).',
    MISSING_PARAMETERS: 'The program, or both promotionId and promoIdentifier, are missing (8881).',
    BATCH_TOO_LARGE: 'More than 100 customers in one call (1060).',
    INVALID_ENTITY_TYPE: 'Something other than a customer was named; REST only (8901).',
    USER_GROUP_NOT_ALLOWED: 'A user group was named; REST only (8899).',
    IDEMPOTENCY_MISMATCH: 'The key was used before, with another input.',
    IDEMPOTENCY_IN_PROGRESS: 'A call with this key is still under way.',
    OUTCOME_UNKNOWN: 'The platform behind the gateway did not answer: it may have acted, or not.',
    UPSTREAM_UNAVAILABLE: 'The platform behind the gateway cannot be reached; nothing was done.',
    THROTTLED: 'Too many calls; nothing was done.',
    CUSTOMER_BUSY: 'Another action for the same customer is under way.',
    UNRECOGNISED: 'The platform behind the gateway answered with a code that is not in the catalogue.',
  },
);
