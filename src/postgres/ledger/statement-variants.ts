/** Variants of a recording statement: with and without events and notifications. */

import { notifying } from '../events/notify.js';
import type { LedgerContext } from './ledger-context.js';

/** The statement for a recorder, by who is to be told of what it records. */
export type StatementVariants = (recorder: Pick<LedgerContext, 'publishes' | 'notifies'>) => string;

/**
 * A recording statement in each of its forms: alone, with events for the outbox, with a notification to listeners,
 * and with both. A gateway without either pays for neither.
 * @param recording the statement up to its recorded rows
 * @param recorded names these
 * @param answer what it answers
 * @param publish what puts events into the outbox
 * @param finish what becomes of each text, such as being prepared
 */
export function statementVariants(
  recording: string,
  recorded: string,
  answer: { readonly columns: string; readonly from: string },
  publish: string,
  finish = (statement: string) => statement,
): StatementVariants {
  const published = `${recording}, published as (${publish})`;
  const notified = `, notified as (${notifying(recorded)})`;
  const answering = `select ${answer.columns} from ${answer.from}`;
  // What only selects is run for what is asked of it, unlike the insert above.
  const answeringLast = `select ${answer.columns}, (select count(*) from notified) as notified from ${answer.from}`;
  const silent = finish(`${recording} ${answering}`);
  const publishing = finish(`${published} ${answering}`);
  const notifies = finish(`${recording}${notified} ${answeringLast}`);
  const both = finish(`${published}${notified} ${answeringLast}`);
  return (recorder) => {
    if (recorder.publishes) return recorder.notifies ? both : publishing;
    return recorder.notifies ? notifies : silent;
  };
}
