/** Recording statements: their variants, their values, and their results. */

import type { Kysely } from 'kysely';
import { RecordingFailed, StoreUnavailable, type CustomerPromotionAct } from '../../service/ports.js';
import { instants, numbers, numbersIn, run } from '../connection/statement.js';
import { LostRace } from '../connection/transaction.js';
import { notifying } from '../events/notify.js';
import type { Database } from '../schema.js';
import type { LedgerContext } from './ledger-context.js';

/** The parts of a recording statement. $1 is the organisation, $2 the instant of the call. */
export interface RecordingStatement {
  /** The text from WITH to a query named `recorded`, with promotion_id, customer_id, ordinal and request_id. */
  readonly recording: string;
  /** Adds an event to the outbox for each recorded row, in the order of a customer's ordinals. */
  readonly events: string;
  /** The columns and the FROM clause of the answer. */
  readonly answer: { readonly columns: string; readonly from: string };
}

/** Returns the text for a transaction that publishes, notifies, does both, or neither. */
export type StatementVariants = (context: Pick<LedgerContext, 'publishes' | 'notifies'>) => string;

/**
 * Composes the variants of a statement, each with only the parts that its transaction needs.
 * @param finish transforms each text under its name, for example into a prepared statement
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
  // PostgreSQL runs a SELECT in WITH only where the main query reads it, unlike an INSERT.
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

/** The members that acts of enrolments and of earnings share. */
interface RecordedAct {
  readonly ordinal: number;
  readonly expiresAt: Date | null;
}

/** Returns $1 to $9 of a statement that records acts. */
function actValues(
  { organisationId, now, calls }: LedgerContext,
  acts: readonly CustomerPromotionAct<RecordedAct>[],
): unknown[] {
  return [
    organisationId,
    now,
    numbers(acts.map(({ customerPromotion }) => customerPromotion.promotion.promotionId)),
    numbers(acts.map(({ customerPromotion }) => customerPromotion.customerId)),
    numbers(acts.map(({ act }) => act.ordinal)),
    instants(acts.map(({ act }) => act.expiresAt)),
    numbers(acts.map(({ call }) => call)),
    calls.map(({ clientId }) => clientId),
    calls.map(({ requestId }) => requestId),
  ];
}

/**
 * Runs a statement that records all of its acts or none.
 * @param more the values from $10 on
 * @returns the ids of the acts
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export async function recordActs(
  db: Kysely<Database>,
  context: LedgerContext,
  textIn: StatementVariants,
  acts: readonly CustomerPromotionAct<RecordedAct>[],
  more: readonly unknown[] = [],
): Promise<string[]> {
  const values = [...actValues(context, acts), ...more];
  const row = await runRecording<{ ids: string | null }>(db, textIn(context), values);
  if (!row?.ids) throw new LostRace('Another transaction was first');
  return numbersIn(row.ids).filter((id) => id !== null);
}

/** A recorded enrolment or earning that an act revokes. */
interface RevokedRow extends Pick<CustomerPromotionAct<unknown>, 'customerPromotion' | 'call'> {
  readonly id: string;
}

/**
 * Runs a statement that revokes rows: $1 to $6 are the organisation, the instant, and each row's id, promotion, client
 * and request.
 * @throws LostRace, RecordingFailed, StoreUnavailable
 */
export async function revokeRows(
  db: Kysely<Database>,
  context: LedgerContext,
  textIn: StatementVariants,
  rows: readonly RevokedRow[],
): Promise<void> {
  const { organisationId, now, calls } = context;
  const row = await runRecording<{ revoked: number }>(db, textIn(context), [
    organisationId,
    now,
    numbers(rows.map(({ id }) => id)),
    numbers(rows.map(({ customerPromotion }) => customerPromotion.promotion.promotionId)),
    rows.map(({ call }) => calls[call]?.clientId),
    rows.map(({ call }) => calls[call]?.requestId),
  ]);
  if (row?.revoked !== rows.length) throw new LostRace('Another transaction was first');
}

/** Runs a variant, which answers one row. @throws RecordingFailed, StoreUnavailable */
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
