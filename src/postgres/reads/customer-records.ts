/** Reads customers' histories. */

import type { Kysely } from 'kysely';
import type { CustomerRecords } from '../../service/read-ports.js';
import { readEarningPages, readEnrolmentPages, readLatest } from './read-act-pages.js';
import { findEarnings, findEnrolments } from './find-acts.js';
import { readHistories } from './read-histories.js';
import type { Database } from '../schema.js';

/** Customers' records in SQL. */
export function customerRecords(db: Kysely<Database>): CustomerRecords {
  return {
    historiesOf: (organisationId, customerIds, now) => readHistories(db, organisationId, customerIds, now),
    enrolments: (organisationId, pages) => readEnrolmentPages(db, organisationId, pages),
    earnings: (organisationId, pages) => readEarningPages(db, organisationId, pages),
    findEnrolments: (organisationId, names) => findEnrolments(db, organisationId, names),
    findEarnings: (organisationId, names) => findEarnings(db, organisationId, names),
    latest: (organisationId, customerId, promotionIds, atMost) =>
      readLatest(db, organisationId, customerId, promotionIds, atMost),
  };
}
