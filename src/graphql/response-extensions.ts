/** Sends the extensions of an answer. */

import type { GraphQLResponse } from '@apollo/server';
import type { ResponseExtensions } from '../request/response-extensions.js';

/** Tells in the answer's extensions what the data does not: how the platform behind the gateway calls our calls. */
export function sendResponseExtensions(
  { body }: GraphQLResponse,
  { upstreamRequestIds, isStale }: ResponseExtensions,
): void {
  if (body.kind !== 'single' || (upstreamRequestIds.size === 0 && !isStale)) return;
  body.singleResult.extensions = {
    ...body.singleResult.extensions,
    ...(upstreamRequestIds.size > 0 && { upstreamRequestId: [...upstreamRequestIds].join(', ') }),
    ...(isStale && { stale: true }),
  };
}
