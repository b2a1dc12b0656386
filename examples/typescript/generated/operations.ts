/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** One customer of a call, by an identifier. */
export type CustomerInput = {
  /** The identifier, of the kind that identifierName says, such as 919986000586. */
  identifierValue: string;
  /** Where the customer registered with it; ALL looks everywhere. */
  source: CustomerSource;
};

/** Where the customer registered with this identifier. */
export type CustomerSource =
  /** Any of them: look in every source. */
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

/** What to do next; closed for ever, so branch on this rather than on the code. */
export type Disposition =
  /** It may have been done, or not: ask operation(idempotencyKey), or for the customer's promotions, before you send it again. */
  | 'CHECK_THEN_RETRY'
  /** The input is at fault: change it before you send it again. */
  | 'FIX_INPUT'
  /** Nothing was recorded: send the same call with the same idempotencyKey again, after retryAfterMs if that is given. */
  | 'RETRY_SAME_KEY'
  /** There is nothing to gain by sending it again: tell the user. */
  | 'STOP';

/** Whom to enrol, and into which promotion. */
export type EnrolCustomersInput = {
  /** 1 to 100. One named twice is dealt with twice, in order. */
  customers: Array<CustomerInput>;
  /** Decides everything, records nothing, and consumes no key. The id of what was not recorded is 0. */
  dryRun?: boolean;
  /** 1 to 255 visible ASCII characters, chosen by the caller: the same key and input never act twice. Kept for 24 hours at least. */
  idempotencyKey?: string | null | undefined;
  /** What the identifiers of all customers of this call are. */
  identifierName: IdentifierName;
  /** The loyalty program of the promotion, by its id. */
  programId: string;
  /** The promotion, by the identifier that another system gave it. */
  promoIdentifier?: string | null | undefined;
  /** The promotion, by its id. This or promoIdentifier is required; given both, they must agree. */
  promotionId?: string | null | undefined;
};

/** What went wrong. Codes are added over time: treat one you do not know by its disposition. */
export type ErrorCode =
  /** The promotion is of a kind that does not take this action (8902). */
  | 'ACTION_NOT_SUPPORTED'
  /** More than 100 customers in one call (1060). */
  | 'BATCH_TOO_LARGE'
  /** Another action for the same customer is under way. */
  | 'CUSTOMER_BUSY'
  /** No customer has this identifier (8015). */
  | 'CUSTOMER_NOT_FOUND'
  /** An earning to revoke is not there, or is revoked already (8903). */
  | 'EARNING_NOT_REVOCABLE'
  /** A call with this key is still under way. */
  | 'IDEMPOTENCY_IN_PROGRESS'
  /** The key was used before, with another input. */
  | 'IDEMPOTENCY_MISMATCH'
  /** Something other than a customer was named; REST only (8901). */
  | 'INVALID_ENTITY_TYPE'
  /** An identifier is missing, or its kind is unknown (11013, 8013). */
  | 'INVALID_IDENTIFIER'
  /** The loyalty program does not exist (1101). */
  | 'INVALID_PROGRAM'
  /** The program has no such promotion, or the two ids name different ones (8874). */
  | 'INVALID_PROMOTION'
  /** The source is unknown (8003). */
  | 'INVALID_SOURCE'
  /** Recording failed on our side; nothing was recorded for this customer (8896). */
  | 'ISSUE_FAILED'
  /** The program, or both promotionId and promoIdentifier, are missing (8881). */
  | 'MISSING_PARAMETERS'
  /** The customer has no active enrolment to earn under (2305). */
  | 'NOT_ENROLLED'
  /** A limit of the customer or of the promotion is exhausted (8890). */
  | 'NOT_ISSUED'
  /** The platform behind the gateway did not answer: it may have acted, or not. */
  | 'OUTCOME_UNKNOWN'
  /** The promotion is not live (8892). */
  | 'PROMOTION_INACTIVE'
  /** Too many calls; nothing was done. */
  | 'THROTTLED'
  /** The platform behind the gateway answered with a code that is not in the catalogue. */
  | 'UNRECOGNISED'
  /** The platform behind the gateway cannot be reached; nothing was done. */
  | 'UPSTREAM_UNAVAILABLE'
  /** A user group was named; REST only (8899). */
  | 'USER_GROUP_NOT_ALLOWED';

/** By what the customers of a call are named. One call uses one kind. */
export type IdentifierName =
  /** An email address; upper and lower case are the same. */
  | 'EMAIL'
  /** The customer id: digits. */
  | 'ID'
  /** A mobile number with country code. Plus, spaces, dashes and brackets are allowed. */
  | 'MOBILE';

export type EnrolCustomersMutationVariables = Exact<{
  input: EnrolCustomersInput;
}>;


export type EnrolCustomersMutation = { enrolCustomers: { replayed: boolean, requestError: { code: ErrorCode | null, disposition: Disposition, message: string, retryAfterMs: number | null } | null, results: Array<
      | { __typename: 'CustomerError', index: number, code: ErrorCode | null, disposition: Disposition, message: string, retryAfterMs: number | null }
      | { __typename: 'Success', index: number, issualId: string, expiresAt: string | null }
    > } | null };

export type FailureFragment = { code: ErrorCode | null, disposition: Disposition, message: string, retryAfterMs: number | null };

export const FailureFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Failure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"disposition"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<FailureFragment, unknown>;
export const EnrolCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EnrolCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EnrolCustomersInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enrolCustomers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"requestError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Failure"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Success"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"issualId"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Failure"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Failure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"disposition"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<EnrolCustomersMutation, EnrolCustomersMutationVariables>;