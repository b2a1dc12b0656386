/** Describes an error that ends the process. */

import { InvalidConfig } from './config.js';

/** Describes an error to an administrator: its message, and those of its causes. */
export function describeError(error: unknown): string {
  return error instanceof InvalidConfig ? `The settings are not valid:\n${error.message}` : describe(error);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  if (!cause) return message;
  return message.endsWith('.') ? `${message} (${describe(cause)})` : `${message}: ${describe(cause)}`;
}
