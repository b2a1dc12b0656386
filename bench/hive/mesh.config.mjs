import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

/** Our REST door as a subgraph: where it is, and the credential to call it with, are settings of this run. */
export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('promotions', {
        source: new URL('openapi.json', import.meta.url).pathname,
        endpoint: process.env.REST_ORIGIN,
        operationHeaders: {
          authorization: process.env.REST_AUTHORIZATION,
          'content-type': 'application/json',
        },
      }),
    },
  ],
});
