/** The answer to a keyed call, as the store keeps it. */

import { z } from 'zod';
import { bulkOutcome, type ReadOnly } from '../outcome.js';

const storedAnswer = z.object({ identifierValues: z.array(z.string()).readonly(), outcome: bulkOutcome });

/** The outcome of a call and the identifiers of its customers: enough to answer it again. */
export type StoredAnswer = ReadOnly<z.output<typeof storedAnswer>>;

/** A type as JSON keeps it: a member that JSON would change, such as a Date without a codec, is a compile error. */
type InJson<Type> = Type extends Date | bigint
  ? never
  : Type extends object
    ? { [Name in keyof Type]: InJson<Type[Name]> }
    : Type;

/** Writes an answer for the store. */
export function writeAnswer(answer: StoredAnswer): string {
  const encoded: InJson<z.input<typeof storedAnswer>> = storedAnswer.encode(answer);
  return JSON.stringify(encoded);
}

/** Reads what `writeAnswer` wrote. */
export function readAnswer(json: string): StoredAnswer {
  return storedAnswer.decode(JSON.parse(json) as z.input<typeof storedAnswer>);
}
