/** Client secrets that the gateway makes, and their rotation. */

import { addCheck, statement, type Migration } from './migration.js';

const ARGON2 = `argon2(id|i|d)\\$v=\\d+\\$m=\\d{1,7},t=\\d{1,3},p=\\d{1,3}\\$[A-Za-z0-9+/]{11,}\\$[A-Za-z0-9+/]{16,}`;
const SHA256 = 'sha256\\$[A-Za-z0-9+/]{43}';
const readableHash = (column: string) => `${column} ~ '^\\$(${ARGON2}|${SHA256})$'`;

/**
 * Secrets that the gateway makes are stored as SHA-256, and a client has a second secret while it changes over.
 * Gateways of before answer 401 to clients with such secrets, and work as before for all others.
 */
export const madeSecrets: Migration = {
  name: '0013-made-secrets',
  olderVersions: 'run',
  steps: [
    addCheck('api_client', 'api_client_secret_hash_is_readable', readableHash('secret_hash')),
    statement('alter table api_client drop constraint api_client_secret_hash_is_argon2'),
    statement('alter table api_client add column secret_created_at timestamptz'),
    statement('alter table api_client add column previous_secret_hash text'),
    statement('alter table api_client add column previous_secret_until timestamptz'),
    statement('alter table api_client add column last_used_on date'),
    addCheck(
      'api_client',
      'api_client_previous_secret_hash_is_readable',
      readableHash('previous_secret_hash'),
    ),
    addCheck(
      'api_client',
      'api_client_previous_secret_ends',
      '(previous_secret_hash is null) = (previous_secret_until is null)',
    ),
  ],
};
