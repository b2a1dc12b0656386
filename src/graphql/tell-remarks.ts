import type { GraphQLResponse } from '@apollo/server';
import type { Remarks } from '../request/remarks.js';

/** Tells in the answer's extensions what the data does not: how the platform behind the gateway calls our calls. */
export function tellRemarks({ body }: GraphQLResponse, { upstreamRequestIds, isStale }: Remarks): void {
  if (body.kind !== 'single' || (upstreamRequestIds.size === 0 && !isStale)) return;
  body.singleResult.extensions = {
    ...body.singleResult.extensions,
    ...(upstreamRequestIds.size > 0 && { upstreamRequestId: [...upstreamRequestIds].join(', ') }),
    ...(isStale && { stale: true }),
  };
}
