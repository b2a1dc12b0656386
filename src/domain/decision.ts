/** A decision: act or refuse. */

import type { Fault } from './errors/errors.js';
import type { Standing } from './standing.js';

/** The decision for one customer: an act with the standing after it, or a refusal. */
export type Decision<Act, S = Standing> =
  | { readonly verdict: 'act'; readonly act: Act; readonly standing: S }
  | { readonly verdict: 'refuse'; readonly fault: Fault };

export function refuse(fault: Fault): Decision<never, never> {
  return { verdict: 'refuse', fault };
}
