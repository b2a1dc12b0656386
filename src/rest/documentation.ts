/** The documentation of a route in the OpenAPI document, besides the schemas of its bodies. */

import type { FastifyRequest } from 'fastify';
import { accessNeeded } from '../http/access/request-scope.js';
import type { Access } from '../service/caller.js';

declare module 'fastify' {
  interface FastifySchema {
    operationId?: string | undefined;
    tags?: readonly string[];
    summary?: string;
    description?: string;
  }
  interface FastifyContextConfig {
    /** The access group that the route needs. */
    access?: Access;
    /** Whether the route takes an Idempotency-Key. */
    takesKey?: boolean;
    /** Whether a gateway in front of a platform answers 501. */
    isLocalOnly?: boolean;
  }
}

/** Refuses callers who lack the access, and documents it. */
export function needing(
  access: Access,
  config: { readonly takesKey?: boolean; readonly isLocalOnly?: boolean } = {},
): {
  readonly onRequest: (request: FastifyRequest) => Promise<void>;
  readonly config: { readonly access: Access };
} {
  return { onRequest: accessNeeded(access), config: { access, ...config } };
}
