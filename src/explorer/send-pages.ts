/** Sends browsers that open the gateway as a page to GraphiQL. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const EXPLORER = '/graphiql/';
const NO_PAGE = {
  errors: [
    {
      message: 'This path is for GraphQL clients. GraphiQL is off here: GRAPHIQL=true serves it at /graphiql',
      extensions: { code: 'NOT_ACCEPTABLE' },
    },
  ],
};

/**
 * Redirects a browser that opens `/` or `/graphql` as a page. Without it, the challenge of a 401 would have the browser ask
 * for a password. It has to be called before the routes are added to which it applies.
 * @param isOpen whether GraphiQL is served; else a page is refused without a challenge
 */
export function sendPagesToExplorer(server: FastifyInstance, isOpen: boolean): void {
  const paths = isOpen ? ['/', '/graphql'] : ['/graphql'];
  server.addHook('onRequest', (request, reply, proceed) => {
    if (paths.includes(request.url) && isPage(request)) void answerPage(reply, isOpen);
    else proceed();
  });
}

function answerPage(reply: FastifyReply, isOpen: boolean): FastifyReply {
  return isOpen ? reply.redirect(EXPLORER, 303) : reply.status(406).send(NO_PAGE);
}

/** Whether a browser wants to show the answer; scripts of pages ask for JSON, and clients send a credential. */
function isPage({ method, headers }: FastifyRequest): boolean {
  const { accept = '', authorization, 'sec-fetch-mode': mode } = headers;
  if (method !== 'GET' || authorization !== undefined) return false;
  return mode === 'navigate' || accept.startsWith('text/html');
}
