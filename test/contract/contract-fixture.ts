/** The organisation that the tests of the contract act on, and the calls and rows that they compare. */

import { sql } from 'kysely';
import { beforeAll, afterAll } from 'vitest';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import type { Promotion } from '../../src/domain/promotion.js';
import type { Store } from '../../src/postgres/store.js';
import { storeOrganisation } from '../../src/postgres/store-organisation.js';
import type {
  BulkOutcome,
  CustomerLookup,
  CustomerOutcome,
  PromotionService,
} from '../../src/service/promotion-service.js';
import type { ManualClock } from '../support/manual-clock.js';
import { aCustomer } from '../support/organisation.js';
import { judged } from '../support/judged.js';
import type { Subject } from './subject.js';

export interface CallOptions {
  readonly requestId?: string;
  readonly clientId?: string;
  readonly timeZone?: string;
  readonly idempotencyKey?: string | null;
  readonly dryRun?: boolean;
}

/** A row of an enrolment or an earning, as far as a revocation concerns it. */
interface RecordedRow {
  readonly id: string;
  readonly revoked_at: Date | null;
  readonly revoked_by_client_id: string | null;
  readonly revoked_by_request_id: string | null;
}

const CUSTOMERS = ['1', '2', '3', '4', '5'];

/** The enrolment and the earning that no revocation has marked. */
export const unmarked = { revoked_at: null, revoked_by_client_id: null, revoked_by_request_id: null };
/** No limit for a customer. */
export const many = { enrolmentLimit: null, earnLimit: null };

export const faultOf = (outcome: CustomerOutcome | undefined) =>
  outcome?.status === 'refused' ? outcome.refusal.fault : outcome?.status;

/** The ids of what was earned, in order. */
export function earnedIdsOf(outcomes: readonly CustomerOutcome[]): string[] {
  return outcomes.map((outcome) => {
    if (outcome.status !== 'earned') throw new Error(`not earned: ${faultOf(outcome)}`);
    return outcome.earnedId;
  });
}

/** Opens a subject for all tests of a `describe`; each test has an organisation of its own. */
export function useContract(open: () => Promise<Subject>) {
  let subject: Subject;
  let store: Store;
  let clock: ManualClock;
  let service: PromotionService;
  let organisationId: string;
  let organisations = 0;

  beforeAll(async () => {
    subject = await open();
    ({ store, clock } = subject);
  });
  afterAll(() => subject.close());

  /** A new organisation with these promotions and the customers 1 to 5. */
  async function given(...promotions: Promotion[]): Promise<void> {
    clock.set('2026-04-01T09:00:00Z');
    organisationId = String(++organisations);
    await storeOrganisation(store.db, {
      organisationId,
      name: 'Contract',
      timeZone: 'Europe/Berlin',
      clients: subject.clientsOf(organisationId),
      promotions,
      customers: CUSTOMERS.map(aCustomer),
    });
    service = subject.serviceFor(organisationId);
  }

  function execute(
    action: string,
    customerIds: readonly (string | null)[],
    changes: Partial<BulkRequest> = {},
    { requestId = 'request', clientId = '9', timeZone = 'Europe/Berlin', ...options }: CallOptions = {},
  ): Promise<BulkOutcome> {
    const request: BulkRequest = {
      operation: action.startsWith('REVOKE_') ? 'REVOKE' : 'ENROL_AND_EARN',
      entityType: 'CUSTOMER',
      action,
      programId: '10',
      promotionId: '500',
      promoIdentifier: null,
      identifierName: 'ID',
      customers: customerIds.map((id) => ({ identifierValue: id ?? 'nobody', source: 'ALL' })),
      ...changes,
    };
    const lookups = customerIds.map((customerId): CustomerLookup =>
      customerId === null
        ? { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } }
        : subject.lookup(customerId),
    );
    const caller = {
      organisation: { organisationId, timeZone },
      clientId,
      access: [],
    };
    return service.execute(
      judged({
        caller,
        requestId,
        request,
        lookups,
        idempotencyKey: null,
        dryRun: false,
        showsEnrolments: true,
        ...options,
      }),
    );
  }

  async function settled(
    action: string,
    ...customerIds: (string | null)[]
  ): Promise<readonly CustomerOutcome[]> {
    const outcome = await execute(action, customerIds);
    if (outcome.status !== 'settled') throw new Error(`refused: ${outcome.refusal.fault}`);
    return outcome.customers;
  }

  async function enrolments(): Promise<{ customer: string; ordinal: number; id: string }[]> {
    const { rows } = await sql<{ customer: string; ordinal: number; id: string }>`
        select customer_id as customer, ordinal, issual_id as id from enrolment
        where organisation_id = ${organisationId} order by issual_id`.execute(store.db);
    return rows;
  }

  /** REVOKE_EARN of customers, each with the earnings it names. */
  async function revokeEarnings(
    ...customers: (readonly [string, (readonly string[] | null)?])[]
  ): Promise<readonly CustomerOutcome[]> {
    const outcome = await execute(
      'REVOKE_EARN',
      customers.map(([id]) => id),
      {
        customers: customers.map(([identifierValue, earnedIds]) => ({
          identifierValue,
          source: 'ALL',
          ...(earnedIds !== undefined && { earnedIds }),
        })),
      },
    );
    if (outcome.status !== 'settled') throw new Error(`refused: ${outcome.refusal.fault}`);
    return outcome.customers;
  }

  async function recordedRows(table: 'enrolment' | 'earning'): Promise<RecordedRow[]> {
    const id = sql.ref(table === 'enrolment' ? 'issual_id' : 'earned_id');
    const { rows } = await sql<RecordedRow>`
        select ${id} as id, revoked_at, revoked_by_client_id, revoked_by_request_id from ${sql.table(table)}
        where organisation_id = ${organisationId} order by ${id}`.execute(store.db);
    return rows;
  }

  const keysSettled = () => subject.keysSettled(organisationId);

  function revokedBy(clientId: string, requestId: string): object {
    const { client, request } = subject.recordedBy(clientId, requestId);
    return { revoked_by_client_id: client, revoked_by_request_id: request };
  }

  return {
    get subject() {
      return subject;
    },
    get store() {
      return store;
    },
    get clock() {
      return clock;
    },
    get organisationId() {
      return organisationId;
    },
    given,
    execute,
    settled,
    enrolments,
    revokeEarnings,
    recordedRows,
    keysSettled,
    revokedBy,
  };
}

export type ContractFixture = ReturnType<typeof useContract>;
