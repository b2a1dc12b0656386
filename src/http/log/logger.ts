/** Creates the log, without personal data. */

import { pino, type DestinationStream, type Logger } from 'pino';
import { withoutPersonalData } from '../../domain/personal-data.js';
import { standardOutput } from './log-destination.js';

/** Creates a log of JSON lines. It removes from error messages all that looks like personal data. */
export function createLogger(level: string, destination: DestinationStream = standardOutput()): Logger {
  return pino({ level, serializers: { err: describeError } }, destination);
}

interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly constraint?: unknown;
  readonly cause?: ErrorDescription;
}

/** The start of the calls in a stack, which follow the message. */
const FIRST_FRAME = '\n    at ';

/** Leaves out the detail, query and parameters of a database error, which hold the caller's values. */
function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutPersonalData(String(error)) };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    type: error.name,
    message: withoutPersonalData(error.message),
    ...(code !== undefined && { code }),
    ...(constraint !== undefined && { constraint }),
    stack: error.stack?.slice(Math.max(0, error.stack.indexOf(FIRST_FRAME))),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
