/** The idempotency keys of registrations. */

import { addIndex, statement, type Migration } from './migration.js';

/** Registrations with a key, and the customer that each of them registered. Gateways of before ignore such keys. */
export const registrationKeys: Migration = {
  name: '0016-registration-keys',
  olderVersions: 'run',
  steps: [
    statement(`create table registration_key (
      organisation_id bigint not null,
      client_id bigint not null,
      key text not null check (char_length(key) between 1 and 255),
      fingerprint text not null,
      customer_id bigint not null,
      recorded_at timestamptz not null default now(),
      primary key (organisation_id, client_id, key)
    )`),
    addIndex('registration_key_by_age', 'on registration_key (recorded_at)'),
  ],
};
