/** Reads a password from standard input. */

import type { Readable } from 'node:stream';
import { CommandFailed } from './context.js';

/** The longest password that an Authorization header can carry. */
const MAX_PASSWORD_LENGTH = 1_024;

/**
 * Reads the first line of the input.
 * @throws CommandFailed for one that is empty or too long, or that a credential cannot carry
 */
export async function readPassword(input: Readable): Promise<string> {
  let text = '';
  input.setEncoding('utf8');
  for await (const chunk of input) {
    text += String(chunk);
    if (text.includes('\n') || text.length > MAX_PASSWORD_LENGTH) break;
  }
  const [password = ''] = text.split(/\r?\n/);
  if (password === '') throw new CommandFailed('Standard input has no password in its first line.');
  if (password.length > MAX_PASSWORD_LENGTH || /\p{Cc}/u.test(password)) {
    throw new CommandFailed(
      `The password on standard input must have at most ${MAX_PASSWORD_LENGTH} characters, and no control characters.`,
    );
  }
  return password;
}
