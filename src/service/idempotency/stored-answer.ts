/** The answer to a keyed call, as the store keeps it. */

import { z } from 'zod';
import { bulkOutcome, type ReadOnly } from '../outcome.js';

const storedAnswer = z.object({ identifierValues: z.array(z.string()).readonly(), outcome: bulkOutcome });

/** What became of a call, and by what its customers were named: all that it takes to answer it again. */
export type StoredAnswer = ReadOnly<z.output<typeof storedAnswer>>;

/** Writes an answer for the store. */
export function writeAnswer(answer: StoredAnswer): string {
  return JSON.stringify(storedAnswer.encode(answer));
}

/** Reads what `writeAnswer` wrote. */
export function readAnswer(json: string): StoredAnswer {
  return storedAnswer.decode(JSON.parse(json) as z.input<typeof storedAnswer>);
}
