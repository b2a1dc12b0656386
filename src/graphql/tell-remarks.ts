import type { ApolloServerPlugin } from '@apollo/server';
import type { Scope } from '../request/scope.js';

/** Tells in the answer's extensions what the data does not: how the platform behind the gateway calls our calls. */
export function tellRemarks(): ApolloServerPlugin<Scope> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response: { body }, contextValue }) {
          const { upstreamRequestIds, isStale } = contextValue.remarks;
          if (body.kind === 'single' && (upstreamRequestIds.size > 0 || isStale)) {
            body.singleResult.extensions = {
              ...body.singleResult.extensions,
              ...(upstreamRequestIds.size > 0 && { upstreamRequestId: [...upstreamRequestIds].join(', ') }),
              ...(isStale && { stale: true }),
            };
          }
          return Promise.resolve();
        },
      }),
  };
}
