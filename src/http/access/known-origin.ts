/** Refuses requests from pages of unknown origins. */

import type { FastifyInstance } from 'fastify';
import { Problem } from '../problem.js';

/**
 * Refuses pages of origins that are neither ours nor allowed: a browser opens a WebSocket for any page without asking
 * first, with the credentials that it remembers.
 */
export function requireKnownOrigin(door: FastifyInstance, allowed: readonly string[]): void {
  door.addHook('onRequest', async ({ headers: { origin, host } }) => {
    if (origin === undefined || allowed.includes(origin) || isHost(origin, host)) return;
    throw new Problem(
      403,
      'FORBIDDEN',
      'Pages of this origin may not subscribe: CORS_ORIGINS does not name it',
    );
  });
}

function isHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
