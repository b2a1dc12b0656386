/** Restricts a field to an access group, for the caller and for the gateway of a supergraph. */

import { Authorized, Directive } from 'type-graphql';
import type { Access } from '../../service/caller.js';

/**
 * Restricts a field to callers of an access group, and tags it with the group. The tag carries the rule to the owner of
 * a supergraph without a router that enforces it: only this gateway can verify the credentials of its clients.
 */
export function RequiresAccess(access: Access): MethodDecorator {
  const authorized = Authorized<Access>(access);
  const tagged = Directive(`@tag(name: "${tagOf(access)}")`);
  return (target, key, descriptor) => {
    authorized(target, key, descriptor);
    tagged(target, key, descriptor);
  };
}

/** The tag of an access group: a tag may have no colon. */
function tagOf(access: Access): string {
  return access.replace(':', '-');
}
