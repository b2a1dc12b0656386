/** The span of a GraphQL operation. */

import { SpanStatusCode } from '@opentelemetry/api';
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

/** Executes an operation in a span that has its kind and its name, however the operation is executed. */
export async function inOperationSpan<R extends Result>(
  { operation, name }: TracedOperation,
  execute: () => Promise<R>,
): Promise<R> {
  return tracer().startActiveSpan(operation, async (span) => {
    try {
      if (span.isRecording()) {
        const words = name && withoutPersonalData(name.value.slice(0, MAX_NAME_LENGTH));
        if (words !== undefined) span.updateName(`${operation} ${words}`);
        span.setAttributes({
          'graphql.operation.type': operation,
          ...(words !== undefined && { 'graphql.operation.name': words }),
        });
      }
      const result = await execute();
      if (result.errors && result.errors.length > 0) span.setStatus({ code: SpanStatusCode.ERROR });
      return result;
    } finally {
      span.end();
    }
  });
}
