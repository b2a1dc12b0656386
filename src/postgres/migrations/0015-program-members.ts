/** Programs that only their members take part in. */

import { statement, type Migration } from './migration.js';

/**
 * A program is open to every customer, as all were until now, or has members only. Gateways of before treat every program as
 * open, so a program is to have members only once all gateways know this migration.
 */
export const programMembers: Migration = {
  name: '0015-program-members',
  olderVersions: 'run',
  steps: [
    statement('alter table program add column members_only boolean not null default false'),
    statement(`create table program_member (
      organisation_id bigint not null,
      program_id bigint not null,
      customer_id bigint not null,
      primary key (organisation_id, customer_id, program_id),
      foreign key (organisation_id, program_id) references program,
      foreign key (organisation_id, customer_id) references customer
    )`),
  ],
};
