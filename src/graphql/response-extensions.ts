/** Sends the extensions of an answer. */

import type { GraphQLResponse } from '@apollo/server';
import type { ResponseExtensions } from '../request/response-extensions.js';

/** Adds the platform's request ids to the extensions of a response. */
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
