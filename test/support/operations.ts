import { sql } from 'kysely';
import type { TestGateway } from './gateway.js';
import type { TestOrganisation } from './organisation.js';

const FIELDS = `
  fragment Outcome on PromotionOutcome {
    results { __typename ...Achieved ...Failed }
    requestError { ...Failed }
    status totalCount successCount failureCount requestId replayed
  }
  fragment Achieved on Success {
    index identifierValue customer { id } issualId earnedId revokedEarnedIds expiresAt warnings { restCode message }
    promotion {
      id promoIdentifier name program { id name } kind status startsAt endsAt
      enrolmentLimit earnLimit totalEarnLimit
    }
  }
  fragment Failed on CustomerError {
    index identifierValue code restCode message disposition retryAfterMs scope field
  }`;

/** Enrols, and asks for every field there is. */
export const ENROL = `mutation ($input: EnrolCustomersInput!) { enrolCustomers(input: $input) { ...Outcome } } ${FIELDS}`;
/** Earns, and asks for every field there is. */
export const EARN = `mutation ($input: EarnPromotionInput!) { earnPromotion(input: $input) { ...Outcome } } ${FIELDS}`;
/** Takes enrolments back, and asks for every field there is. */
export const REVOKE_ENROLMENTS = `mutation ($input: RevokePromotionEnrolmentsInput!) { revokePromotionEnrolments(input: $input) { ...Outcome } } ${FIELDS}`;
/** Takes earnings back, and asks for every field there is. */
export const REVOKE_EARNINGS = `mutation ($input: RevokePromotionEarningsInput!) { revokePromotionEarnings(input: $input) { ...Outcome } } ${FIELDS}`;
/** Enrols, then earns, in one document. */
export const ENROL_THEN_EARN = `
  mutation ($enrol: EnrolCustomersInput!, $earn: EarnPromotionInput!) {
    enrolled: enrolCustomers(input: $enrol) { ...Outcome }
    earned: earnPromotion(input: $earn) { ...Outcome }
  } ${FIELDS}`;
/** Enrols twice in one document. */
export const ENROL_TWICE = `
  mutation ($first: EnrolCustomersInput!, $second: EnrolCustomersInput!) {
    first: enrolCustomers(input: $first) { ...Outcome }
    second: enrolCustomers(input: $second) { ...Outcome }
  } ${FIELDS}`;

/** A Success or a CustomerError as it arrives; each has fields of its own. */
export interface Result {
  readonly __typename: 'Success' | 'CustomerError';
  readonly index: number;
  readonly identifierValue: string;
  readonly customer?: { readonly id: string };
  readonly promotion?: { readonly id: string };
  readonly issualId?: string;
  readonly earnedId?: string | null;
  readonly revokedEarnedIds?: readonly string[] | null;
  readonly expiresAt?: string | null;
  readonly code?: string;
  readonly restCode?: number;
  readonly field?: readonly string[] | null;
}

/** A bulk outcome as it arrives. */
export interface Outcome {
  readonly results: readonly Result[];
  readonly requestError: Omit<Result, '__typename'> | null;
  readonly status: string;
  readonly totalCount: number;
  readonly successCount: number;
  readonly failureCount: number;
  readonly requestId: string;
  readonly replayed: boolean;
}

/** Customers by these identifiers, all INSTORE. */
export function inStore(...identifierValues: unknown[]): { identifierValue: unknown; source: string }[] {
  return identifierValues.map((identifierValue) => ({ identifierValue, source: 'INSTORE' }));
}

/** A mutation's input: promotion 500 of program 10, and customer 1001 by id, unless changed. */
export function anInput(changes: object = {}): Record<string, unknown> {
  return {
    programId: '10',
    promotionId: '500',
    identifierName: 'ID',
    customers: inStore('1001'),
    ...changes,
  };
}

/** The same call in the words of REST. */
export function aBody(changes: object = {}): Record<string, unknown> {
  return {
    type: 'CUSTOMER',
    bulkAction: 'ENROL',
    promotionDetails: { programId: 10, promotionId: 500 },
    identifierName: 'id',
    customers: inStore('1001'),
    ...changes,
  };
}

/** Calls enrolCustomers with `anInput(changes)`. */
export async function enrol(organisation: TestOrganisation, changes: object = {}): Promise<Outcome> {
  const response = await organisation.graphql(ENROL, { input: anInput(changes) });
  return response.json<{ data: { enrolCustomers: Outcome } }>().data.enrolCustomers;
}

/** Calls earnPromotion with `anInput(changes)`. */
export async function earn(organisation: TestOrganisation, changes: object = {}): Promise<Outcome> {
  const response = await organisation.graphql(EARN, { input: anInput(changes) });
  return response.json<{ data: { earnPromotion: Outcome } }>().data.earnPromotion;
}

/** Calls revokePromotionEnrolments with `anInput(changes)`. */
export async function revokePromotionEnrolments(
  organisation: TestOrganisation,
  changes: object = {},
): Promise<Outcome> {
  const response = await organisation.graphql(REVOKE_ENROLMENTS, { input: anInput(changes) });
  return response.json<{ data: { revokePromotionEnrolments: Outcome } }>().data.revokePromotionEnrolments;
}

/** Calls revokePromotionEarnings with `anInput(changes)`. */
export async function revokePromotionEarnings(
  organisation: TestOrganisation,
  changes: object = {},
): Promise<Outcome> {
  const response = await organisation.graphql(REVOKE_EARNINGS, { input: anInput(changes) });
  return response.json<{ data: { revokePromotionEarnings: Outcome } }>().data.revokePromotionEarnings;
}

/** Sends `aBody(changes)` to the REST operation that takes back. */
export function revoke(organisation: TestOrganisation, changes: object = {}) {
  return organisation.post('/v2/promotion/bulk/revokeEnrolAndEarn', aBody(changes));
}

/** What each result came to: 'Success', or the code of its error. */
export function verdicts({ results }: Outcome): (string | undefined)[] {
  return results.map(({ __typename, code }) => code ?? __typename);
}

/** How much is on an organisation's record. */
export async function recorded(
  { store }: TestGateway,
  { organisationId }: TestOrganisation,
): Promise<{ enrolments: number; earnings: number }> {
  const { rows } = await sql<{ enrolments: number; earnings: number }>`
    select (select count(*)::int from enrolment where organisation_id = ${organisationId}) as enrolments,
      (select count(*)::int from earning where organisation_id = ${organisationId}) as earnings`.execute(
    store.db,
  );
  return rows[0]!;
}

/** What differs from line to line of the log. */
const VARYING = new Set(['time', 'pid', 'hostname', 'reqId', 'ms']);

/** The log's lines that the work brings forth, each as text, without what differs from line to line. */
export async function linesDuring({ log }: TestGateway, work: () => Promise<unknown>): Promise<string[]> {
  const before = log.length;
  await work();
  // A line is written when its answer has left, which may be just after the answer has arrived.
  await new Promise(setImmediate);
  const lasting = (key: string, value: unknown) => (VARYING.has(key) ? undefined : value);
  return log.slice(before).map((line) => JSON.stringify(line, lasting));
}
