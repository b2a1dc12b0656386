/** What an answer reports besides its data, in its extensions. */

/** What the answer to a request is to say besides its data, gathered while it is dealt with. */
export interface ResponseExtensions {
  /** How the platform behind the gateway calls the calls that were made to it. */
  readonly upstreamRequestIds: Set<string>;
  /** Whether something is shown as it was read before, because the platform cannot be asked just now. */
  isStale: boolean;
}

export function noResponseExtensions(): ResponseExtensions {
  return { upstreamRequestIds: new Set(), isStale: false };
}
