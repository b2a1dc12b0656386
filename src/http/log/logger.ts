/** Creates the log, without personal data. */

import { pino, type DestinationStream, type Logger } from 'pino';
import { withoutPersonalData } from '../../domain/personal-data.js';
import { standardOutput } from './log-destination.js';

/** JSON lines. Error messages are stripped of all that looks like personal data. */
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

/** Begins the calls of a stack, which stand behind the message. */
const FIRST_FRAME = '\n    at ';

/** Of a database error its detail, query and parameters are left out: they hold the caller's values. */
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
