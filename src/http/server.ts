/** The HTTP server: request ids, limits, unknown routes. */

import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { randomUUID } from 'node:crypto';
import { acceptJsonOnly } from './accept-json.js';
import { answerClientErrors } from './client-error.js';
import { limitConnections } from './connections/connection-limit.js';
import { isOurs, logProblem } from './log/log-problem.js';
import { logRequest, logRequests } from './log/log-requests.js';
import { OutsiderLog } from './log/outsider-log.js';
import { serveOneAtATime } from './connections/one-at-a-time.js';
import { nameServerSpan } from '../telemetry/server-span.js';
import { Problem, problemBody, toProblem } from './problem.js';
import { cutStalledAnswers } from './connections/stalled-answers.js';

/** The maximum size of a body, and of a message. */
export const MAX_BODY_BYTES = 256 * 1024;
const MAX_URL_LENGTH = 8 * 1024;
/** Slow headers and slow bodies are cut only when all three are set, the first below the second. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
const CONNECTIONS_CHECK_MS = 2_000;

export interface ServerOptions {
  /** The addresses and networks of trusted proxies, whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[];
  /** The maximum number of open connections. */
  readonly maxConnections: number;
}

/** The HTTP server without its doors: request ids, limits, JSON bodies, one log line a request, unknown routes. */
export function createServer(
  logger: FastifyBaseLogger,
  { trustedProxies, maxConnections }: ServerOptions,
): FastifyInstance {
  const outsiderLog = new OutsiderLog(logger);
  const server = fastify({
    loggerInstance: logger,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerClientErrors(logger, outsiderLog),
    frameworkErrors: (_error, request, reply) => refuseUrl(request, reply),
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A request that arrives during the shutdown is answered like any other.
    return503OnClosing: false,
    rewriteUrl: ({ url = '/' }) => withoutSlash(url),
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CONNECTIONS_CHECK_MS },
  });
  limitConnections(server, maxConnections);
  serveOneAtATime(server);
  cutStalledAnswers(server);
  server.decorate('outsiderLog', outsiderLog);
  server.addHook('onClose', async () => outsiderLog.flush());
  acceptJsonOnly(server);
  logRequests(server);
  server.addHook('onRequest', async (request, reply) => {
    nameServerSpan({ method: request.method, url: request.url, route: request.routeOptions.url });
    reply.headers(answerHeaders(request.id));
    if (request.url.length > MAX_URL_LENGTH)
      throw new Problem(414, 'URI_TOO_LONG', 'The URL is longer than 8 KiB');
  });
  answerErrors(server, problemBody);
  answerUnknownRoutes(server);
  return server;
}

function answerHeaders(requestId: string): Record<string, string> {
  return {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    'x-cap-requestid': requestId,
  };
}

/** Answers what goes wrong behind this instance's routes in the form that `body` gives to a problem. */
export function answerErrors(server: FastifyInstance, body: (problem: Problem) => unknown): void {
  server.setErrorHandler((error, request, reply) => {
    if (request.raw.errored && request.raw.errored === error) {
      refuseHalf(request, reply);
      return;
    }
    const problem = isTooLarge(error)
      ? tooLarge(request.routeOptions.bodyLimit)
      : (refusedByFramework(error) ?? toProblem(error));
    request.refusedFor = problem.message;
    // Asking the log of outsiders counts as a line of it.
    if (isOurs(problem) && (request.scope || server.outsiderLog.admits(problem.status))) {
      logProblem(request.log, problem, error);
    }
    return sendProblem(reply, problem, body);
  });
}

/** A request that Fastify or one of its plugins refused, such as a path that leads out of a folder; null for all else. */
function refusedByFramework(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error) || !isOfFramework(error)) return null;
  const known = toProblem(error);
  if (known.status !== 500) return known;
  if (error.statusCode === 403 || error.statusCode === 404) {
    return new Problem(404, 'NOT_FOUND', 'There is nothing at this path');
  }
  const isOfTheRequest = Number(error.statusCode) >= 400 && Number(error.statusCode) < 500;
  return isOfTheRequest ? new Problem(400, 'BAD_REQUEST', 'The request is malformed') : null;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
}

function tooLarge(bodyLimit = MAX_BODY_BYTES): Problem {
  return new Problem(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${bodyLimit / 1024} KiB`);
}

/** Fastify's own errors have a code; its plugins make theirs with http-errors. A status alone may be a defect of ours. */
function isOfFramework(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string' && error.code.startsWith('FST_')) return true;
  return 'expose' in error && error.expose === true;
}

function sendProblem(
  reply: FastifyReply,
  problem: Problem,
  body: (problem: Problem) => unknown,
): FastifyReply {
  // Node would take the unread rest of a refused body for the next request.
  if (problem.status === 413 || problem.status === 401) reply.header('connection', 'close');
  for (const [name, value] of Object.entries(problem.headers)) reply.header(name, value);
  return reply.status(problem.status).send(body(problem));
}

/** An unroutable request reaches no hook, and Fastify's own answer would repeat the URL. */
function refuseUrl(request: FastifyRequest, reply: FastifyReply): void {
  const problem = new Problem(400, 'BAD_REQUEST', 'The URL is malformed');
  void reply.headers(answerHeaders(request.id)).status(problem.status).send(problemBody(problem));
  logRequest(request, reply);
}

/** Ends a request whose client left in the middle of the body. No answer goes out; its end writes the log line. */
function refuseHalf(request: FastifyRequest, reply: FastifyReply): void {
  void reply.status(400).send();
  logRequest(request, reply);
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

function answerUnknownRoutes(server: FastifyInstance): void {
  server.setNotFoundHandler((request) => {
    const [path = ''] = request.url.split('?', 1);
    const allowed = METHODS.filter((method) => server.hasRoute({ method, url: path }));
    if (allowed.length === 0) throw new Problem(404, 'NOT_FOUND', 'There is nothing at this path');
    throw new Problem(405, 'METHOD_NOT_ALLOWED', `This path accepts only ${allowed.join(', ')}`, {
      allow: allowed.join(', '),
    });
  });
}

/** The beginnings of the paths of REST. */
const REST = /^\/(?:v2|v3|api_gateway)\//;

/** The URL of a REST route that may end its path with a slash, as clients of the platform write it; any other as it is. */
function withoutSlash(url: string): string {
  if (!REST.test(url)) return url;
  const { length } = url.split('?', 1)[0] ?? '';
  return url[length - 1] === '/' ? url.slice(0, length - 1) + url.slice(length) : url;
}
