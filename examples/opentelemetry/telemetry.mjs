/** Loads OpenTelemetry before the gateway: `node --import ./telemetry.mjs …`. */

import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { register } from 'node:module';
import process from 'node:process';

// Instrumentations see a package that an ES module imports only by this hook, which looks at these alone.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, {
  data: { include: ['pg', 'pg-pool'] },
});

// Spans go to a collector where one is named, and else to the console.
process.env.OTEL_TRACES_EXPORTER ??= process.env.OTEL_EXPORTER_OTLP_ENDPOINT ? 'otlp' : 'console';
process.env.OTEL_METRICS_EXPORTER ??= 'none';
process.env.OTEL_LOGS_EXPORTER ??= 'none';
process.env.OTEL_SERVICE_NAME ??= 'promotion-gateway';

const sdk = new NodeSDK({
  // The gateway itself opens the spans of operations and of calls to a platform, and redacts URLs.
  instrumentations: [new HttpInstrumentation(), new PgInstrumentation({ requireParentSpan: true })],
});
sdk.start();

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => void sdk.shutdown().catch((error) => console.error(error)));
}
