/** How long each client's tokens live. */

import { addCheck, statement, type Migration } from './migration.js';

/** How long the tokens of an OAuth client live: each client has a lifetime of its own, up to 30 days. */
export const tokenLifetimes: Migration = {
  name: '0008-token-lifetimes',
  olderVersions: 'run',
  steps: [
    statement('alter table api_client add column token_ttl_seconds integer not null default 300'),
    addCheck(
      'api_client',
      'api_client_token_ttl_is_at_most_30_days',
      'token_ttl_seconds between 1 and 2592000',
    ),
  ],
};
