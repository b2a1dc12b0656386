/** Client secrets as hashes that can be verified. */

import { addCheck, type Migration } from './migration.js';

/** Until now a password could be put in place of its hash; its client met an internal error. */
export const readableHashes: Migration = {
  name: '0011-readable-hashes',
  olderVersions: 'run',
  steps: [
    addCheck(
      'api_client',
      'api_client_secret_hash_is_argon2',
      `secret_hash ~ '^\\$argon2(id|i|d)\\$v=\\d+\\$m=\\d{1,7},t=\\d{1,3},p=\\d{1,3}\\$[A-Za-z0-9+/]{11,}\\$[A-Za-z0-9+/]{16,}$'`,
    ),
  ],
};
