/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The kind of identifier that names customers. All customers of a call use the same kind. */
export type CustomerIdentifierName =
  /** An email address. Upper and lower case are equal. */
  | 'EMAIL'
  /** The id of the customer in a system of the organisation. Upper and lower case differ. */
  | 'EXTERNAL_ID'
  /** The customerId, which consists of digits. */
  | 'ID'
  /** A mobile number with country code. A plus, spaces, dashes and brackets are allowed. */
  | 'MOBILE';

/** Where a customer registered an identifier. */
export type CustomerIdentifierSource =
  /** Every source. */
  | 'ALL'
  /** An online shop. */
  | 'ECOMMERCE'
  /** The brand's page on Facebook. */
  | 'FACEBOOK'
  /** In a store. */
  | 'INSTORE'
  /** A shop on JD.com. */
  | 'JD'
  /** The brand's account on LINE. */
  | 'LINE'
  /** A shop on Martjack. */
  | 'MARTJACK'
  /** The brand's mobile app. */
  | 'MOBILE_APP'
  /** A shop on Taobao. */
  | 'TAOBAO'
  /** A shop on Tmall. */
  | 'TMALL'
  /** The brand's website. */
  | 'WEBSITE'
  /** A campaign of WebEngage. */
  | 'WEB_ENGAGE'
  /** The brand's account on WeChat. */
  | 'WECHAT';

/** The customers to enrol, and the promotion. */
export type EnrolCustomersInput = {
  /** 1 to 100 customers. A customer named twice is processed twice, in order. */
  customers: Array<PromotionCustomerInput>;
  /** Decides everything, but records nothing and uses no idempotency key. Ids of what would be recorded are 0. */
  dryRun?: boolean;
  /** A text of 1 to 255 visible ASCII characters, chosen by the client. The same key with the same input acts once. The gateway keeps it for at least 24 hours. */
  idempotencyKey?: string | null | undefined;
  /** The kind of identifier of all customers in this call. */
  identifierName: CustomerIdentifierName;
  /** The id of the promotion's loyalty program. */
  programId: string;
  /** The promotion's external identifier. */
  promoIdentifier?: string | null | undefined;
  /** The promotion, instead of promotionId and promoIdentifier. */
  promotion?: LoyaltyPromotionBy | null | undefined;
  /** The promotion's id. This, promoIdentifier or promotion is required; this and promoIdentifier must name the same promotion when both are given. */
  promotionId?: string | null | undefined;
};

/** A promotion of a program, named in exactly one way. */
export type LoyaltyPromotionBy =
  {   /** The promotion's id. */
  id: string; promoIdentifier?: never; }
  |  { id?: never;   /** The promotion's external identifier. */
  promoIdentifier: string; };

/** A customer of a call, named by an identifier. */
export type PromotionCustomerInput = {
  /** The identifier, of the kind given in identifierName, such as 919986000586. */
  identifierValue: string;
  /** The source under which the customer registered it. ALL searches every source. */
  source?: CustomerIdentifierSource;
};

/** The cause of a failure. Codes are added over time: handle an unknown code by its disposition. */
export type PromotionErrorCode =
  /** The promotion's kind does not support this action (8902). */
  | 'ACTION_NOT_SUPPORTED'
  /** The call has more than 100 customers (1060). */
  | 'BATCH_TOO_LARGE'
  /** Another action for the same customer is running (521). */
  | 'CUSTOMER_BUSY'
  /** No customer has this identifier (8015). */
  | 'CUSTOMER_NOT_FOUND'
  /** An earning to revoke does not exist or is revoked already (8903). */
  | 'EARNING_NOT_REVOCABLE'
  /** A call with this idempotency key is still running. */
  | 'IDEMPOTENCY_IN_PROGRESS'
  /** The idempotency key was used before with a different input. */
  | 'IDEMPOTENCY_MISMATCH'
  /** The entity type is not CUSTOMER; REST only (8901). */
  | 'INVALID_ENTITY_TYPE'
  /** An identifier is missing, or its kind is unknown (11013, 8013). */
  | 'INVALID_IDENTIFIER'
  /** The loyalty program does not exist (1101). */
  | 'INVALID_PROGRAM'
  /** The program has no such promotion, or promotionId and promoIdentifier name different ones (8874). */
  | 'INVALID_PROMOTION'
  /** The source is unknown (8003). */
  | 'INVALID_SOURCE'
  /** Recording failed in the gateway. Nothing was recorded for this customer (8896). */
  | 'ISSUE_FAILED'
  /** programId is missing, or both promotionId and promoIdentifier are (8881). */
  | 'MISSING_PARAMETERS'
  /** The customer has no active enrolment (2305). */
  | 'NOT_ENROLLED'
  /** A limit of the customer or of the promotion is exhausted (8890). */
  | 'NOT_ISSUED'
  /** The platform behind the gateway did not answer. It may or may not have acted. */
  | 'OUTCOME_UNKNOWN'
  /** The promotion is not live (8892). */
  | 'PROMOTION_INACTIVE'
  /** The client made too many calls. Nothing was done. */
  | 'THROTTLED'
  /** The platform behind the gateway refused with a code that the gateway does not know. */
  | 'UNRECOGNISED'
  /** The platform behind the gateway cannot be reached. Nothing was done. */
  | 'UPSTREAM_UNAVAILABLE'
  /** The entity type is a user group; REST only (8899). */
  | 'USER_GROUP_NOT_ALLOWED';

/** What to do next. The values never change: branch on them rather than on the code. */
export type PromotionErrorDisposition =
  /** The call may or may not have taken effect. Before you send it again, query promotionOperation(idempotencyKey) or the customer's promotions. */
  | 'CHECK_THEN_RETRY'
  /** The input is wrong. Correct it before you send it again. */
  | 'FIX_INPUT'
  /** Nothing was recorded. Send the same call with the same idempotencyKey again, after retryAfterMs if given. */
  | 'RETRY_SAME_KEY'
  /** Sending it again will not help. Inform the user. */
  | 'STOP';

export type EnrolCustomersMutationVariables = Exact<{
  input: EnrolCustomersInput;
}>;


export type EnrolCustomersMutation = { enrolCustomers: { replayed: boolean, requestError: { code: PromotionErrorCode | null, disposition: PromotionErrorDisposition, message: string, retryAfterMs: number | null } | null, results: Array<
      | { __typename: 'CustomerError', index: number, code: PromotionErrorCode | null, disposition: PromotionErrorDisposition, message: string, retryAfterMs: number | null }
      | { __typename: 'Success', index: number, issualId: string, expiresAt: string | null }
    > } | null };

export type FailureFragment = { code: PromotionErrorCode | null, disposition: PromotionErrorDisposition, message: string, retryAfterMs: number | null };

export type WhatBecameOfQueryVariables = Exact<{
  idempotencyKey: string;
}>;


export type WhatBecameOfQuery = { promotionOperation:
    | { results: Array<
        | { __typename: 'CustomerError', index: number, code: PromotionErrorCode | null, disposition: PromotionErrorDisposition, message: string, retryAfterMs: number | null }
        | { __typename: 'Success', index: number, issualId: string, expiresAt: string | null }
      > }
    | { results: Array<
        | { __typename: 'CustomerError', index: number, code: PromotionErrorCode | null, disposition: PromotionErrorDisposition, message: string, retryAfterMs: number | null }
        | { __typename: 'Success', index: number, issualId: string, expiresAt: string | null }
      > }
    | { results: Array<
        | { __typename: 'CustomerError', index: number, code: PromotionErrorCode | null, disposition: PromotionErrorDisposition, message: string, retryAfterMs: number | null }
        | { __typename: 'Success', index: number, issualId: string, expiresAt: string | null }
      > }
    | { results: Array<
        | { __typename: 'CustomerError', index: number, code: PromotionErrorCode | null, disposition: PromotionErrorDisposition, message: string, retryAfterMs: number | null }
        | { __typename: 'Success', index: number, issualId: string, expiresAt: string | null }
      > }
   | null };

export const FailureFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Failure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"disposition"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<FailureFragment, unknown>;
export const EnrolCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EnrolCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EnrolCustomersInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enrolCustomers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"requestError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Failure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Success"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"issualId"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Failure"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Failure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"disposition"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<EnrolCustomersMutation, EnrolCustomersMutationVariables>;
export const WhatBecameOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhatBecameOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"promotionOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Success"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"issualId"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Failure"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Failure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"disposition"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<WhatBecameOfQuery, WhatBecameOfQueryVariables>;