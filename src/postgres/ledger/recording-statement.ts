/** Recording statements: their variants, their values, and their results. */

import type { Kysely } from 'kysely';
import { RecordingFailed, StoreUnavailable, type CustomerPromotionAct } from '../../service/ports.js';
import { instants, numbers, numbersIn, run } from '../connection/statement.js';
import { LostRace } from '../connection/transaction.js';
import { notifying } from '../events/notify.js';
import type { Database } from '../schema.js';
import type { LedgerContext } from './ledger-context.js';

/** What each variant of a recording statement consists of. $1 is the organisation, $2 the instant of the call. */
export interface RecordingStatement {
  /** From WITH on, up to a query called `recorded`: its rows have promotion_id, customer_id, ordinal and request_id. */
  readonly recording: string;
  /** Puts an event into the outbox for each recorded row, in the order in which they happened to a customer. */
  readonly events: string;
  /** The columns of the answer, and what stands behind FROM. */
  readonly answer: { readonly columns: string; readonly from: string };
}

/** The text for a transaction, by what it publishes and notifies. */
export type StatementVariants = (context: Pick<LedgerContext, 'publishes' | 'notifies'>) => string;

/**
 * Composes the variants, each of which does only what its transaction needs.
 * @param finish what becomes of each text, such as being prepared under this name
 */
export function statementVariants(
  name: string,
  { recording, events, answer }: RecordingStatement,
  finish = (_name: string, text: string) => text,
): StatementVariants {
  const published = `${recording},
  published as (${events}
  )`;
  const notified = `,
  notified as (
    ${notifying('recorded')}
  )`;
  const answering = `
  select ${answer.columns}
  from ${answer.from}`;
  // A query that only selects runs for what is asked of it, unlike the inserts above.
  const answeringLast = `
  select ${answer.columns}, (select count(*) from notified) as notified
  from ${answer.from}`;
  const silent = finish(name, `${recording}${answering}`);
  const publishing = finish(`${name}_publishing`, `${published}${answering}`);
  const notifies = finish(`${name}_notifying`, `${recording}${notified}${answeringLast}`);
  const both = finish(`${name}_publishing_notifying`, `${published}${notified}${answeringLast}`);
  return (context) => {
    if (context.publishes) return context.notifies ? both : publishing;
    return context.notifies ? notifies : silent;
  };
}

/** What recording an enrolment and an earning share. */
interface RecordedAct {
  readonly ordinal: number;
  readonly expiresAt: Date | null;
}

/** $1 to $9 of a statement that records acts. */
export function actValues(
  { organisationId, now, calls }: LedgerContext,
  acts: readonly CustomerPromotionAct<RecordedAct>[],
): unknown[] {
  return [
    organisationId,
    now,
    numbers(acts.map(({ place }) => place.promotion.promotionId)),
    numbers(acts.map(({ place }) => place.customerId)),
    numbers(acts.map(({ act }) => act.ordinal)),
    instants(acts.map(({ act }) => act.expiresAt)),
    numbers(acts.map(({ call }) => call)),
    calls.map(({ clientId }) => clientId),
    calls.map(({ requestId }) => requestId),
  ];
}

/**
 * Runs a statement that records all of its acts or none.
 * @returns the ids of the acts
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export async function recordActs(
  db: Kysely<Database>,
  text: string,
  values: readonly unknown[],
): Promise<string[]> {
  const row = await runRecording<{ ids: string | null }>(db, text, values);
  if (!row?.ids) throw new LostRace('Another transaction was first');
  return numbersIn(row.ids).filter((id) => id !== null);
}

/** A recorded enrolment or earning that an act revokes. */
interface RevokedRow extends Pick<CustomerPromotionAct<unknown>, 'place' | 'call'> {
  readonly id: string;
}

/**
 * Runs a statement that revokes rows: $1 to $6 are the organisation, the instant, and each row's id, promotion, client
 * and request.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export async function revokeRows(
  db: Kysely<Database>,
  { organisationId, now, calls }: LedgerContext,
  text: string,
  rows: readonly RevokedRow[],
): Promise<void> {
  const row = await runRecording<{ revoked: number }>(db, text, [
    organisationId,
    now,
    numbers(rows.map(({ id }) => id)),
    numbers(rows.map(({ place }) => place.promotion.promotionId)),
    rows.map(({ call }) => calls[call]?.clientId),
    rows.map(({ call }) => calls[call]?.requestId),
  ]);
  if (row?.revoked !== rows.length) throw new LostRace('Another transaction was first');
}

/** Runs a variant, of which the answer is one row. @throws RecordingFailed, StoreUnavailable */
async function runRecording<Row>(
  db: Kysely<Database>,
  text: string,
  values: readonly unknown[],
): Promise<Row | undefined> {
  const [row] = await run<Row>(db, text, values).catch(refusedToRecord);
  return row;
}

/** @throws RecordingFailed, StoreUnavailable */
function refusedToRecord(error: unknown): never {
  if (error instanceof StoreUnavailable) throw error;
  throw new RecordingFailed('The store refused to record', { cause: error });
}
