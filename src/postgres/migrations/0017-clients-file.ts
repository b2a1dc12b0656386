/** The hashes that CLIENTS_FILE gave to clients. */

import { statement, type Migration } from './migration.js';

/** The hash of the file is compared with that of its last start, so that it undoes no rotation. Older gateways ignore it. */
export const clientsFile: Migration = {
  name: '0017-clients-file',
  olderVersions: 'run',
  steps: [statement('alter table api_client add column file_secret_hash text')],
};
