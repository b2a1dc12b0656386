import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Attributes,
  type AttributeValue,
  type Context,
  type ContextManager,
  type Span,
  type SpanOptions,
  type SpanStatus,
  type TextMapPropagator,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';

/** A span as a test sees it. */
export interface RecordedSpan {
  name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly attributes: Attributes;
  status: SpanStatus | undefined;
  ended: boolean;
}

/** An SDK of OpenTelemetry by hand: it records spans, follows the asynchronous context, and reads and writes traceparent. */
export interface RecordedSpans {
  readonly spans: RecordedSpan[];
  /** Runs in an active span, as an instrumentation of HTTP runs the handlers of a request. */
  inSpan<T>(attributes: Attributes, run: () => T): T;
  stop(): void;
}

export function recordSpans(): RecordedSpans {
  const spans: RecordedSpan[] = [];
  let last = 0;
  const start = (name: string, options: SpanOptions = {}, parent: Context = context.active()): Span => {
    const above = trace.getSpanContext(parent);
    const id = String(++last);
    const recorded: RecordedSpan = {
      name,
      traceId: above?.traceId ?? id.padStart(32, '0'),
      spanId: id.padStart(16, '0'),
      parentId: above?.spanId,
      attributes: { ...options.attributes },
      status: undefined,
      ended: false,
    };
    spans.push(recorded);
    return spanOf(recorded);
  };
  const tracer = {
    startSpan: start,
    startActiveSpan: (name: string, run: (span: Span) => unknown) => {
      const span = start(name);
      return context.with(trace.setSpan(context.active(), span), () => run(span));
    },
  } as unknown as Tracer;
  context.setGlobalContextManager(followingContext());
  propagation.setGlobalPropagator(traceparent);
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  return {
    spans,
    inSpan: (attributes, run) => {
      const span = start('GET', { attributes });
      return context.with(trace.setSpan(ROOT_CONTEXT, span), run);
    },
    stop: () => {
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

function spanOf(recorded: RecordedSpan): Span {
  const span = {
    attributes: recorded.attributes,
    spanContext: () => ({
      traceId: recorded.traceId,
      spanId: recorded.spanId,
      traceFlags: TraceFlags.SAMPLED,
    }),
    isRecording: () => true,
    setAttribute: (name: string, value: AttributeValue) => {
      recorded.attributes[name] = value;
      return span;
    },
    setAttributes: (attributes: Attributes) => {
      Object.assign(recorded.attributes, attributes);
      return span;
    },
    setStatus: (status: SpanStatus) => {
      recorded.status = status;
      return span;
    },
    updateName: (name: string) => {
      recorded.name = name;
      return span;
    },
    end: () => {
      recorded.ended = true;
    },
  } as unknown as Span;
  return span;
}

function followingContext(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, thisArgument, ...args) =>
      storage.run(active, () => run.apply(thisArgument as never, args)),
    bind: (_active, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

const traceparent: TextMapPropagator<Record<string, string>> = {
  fields: () => ['traceparent'],
  inject: (active, carrier) => {
    const span = trace.getSpanContext(active);
    if (span) carrier.traceparent = `00-${span.traceId}-${span.spanId}-01`;
  },
  extract: (active, carrier) => {
    const [, traceId, spanId] = /^00-(.{32})-(.{16})-/.exec(carrier.traceparent ?? '') ?? [];
    if (traceId === undefined || spanId === undefined) return active;
    return trace.setSpanContext(active, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
  },
};
