import { sql } from 'kysely';
import { promotionLedger } from '../../src/postgres/ledger/promotion-ledger.js';
import type { Store } from '../../src/postgres/store.js';
import { LocalPromotionService } from '../../src/service/local-promotion-service.js';
import { manualClock } from '../support/manual-clock.js';
import type { Subject } from './subject.js';

/** The service that does the work on a store of our own. */
export function localSubject(store: Store): Subject {
  const clock = manualClock('2026-04-01T09:00:00Z');
  const defects: Error[] = [];
  const service = new LocalPromotionService({
    ledger: promotionLedger(store.db),
    clock,
    reportDefect: (error) => defects.push(error),
  });
  return {
    clock,
    store,
    clientsOf: () => [],
    serviceFor: () => service,
    lookup: (customerId) => ({ status: 'found', customerId }),
    recordedBy: (client, request) => ({ client, request }),
    expiry: (instant) => new Date(instant),
    keys: { store, table: 'idempotency_record' },
    keysSettled: async (organisationId) => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from idempotency_record
        where organisation_id = ${organisationId}`.execute(store.db);
      return rows[0]?.count ?? 0;
    },
    defects,
    close: () => store.close(),
  };
}
