import { notifying } from './notify.js';
import type { Recorder } from './recorder.js';

/** The statement for a recorder, by who is to be told of what it records. */
export type Telling = (recorder: Pick<Recorder, 'publishes' | 'notifies'>) => string;

/**
 * A recording statement in each of its forms: with nobody to be told, with events for the outbox, with a
 * notification to those who listen, and with both. Who tells nobody pays for nothing.
 * @param recording the statement up to its recorded rows
 * @param recorded names these
 * @param columns what it answers of them
 * @param publish what puts events into the outbox
 * @param finish what becomes of each text, such as being prepared
 */
export function telling(
  recording: string,
  recorded: string,
  columns: string,
  publish: string,
  finish = (statement: string) => statement,
): Telling {
  const published = `${recording}, published as (${publish})`;
  const notified = `, notified as (${notifying(recorded)})`;
  const answer = `select ${columns} from ${recorded}`;
  // What only selects is run for what is asked of it, unlike the insert above.
  const answerAfterTelling = `select ${columns}, (select count(*) from notified) as notified from ${recorded}`;
  const silent = finish(`${recording} ${answer}`);
  const publishing = finish(`${published} ${answer}`);
  const notifies = finish(`${recording}${notified} ${answerAfterTelling}`);
  const both = finish(`${published}${notified} ${answerAfterTelling}`);
  return (recorder) => {
    if (recorder.publishes) return recorder.notifies ? both : publishing;
    return recorder.notifies ? notifies : silent;
  };
}
