/** A decision: act or refuse. */

import type { Fault } from './errors.js';
import type { Standing } from './standing.js';

/** What a rule decides for one customer: to record an act, after which it stands at `standing`, or not to. */
export type Decision<Act, S = Standing> =
  | { readonly verdict: 'act'; readonly act: Act; readonly standing: S }
  | { readonly verdict: 'refuse'; readonly fault: Fault };

export function refuse(fault: Fault): Decision<never, never> {
  return { verdict: 'refuse', fault };
}
