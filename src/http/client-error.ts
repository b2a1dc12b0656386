/** Answers requests that are not HTTP, or too slow. */

import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { OutsiderLog } from './log/outsider-log.js';
import { Problem, problemBody } from './problem.js';

type ClientErrorHandler = NonNullable<FastifyServerOptions['clientErrorHandler']>;

const NOT_HTTP = new Problem(400, 'BAD_REQUEST', 'The request is not valid HTTP');

/** Node's own refusals, by their error codes. */
const problems: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'REQUEST_TIMEOUT', 'The request took too long to arrive'),
  HPE_HEADER_OVERFLOW: new Problem(431, 'HEADERS_TOO_LARGE', 'The headers are larger than 16 KiB'),
};

/** Answers and logs what never became a request and so reaches no hook, in the form of other errors. */
export function answerClientErrors(logger: FastifyBaseLogger, outsiderLog: OutsiderLog): ClientErrorHandler {
  return ({ code }, socket) => {
    if (code === 'ECONNRESET' || socket.destroyed) return;
    const problem = problems[code] ?? NOT_HTTP;
    if (outsiderLog.admits(problem.status)) logger.info({ status: problem.status, code }, 'request');
    if (socket.writable) socket.write(answerOf(problem));
    socket.destroy();
  };
}

function answerOf(problem: Problem): string {
  const body = JSON.stringify(problemBody(problem));
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
