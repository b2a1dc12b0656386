/** The staged lines of imports. */

import { statement, type Migration } from './migration.js';

/** Lines of a file while it is imported. They are worth nothing after a crash: the import begins anew. */
export const importLines: Migration = {
  name: '0014-import-lines',
  olderVersions: 'run',
  steps: [
    statement(`create unlogged table import_line (
      organisation_id bigint not null,
      line bigint not null,
      customer_id bigint,
      source text,
      mobile text,
      email text,
      external_id text,
      code text,
      message text,
      accepted boolean not null,
      primary key (organisation_id, line)
    )`),
  ],
};
