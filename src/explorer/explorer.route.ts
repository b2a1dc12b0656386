/** Serves GraphiQL at /graphiql. */

import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The first view of the page in a browser that has not used it before. */
export interface Opening {
  readonly tabs: readonly ExplorerTab[];
  /** Whether the browser keeps headers, which is right only for a public credential. */
  readonly keepHeaders: boolean;
}

/** A tab of GraphiQL; variables and headers are JSON. */
export interface ExplorerTab {
  readonly query: string;
  readonly variables: string;
  readonly headers: string;
}

export interface ExplorerOptions {
  /** The folder of the built page. */
  readonly folder: string;
  readonly opening: Opening;
}

const PATH = '/graphiql';
/** Files whose names contain a hash of their content. */
const ASSETS = `${PATH}/assets/`;

/** The page loads and calls this gateway only. Its editor needs inline styles. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** GraphiQL at `/graphiql`, open to all: the page holds no data and calls `/graphql` with its user's credential. */
export async function explorerRoutes(
  server: FastifyInstance,
  { folder, opening }: ExplorerOptions,
): Promise<void> {
  await server.register(async (page) => {
    page.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'referrer-policy': 'no-referrer',
        vary: 'accept-encoding',
      });
    });
    page.addHook('onSend', async (request, reply) => {
      if (reply.statusCode !== 200 || !request.url.startsWith(ASSETS)) return;
      reply.header('cache-control', 'public, max-age=31536000, immutable');
    });
    page.get(`${PATH}/opening.json`, () => opening);
    await page.register(fastifyStatic, {
      root: folder,
      prefix: PATH,
      redirect: true,
      preCompressed: true,
      dotfiles: 'ignore',
      cacheControl: false,
    });
  });
}
