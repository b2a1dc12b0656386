/** Two gateways over one server, and the parallel calls that the tests of races send to both. */

import { sql } from 'kysely';
import { afterAll, beforeAll, expect } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import type { aPromotion } from '../support/promotion.js';

export interface BulkAnswer {
  response: {
    result?: {
      entityId: number;
      issualId?: string;
      earnedId?: string;
      revokedIssualId?: number;
      revokedEarnIds?: number[];
    };
    errors: { code: number }[];
  }[];
}

/** Opens both for all tests of a `describe`: two processes cannot keep apart what one could by itself. */
export function useTwoGateways(url: () => string) {
  let first: TestGateway;
  let second: TestGateway;
  let organisation: TestOrganisation;

  beforeAll(async () => {
    const databaseUrl = url();
    [first, second] = await Promise.all([openGateway({ databaseUrl }), openGateway({ databaseUrl })]);
  });
  afterAll(() => Promise.all([first.close(), second.close()]));

  async function given(...promotions: ReturnType<typeof aPromotion>[]): Promise<void> {
    const customers = Array.from({ length: 400 }, (_, i) => aCustomer(String(1_001 + i)));
    organisation = await first.organisation({ promotions, customers });
  }

  function send(
    gateway: TestGateway,
    bulkAction: string,
    customerIds: readonly string[],
    { key, earnIds }: { key?: string; earnIds?: readonly string[] } = {},
  ) {
    const operation = bulkAction.startsWith('REVOKE') ? 'revokeEnrolAndEarn' : 'enrolAndEarn';
    return gateway.app.server.inject({
      method: 'POST',
      url: `/v2/promotion/bulk/${operation}`,
      headers: {
        authorization: organisation.authorization,
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      payload: {
        type: 'CUSTOMER',
        bulkAction,
        promotionDetails: { programId: 10, promotionId: 500 },
        identifierName: 'id',
        customers: customerIds.map((identifierValue) => ({ identifierValue, source: 'ALL', earnIds })),
      },
    });
  }

  async function bulk(
    gateway: TestGateway,
    bulkAction: string,
    customerIds: readonly string[],
    earnIds?: readonly string[],
  ): Promise<BulkAnswer> {
    const answer = await send(gateway, bulkAction, customerIds, earnIds && { earnIds });
    expect(answer.statusCode).toBe(200);
    return answer.json<BulkAnswer>();
  }

  async function inParallel(count: number, act: (gateway: TestGateway, i: number) => Promise<BulkAnswer>) {
    const answers = await Promise.all(
      Array.from({ length: count }, (_, i) => act(i % 2 ? first : second, i)),
    );
    return answers.flatMap(({ response }) => response);
  }

  async function storedIds(
    table: 'enrolment' | 'earning',
    column: 'issual_id' | 'earned_id',
  ): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select ${sql.ref(column)} as id from ${sql.table(table)}
      where organisation_id = ${organisation.organisationId}`.execute(first.store.db);
    return rows.map(({ id }) => id).sort();
  }

  async function expectNoDeadlock(): Promise<void> {
    const { rows } = await sql<{ deadlocks: string }>`
      select deadlocks from pg_stat_database where datname = current_database()`.execute(first.store.db);
    expect(rows[0]?.deadlocks).toBe('0');
  }

  async function count(what: ReturnType<typeof sql>): Promise<number> {
    const { rows } = await sql<{ count: number }>`select (${what})::int as count`.execute(first.store.db);
    return rows[0]?.count ?? NaN;
  }

  const liveEarnings = () =>
    count(sql`select count(*) from earning
      where organisation_id = ${organisation.organisationId} and revoked_at is null`);
  const totalEarned = () =>
    count(sql`select earned from promotion_total where organisation_id = ${organisation.organisationId}`);

  return {
    get first() {
      return first;
    },
    get second() {
      return second;
    },
    get organisation() {
      return organisation;
    },
    given,
    send,
    bulk,
    inParallel,
    storedIds,
    count,
    liveEarnings,
    totalEarned,
    expectNoDeadlock,
  };
}

export type TwoGateways = ReturnType<typeof useTwoGateways>;
