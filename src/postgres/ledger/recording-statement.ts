/** A recording statement in its variants: with and without events and notifications. */

import type { Kysely } from 'kysely';
import { RecordingFailed, StoreUnavailable } from '../../service/ports.js';
import { run } from '../connection/statement.js';
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

/** Runs a variant, of which the answer is one row. @throws RecordingFailed, StoreUnavailable */
export async function runRecording<Row>(
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
