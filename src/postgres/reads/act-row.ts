/** An enrolment or earning as a row. */

import type { Provenance, EarningRecord, EnrolmentRecord } from '../../domain/history.js';

/** The columns that enrolments and earnings share. */
interface ActRow {
  expires_at: Date | null;
  client_id: string;
  request_id: string;
  revoked_at: Date | null;
  revoked_by_client_id: string | null;
  revoked_by_request_id: string | null;
}
export type EnrolmentRow = ActRow & { ordinal: number; issual_id: string; enrolled_at: Date };
export type EarningRow = ActRow & { enrolment_ordinal: number; earned_id: string; earned_at: Date };

const ACT_COLUMNS =
  'expires_at, client_id, request_id, revoked_at, revoked_by_client_id, revoked_by_request_id';
export const ENROLMENT_COLUMNS = `ordinal, issual_id, enrolled_at, ${ACT_COLUMNS}`;
export const EARNING_COLUMNS = `ordinal, enrolment_ordinal, earned_id, earned_at, ${ACT_COLUMNS}`;

export function enrolmentOfRow(row: EnrolmentRow): EnrolmentRecord {
  return {
    ordinal: row.ordinal,
    issualId: row.issual_id,
    enrolled: recordedBy(row, row.enrolled_at),
    expiresAt: row.expires_at,
    revoked: revokedBy(row),
  };
}

export function earningOfRow(row: EarningRow): EarningRecord {
  return {
    earnedId: row.earned_id,
    earned: recordedBy(row, row.earned_at),
    expiresAt: row.expires_at,
    revoked: revokedBy(row),
  };
}

function recordedBy({ client_id, request_id }: ActRow, at: Date): Provenance {
  return { at, clientId: client_id, requestId: request_id };
}

/** A CHECK of the table requires all three or none. */
function revokedBy({ revoked_at, revoked_by_client_id, revoked_by_request_id }: ActRow): Provenance | null {
  if (revoked_at === null || revoked_by_client_id === null || revoked_by_request_id === null) return null;
  return { at: revoked_at, clientId: revoked_by_client_id, requestId: revoked_by_request_id };
}
