/** What a generated client of the REST door sends: looks a customer up, and enrols two. Prints what it was answered. */

import createClient from 'openapi-fetch';
import type { paths } from './generated/rest.js';

const [, , baseUrl, authorization] = process.argv;
if (!baseUrl || !authorization) throw new Error('rest-client BASE_URL AUTHORIZATION');
const client = createClient<paths>({ baseUrl, headers: { authorization } });

const lookup = await client.GET('/v2/customers/lookup', {
  params: { query: { identifierName: 'id', identifierValue: '555567088', source: 'INSTORE' } },
});

const enrolment = await client.POST('/v2/promotion/bulk/enrolAndEarn', {
  params: { header: { 'Idempotency-Key': 'generated-1' } },
  body: {
    type: 'CUSTOMER',
    promotionDetails: { programId: 469, promotionId: 57099 },
    identifierName: 'id',
    bulkAction: 'ENROL',
    customers: [
      { identifierValue: '555567088', source: 'INSTORE' },
      { identifierValue: '1', source: 'INSTORE' },
    ],
  },
});

type Action =
  paths['/v2/promotion/bulk/enrolAndEarn']['post']['requestBody']['content']['application/json']['bulkAction'];
// @ts-expect-error The document closes the list of actions, and this operation has no such one.
const action: Action = 'REVOKE_ENROL';

const stranger = createClient<paths>({ baseUrl, headers: { authorization: 'Basic eDp4' } });
const refused = await stranger.GET('/v2/organization/programs', {});

console.log(
  JSON.stringify({
    found: lookup.data,
    answers: enrolment.data,
    refused: { status: refused.response.status, error: refused.error },
    action,
  }),
);
