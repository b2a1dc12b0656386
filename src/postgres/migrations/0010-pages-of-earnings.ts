/** The index of the earnings under an enrolment. */

import { addIndex, type Migration } from './migration.js';

/** Finds a page of the earnings under an enrolment without passing through those under others. */
export const pagesOfEarnings: Migration = {
  name: '0010-pages-of-earnings',
  olderVersions: 'run',
  steps: [
    addIndex(
      'earning_of_enrolment',
      'on earning (organisation_id, customer_id, promotion_id, enrolment_ordinal, ordinal)',
    ),
  ],
};
