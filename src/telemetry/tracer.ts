/** The gateway's tracer, which does nothing until the operator loads an OpenTelemetry SDK. */

import { trace, type Tracer } from '@opentelemetry/api';

/** A tracer that was kept would belong to the SDK of its first span. */
export function tracer(): Tracer {
  return trace.getTracer('promotion-gateway');
}
