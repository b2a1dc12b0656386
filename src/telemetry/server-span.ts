/** The span of an HTTP request, which the operator's instrumentation of HTTP opens. */

import { context, createContextKey, trace, type Span } from '@opentelemetry/api';
import { withoutPersonalData } from '../domain/personal-data.js';

/** Where instrumentations of HTTP expect the route, for its metrics as well. */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

const REDACTED = 'REDACTED';

export interface TracedRequest {
  readonly method: string;
  readonly url: string;
  /** The pattern of the route; undefined where there is none. */
  readonly route: string | undefined;
}

/**
 * Names the span of a request after its route, and takes the values of its URL out: look-ups have phone numbers in their
 * query strings. Does nothing without a span.
 */
export function nameServerSpan(request: TracedRequest): void {
  const span = trace.getActiveSpan();
  if (!span?.isRecording()) return;
  const { method, url, route } = request;
  const path = route ?? withoutPersonalData(url.split('?', 1)[0] ?? '');
  redactUrl(span, path);
  if (route === undefined) return;
  span.updateName(`${method} ${route}`);
  span.setAttribute('http.route', route);
  const metadata = context.active().getValue(RPC_METADATA);
  if (typeof metadata === 'object' && metadata !== null) Object.assign(metadata, { route });
}

/** The attributes of a URL, in the names of the present conventions and of those before. */
function redactUrl(span: Span, path: string): void {
  const { attributes = {} } = span as { readonly attributes?: Readonly<Record<string, unknown>> };
  span.setAttribute('url.path', path);
  if ('url.query' in attributes) span.setAttribute('url.query', REDACTED);
  if ('http.target' in attributes) span.setAttribute('http.target', path);
  for (const name of ['url.full', 'http.url']) {
    const full = attributes[name];
    if (typeof full !== 'string') continue;
    span.setAttribute(name, URL.canParse(full) ? new URL(full).origin + path : path);
  }
}
