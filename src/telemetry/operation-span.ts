/** The span of a GraphQL operation. */

import { context, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { withoutPersonalData } from '../domain/personal-data.js';
import { tracer } from './tracer.js';

/** The part of a longer name that a span has. */
const MAX_NAME_LENGTH = 64;

export interface TracedOperation {
  /** query, mutation or subscription. */
  readonly operation: string;
  readonly name?: { readonly value: string } | undefined;
}

interface Result {
  readonly errors?: readonly unknown[] | undefined;
}

type PromiseOrValue<R> = Promise<R> | R;

/**
 * Executes an operation in a span that has its kind and its name, however the operation is executed. Where nothing is
 * recorded, not even a promise is added.
 */
export function inOperationSpan<R extends Result>(
  traced: TracedOperation,
  execute: () => PromiseOrValue<R>,
): PromiseOrValue<R> {
  const span = tracer().startSpan(traced.operation);
  return span.isRecording() ? recorded(span, traced, execute) : execute();
}

async function recorded<R extends Result>(
  span: Span,
  { operation, name }: TracedOperation,
  execute: () => PromiseOrValue<R>,
): Promise<R> {
  try {
    const words = name && withoutPersonalData(name.value.slice(0, MAX_NAME_LENGTH));
    if (words !== undefined) span.updateName(`${operation} ${words}`);
    span.setAttributes({
      'graphql.operation.type': operation,
      ...(words !== undefined && { 'graphql.operation.name': words }),
    });
    const result = await context.with(trace.setSpan(context.active(), span), execute);
    if (result.errors && result.errors.length > 0) span.setStatus({ code: SpanStatusCode.ERROR });
    return result;
  } finally {
    span.end();
  }
}
