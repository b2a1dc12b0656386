/** Reads the attribution headers of a request. */

import type { Attribution } from '../service/promotion-service.js';

/** A request's headers, by their names in lower case. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The attribution in a request's headers; undefined without one. */
export function readAttribution(headers: Headers): Attribution | undefined {
  const entityType = textOf(headers['x-cap-api-attribution-entity-type']);
  const entityCode = textOf(headers['x-cap-api-attribution-entity-code']);
  return entityType === null && entityCode === null ? undefined : { entityType, entityCode };
}

function textOf(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}
