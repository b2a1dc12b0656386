/** The request behind a call, as far as a platform learns of it. */

import type { Caller } from './caller.js';

/** Headers by their names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** The headers of a request that the gateway passes on to a platform. */
export interface ForwardedHeaders {
  /** The attribution and the language of the answers. Calls with different ones are never merged. */
  readonly context: Headers;
  /** The trace of the caller, which decides nothing. */
  readonly trace: Headers;
}

/** The request behind a call. */
export interface RequestOrigin {
  readonly caller: Caller;
  /** The id of the request in answers and logs. */
  readonly requestId: string;
  /** Absent without headers to pass on. */
  readonly forwarded?: ForwardedHeaders | undefined;
}
