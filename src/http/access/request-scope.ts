/** The caller and scope of each request. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readForwardedHeaders } from '../../request/forwarded-headers.js';
import type { Scope } from '../../request/scope.js';
import { openScope, type ScopeSources } from '../../request/scope.js';
import type { Authenticator } from '../../service/auth/authenticator.js';
import type { Access } from '../../service/caller.js';
import { authenticate, requireAccess, requireOneCredential } from './authenticate.js';
import { RequestPeer } from '../connections/peer.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null until the caller is known. */
    scope: Scope | null;
  }
}

/** The parts that a door needs to authenticate callers and to open their scopes. */
export interface DoorSources extends ScopeSources {
  readonly authenticator: Authenticator;
}

/** Finds the caller of every request behind this instance's routes before its body is read. */
export function requireCaller(door: FastifyInstance, sources: DoorSources): void {
  door.addHook('onRequest', async (request) => {
    requireOneCredential(request.raw.rawHeaders, request.query);
    const caller = await authenticate(sources.authenticator, request.headers, new RequestPeer(request));
    const forwarded = readForwardedHeaders(request.raw.rawHeaders);
    request.scope = openScope(sources, { caller, requestId: request.id, ...(forwarded && { forwarded }) });
  });
}

/** Refuses a request behind `requireCaller` whose caller lacks the access, before its body is read. */
export function accessNeeded(access: Access): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    requireAccess(scopeOf(request).caller, access);
  };
}

/** The scope of a request behind `requireCaller`. */
export function scopeOf(request: FastifyRequest): Scope {
  if (!request.scope) throw new Error('This route is not behind requireCaller');
  return request.scope;
}
