/** Collects the extensions of a response. */

/** Facts for the extensions of a response, collected while the request runs. */
export interface ResponseExtensions {
  /** The platform's ids of the calls that this request made to it. */
  readonly upstreamRequestIds: Set<string>;
  /** Whether a part was served from the cache because the platform is unavailable. */
  isStale: boolean;
}

export function noResponseExtensions(): ResponseExtensions {
  return { upstreamRequestIds: new Set(), isStale: false };
}
