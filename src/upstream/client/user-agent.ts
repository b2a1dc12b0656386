/** The name under which the gateway calls a platform. */

import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** The product with its version, as RFC 9110 has a User-Agent. */
export const USER_AGENT = `promotion-gateway/${version}`;
