/** The span of a request to another server, with the headers that pass the trace on. */

import {
  context,
  createContextKey,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { tracer } from './tracer.js';

/** Keeps the operator's instrumentations from opening spans of their own, which would have the query string. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

type Headers = Readonly<Record<string, string>>;

export interface TracedCall {
  readonly method: string;
  /** The URL without its query string. */
  readonly url: string;
  readonly headers: Headers;
}

/**
 * Sends a request in a span of its own, and passes its trace on. Without a trace the headers stay as they are.
 * @param statusOf the HTTP status of a result; null without an answer
 */
export function inClientSpan<T>(
  call: TracedCall,
  send: (headers: Headers) => Promise<T>,
  statusOf: (result: T) => number | null,
): Promise<T> {
  const parent = parentOf(call.headers);
  const span = tracer().startSpan(call.method, { kind: SpanKind.CLIENT }, parent);
  if (!isSpanContextValid(span.spanContext())) return send(call.headers);
  return traced(call, trace.setSpan(parent, span), span, { send, statusOf });
}

interface Sending<T> {
  readonly send: (headers: Headers) => Promise<T>;
  readonly statusOf: (result: T) => number | null;
}

async function traced<T>(
  { method, url, headers }: TracedCall,
  own: Context,
  span: Span,
  { send, statusOf }: Sending<T>,
): Promise<T> {
  const passedOn: Record<string, string> = { ...headers };
  propagation.inject(own, passedOn);
  try {
    span.setAttributes({ 'http.request.method': method, 'url.full': url });
    const result = await context.with(own.setValue(SUPPRESS_TRACING, true), () => send(passedOn));
    const status = statusOf(result);
    if (status !== null) span.setAttribute('http.response.status_code', status);
    if (status === null || status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    return result;
  } finally {
    span.end();
  }
}

/** The active span, unless it belongs to another trace than the caller whose headers are sent: calls may share a turn. */
function parentOf(headers: Headers): Context {
  const active = context.active();
  const caller = propagation.extract(ROOT_CONTEXT, headers);
  const callerTrace = trace.getSpanContext(caller)?.traceId;
  const activeTrace = trace.getSpanContext(active)?.traceId;
  return callerTrace === undefined || callerTrace === activeTrace ? active : caller;
}
