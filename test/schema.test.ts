import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSchema, printedSchema, printedSubgraph } from '../src/graphql/schema.js';

/** Names and nullability that shipped apps rely on: what is in the schema is as it stands here. */
const PROMISED: Readonly<Record<string, string>> = {
  Mutation: `
    enrolCustomers(input: EnrolCustomersInput!): EnrolCustomersPayload
    earnPromotion(input: EarnPromotionInput!): EarnPromotionPayload
    revokePromotionEnrolments(input: RevokePromotionEnrolmentsInput!): RevokePromotionEnrolmentsPayload
    revokePromotionEarnings(input: RevokePromotionEarningsInput!): RevokePromotionEarningsPayload`,
  Query: `
    loyaltyProgram(id: ID!): LoyaltyProgram
    loyaltyPromotion(by: LoyaltyPromotionBy, programId: ID!, promoIdentifier: String, promotionId: ID): Promotion
    loyaltyPromotions(after: String, first: Int, kind: PromotionKind, programId: ID!, status: PromotionStatus): LoyaltyPromotionConnection
    loyaltyCustomer(by: LoyaltyCustomerBy, identifierName: CustomerIdentifierName, identifierValue: String, source: CustomerIdentifierSource!): Customer
    promotionOperation(idempotencyKey: String!): PromotionOutcome
    promotionErrors: [PromotionErrorEntry!]!
    node(nodeId: ID!): Node
    nodes(nodeIds: [ID!]!): [Node]
    viewer: Viewer`,
  Subscription: `
    customerPromotionChanged(by: LoyaltyCustomerBy, identifierName: CustomerIdentifierName, identifierValue: String, source: CustomerIdentifierSource!): CustomerPromotion`,
  EnrolCustomersInput: `
    programId: ID!
    promotionId: ID
    promoIdentifier: String
    promotion: LoyaltyPromotionBy
    identifierName: CustomerIdentifierName!
    customers: [PromotionCustomerInput!]!
    idempotencyKey: String
    dryRun: Boolean!`,
  EarnPromotionInput: `
    programId: ID!
    promotionId: ID
    promoIdentifier: String
    promotion: LoyaltyPromotionBy
    identifierName: CustomerIdentifierName!
    customers: [PromotionCustomerInput!]!
    idempotencyKey: String
    dryRun: Boolean!`,
  RevokePromotionEnrolmentsInput: `
    programId: ID!
    promotionId: ID
    promoIdentifier: String
    promotion: LoyaltyPromotionBy
    identifierName: CustomerIdentifierName!
    customers: [PromotionCustomerInput!]!
    idempotencyKey: String
    dryRun: Boolean!`,
  RevokePromotionEarningsInput: `
    programId: ID!
    promotionId: ID
    promoIdentifier: String
    promotion: LoyaltyPromotionBy
    identifierName: CustomerIdentifierName!
    customers: [RevokePromotionEarningsCustomerInput!]!
    idempotencyKey: String
    dryRun: Boolean!`,
  LoyaltyCustomerBy: `
    id: ID
    mobile: String
    email: String
    externalId: String`,
  LoyaltyPromotionBy: `
    id: ID
    promoIdentifier: String`,
  PromotionCustomerInput: `
    identifierValue: String!
    source: CustomerIdentifierSource!`,
  RevokePromotionEarningsCustomerInput: `
    identifierValue: String!
    source: CustomerIdentifierSource!
    earnedIds: [ID!]`,
  CustomerIdentifierName: 'ID MOBILE EMAIL EXTERNAL_ID',
  CustomerIdentifierSource:
    'FACEBOOK WEB_ENGAGE WECHAT INSTORE MARTJACK TMALL TAOBAO JD ECOMMERCE WEBSITE LINE MOBILE_APP ALL',
  PromotionOutcome: `
    results: [PromotionResult!]!
    requestError: CustomerError
    status: PromotionOutcomeStatus!
    totalCount: Int!
    successCount: Int!
    failureCount: Int!
    requestId: ID!
    replayed: Boolean!`,
  PromotionOutcomeStatus: 'SUCCESS PARTIAL_SUCCESS FAILURE',
  PromotionResult: 'Success CustomerError',
  Success: `
    index: Int!
    identifierValue: String!
    customer: Customer!
    promotion: Promotion
    issualId: ID!
    earnedId: ID
    revokedEarnedIds: [ID!]
    expiresAt: DateTime
    warnings: [PromotionWarning!]!
    customerPromotion: CustomerPromotion
    enrolment: PromotionEnrolment
    earning: PromotionEarning`,
  CustomerError: `
    index: Int!
    identifierValue: String!
    code: PromotionErrorCode
    restCode: Int
    message: String!
    disposition: PromotionErrorDisposition!
    retryAfterMs: Int
    scope: PromotionErrorScope!
    field: [String!]`,
  PromotionWarning: `
    restCode: Int
    message: String!`,
  PromotionErrorDisposition: 'FIX_INPUT RETRY_SAME_KEY CHECK_THEN_RETRY STOP',
  PromotionErrorScope: 'CUSTOMER REQUEST',
  PromotionErrorCode: `
    CUSTOMER_NOT_FOUND NOT_ENROLLED NOT_ISSUED ISSUE_FAILED INVALID_IDENTIFIER INVALID_SOURCE EARNING_NOT_REVOCABLE
    INVALID_PROGRAM INVALID_PROMOTION PROMOTION_INACTIVE ACTION_NOT_SUPPORTED MISSING_PARAMETERS BATCH_TOO_LARGE
    INVALID_ENTITY_TYPE USER_GROUP_NOT_ALLOWED IDEMPOTENCY_MISMATCH IDEMPOTENCY_IN_PROGRESS OUTCOME_UNKNOWN
    UPSTREAM_UNAVAILABLE THROTTLED CUSTOMER_BUSY UNRECOGNISED`,
  PromotionErrorEntry: `
    code: PromotionErrorCode!
    restCode: Int
    message: String!
    disposition: PromotionErrorDisposition!
    scope: PromotionErrorScope!
    example: String`,
  LoyaltyProgram: `
    id: ID!
    nodeId: ID!
    name: String!
    promotions(after: String, first: Int, kind: PromotionKind, status: PromotionStatus): LoyaltyPromotionConnection`,
  Promotion: `
    id: ID!
    nodeId: ID!
    promoIdentifier: String
    name: String
    program: LoyaltyProgram!
    kind: PromotionKind
    status: PromotionStatus
    startsAt: DateTime
    endsAt: DateTime
    enrolmentLimit: Int
    earnLimit: Int
    totalEarnLimit: Int`,
  PromotionKind: 'ENROL_AND_ISSUE DIRECT_ISSUE GENERIC',
  PromotionStatus: 'UPCOMING LIVE COMPLETED INACTIVE',
  Customer: `
    id: ID!
    nodeId: ID!
    promotions(after: String, availability: PromotionAvailability, first: Int, kind: PromotionKind): CustomerPromotionConnection`,
  PromotionAvailability: 'AVAILABLE_TO_ENROL AVAILABLE_TO_EARN AVAILABLE_TO_REDEEM EXPIRED',
  CustomerPromotion: `
    id: ID!
    nodeId: ID!
    customer: Customer!
    promotion: Promotion!
    availability: [PromotionAvailability!]!
    enrolmentsUsed: Int!
    earningsUsed: Int!
    enrolments(after: String, first: Int): PromotionEnrolmentConnection`,
  PromotionEnrolment: `
    id: ID!
    nodeId: ID!
    issualId: ID!
    enrolledAt: DateTime!
    expiresAt: DateTime
    active: Boolean!
    revokedAt: DateTime
    recordedBy: PromotionRecordedBy!
    revokedBy: PromotionRecordedBy
    earnings(after: String, first: Int): PromotionEarningConnection`,
  PromotionEarning: `
    id: ID!
    nodeId: ID!
    earnedId: ID!
    earnedAt: DateTime!
    expiresAt: DateTime
    revokedAt: DateTime
    recordedBy: PromotionRecordedBy!
    revokedBy: PromotionRecordedBy`,
  PromotionRecordedBy: `
    clientId: ID
    requestId: ID`,
  PageInfo: `
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String`,
  LoyaltyPromotionConnection: `
    edges: [LoyaltyPromotionEdge!]!
    nodes: [Promotion!]!
    pageInfo: PageInfo!`,
  LoyaltyPromotionEdge: `
    node: Promotion!
    cursor: String!`,
  PromotionEnrolmentConnection: `
    edges: [PromotionEnrolmentEdge!]!
    nodes: [PromotionEnrolment!]!
    totalCount: Int!
    pageInfo: PageInfo!`,
  PromotionEnrolmentEdge: `
    node: PromotionEnrolment!
    cursor: String!`,
  PromotionEarningConnection: `
    edges: [PromotionEarningEdge!]!
    nodes: [PromotionEarning!]!
    pageInfo: PageInfo!`,
  PromotionEarningEdge: `
    node: PromotionEarning!
    cursor: String!`,
  CustomerPromotionConnection: `
    edges: [CustomerPromotionEdge!]!
    nodes: [CustomerPromotion!]!
    totalCount: Int!
    pageInfo: PageInfo!`,
  CustomerPromotionEdge: `
    node: CustomerPromotion!
    cursor: String!`,
  Node: 'nodeId: ID!',
  Viewer: `
    organisation: ViewerOrganisation!
    clientId: ID!
    access: [ViewerAccess!]!
    limits: ViewerLimits!`,
  ViewerOrganisation: `
    id: ID!
    timeZone: String!`,
  ViewerAccess: 'CUSTOMER_READ CUSTOMER_WRITE PROMOTION_READ PROMOTION_WRITE',
  ViewerLimits: `
    customersPerCall: Int!
    customersPerMinute: Int
    itemsPerPage: Int!`,
  DateTime: '',
};
/** What Federation adds for gateways; schema.graphql leaves it out. */
const FOR_GATEWAYS: Readonly<Record<string, string>> = {
  _Any: '',
  _Entity: 'Customer CustomerPromotion LoyaltyProgram Promotion PromotionEarning PromotionEnrolment',
  _Service: 'sdl: String',
};
const gatewayFields = `
    _entities(representations: [_Any!]!): [_Entity]!
    _service: _Service!`;
const outcome = PROMISED.PromotionOutcome ?? '';
const promised: Readonly<Record<string, string>> = {
  ...PROMISED,
  ...FOR_GATEWAYS,
  Query: `${PROMISED.Query ?? ''}${gatewayFields}`,
  EnrolCustomersPayload: outcome,
  EarnPromotionPayload: outcome,
  RevokePromotionEnrolmentsPayload: outcome,
  RevokePromotionEarningsPayload: outcome,
};

describe('the schema', () => {
  const types = Object.values(createSchema().getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );

  it('is the one that schema.graphql holds', () => {
    const file = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
    expect(printedSchema(), 'schema.graphql is out of date: run npm run schema').toBe(file);
  });

  it('is in a supergraph the one that subgraph.graphql holds', () => {
    const file = readFileSync(new URL('../subgraph.graphql', import.meta.url), 'utf8');
    expect(printedSubgraph(), 'subgraph.graphql is out of date: run npm run schema').toBe(file);
  });

  it('describes every element', () => {
    const undescribed = types.flatMap(elementsOf).filter(({ description }) => !description?.trim());
    expect(undescribed.map(({ name }) => name)).toEqual([]);
  });

  it('holds nothing but what is promised, as it is promised', () => {
    const signatures = types.flatMap((type) => signaturesOf(type).map((line) => `${type.name}.${line}`));
    const all = new Set(Object.keys(promised).flatMap(promisedSignatures));
    expect(signatures.filter((signature) => !all.has(signature))).toEqual([]);
    expect(types.map(({ name }) => name).filter((name) => promised[name] === undefined)).toEqual([]);
  });

  it('holds all that is promised', () => {
    const there = new Set(types.flatMap((type) => signaturesOf(type).map((line) => `${type.name}.${line}`)));
    const missing = Object.keys(promised)
      .flatMap(promisedSignatures)
      .filter((signature) => !there.has(signature));
    expect(missing).toEqual([]);
  });

  it('resolves by a function only what has something to do: a page of 100 results has thousands of fields', () => {
    const resolved = types.filter(isObjectType).flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ resolve }) => resolve)
        .map(({ name }) => `${type.name}.${name}`),
    );
    const roots = /^(Query|Mutation|Subscription)\./;
    expect(resolved.filter((field) => !roots.test(field)).sort()).toEqual([
      'Customer.promotions',
      'CustomerPromotion.enrolments',
      'CustomerPromotionConnection.totalCount',
      'LoyaltyProgram.promotions',
      'PromotionEnrolment.earnings',
      'Success.customerPromotion',
      'Success.earning',
      'Success.enrolment',
    ]);
  });

  it('promises a field that both members of a result have in one type, or no document could ask for it', () => {
    const [success = [], failure = []] = ['Success', 'CustomerError'].map((name) =>
      (promised[name] ?? '').trim().split(/\s*\n\s*/),
    );
    const nameOf = (signature: string) => signature.replace(/:.*/, '');
    const shared = success.filter((signature) => failure.map(nameOf).includes(nameOf(signature)));
    expect(shared).toEqual(['index: Int!', 'identifierValue: String!']);
    expect(failure).toEqual(expect.arrayContaining(shared));
  });
});

function promisedSignatures(typeName: string): string[] {
  const text = (promised[typeName] ?? '').trim();
  const separator = text.includes(':') ? /\s*\n\s*/ : /\s+/;
  return text === '' ? [] : text.split(separator).map((line) => `${typeName}.${line}`);
}

/** Each field, value or member of a type in a line, default values left out. */
function signaturesOf(type: GraphQLNamedType): string[] {
  if (isObjectType(type) || isInterfaceType(type)) return Object.values(type.getFields()).map(fieldSignature);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => `${field.name}: ${field.type.toString()}`);
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  return isUnionType(type) ? type.getTypes().map(({ name }) => name) : [];
}

/** With the arguments in alphabetical order. */
function fieldSignature({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const list = args
    .map((arg) => `${arg.name}: ${arg.type.toString()}`)
    .sort()
    .join(', ');
  return `${name}${list && `(${list})`}: ${type.toString()}`;
}

interface Element {
  readonly name: string;
  readonly description?: string | null | undefined;
}

/** The type, and all that has a description of its own in it. */
function elementsOf(type: GraphQLNamedType): Element[] {
  const within = (elements: readonly Element[]) =>
    elements.map(({ name, description }) => ({ name: `${type.name}.${name}`, description }));
  if (isObjectType(type) || isInterfaceType(type)) {
    const fields = Object.values(type.getFields());
    const args = fields.flatMap((field) =>
      field.args.map(({ name, description }) => ({ name: `${field.name}.${name}`, description })),
    );
    return [type, ...within(fields), ...within(args)];
  }
  if (isInputObjectType(type)) return [type, ...within(Object.values(type.getFields()))];
  return isEnumType(type) ? [type, ...within(type.getValues())] : [type];
}

it('every list in an input is one that is refused by its length beyond 100, and so may be cut', () => {
  const types = Object.values(createSchema().getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const inputs = types.flatMap((type) => {
    if (isInputObjectType(type)) return Object.values(type.getFields());
    return isObjectType(type) ? Object.values(type.getFields()).flatMap(({ args }) => args) : [];
  });
  const lists = inputs.filter(({ type }) => String(type).includes('['));
  expect([...new Set(lists.map(({ name }) => name))].sort()).toEqual([
    'customers',
    'earnedIds',
    'nodeIds',
    'representations',
  ]);
});
