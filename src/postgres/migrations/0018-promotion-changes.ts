/** The changes of promotions. */

import { statement, type Migration } from './migration.js';

/** Who changed a promotion, when, and what it was before and after. Gateways of before change no promotions. */
export const promotionChanges: Migration = {
  name: '0018-promotion-changes',
  olderVersions: 'run',
  steps: [
    statement(`create table promotion_change (
      organisation_id bigint not null,
      promotion_id bigint not null,
      version integer not null check (version > 1),
      changed_at timestamptz not null default now(),
      client_id bigint,
      before jsonb not null,
      after jsonb not null,
      primary key (organisation_id, promotion_id, version),
      foreign key (organisation_id, promotion_id) references promotion
    )`),
  ],
};
