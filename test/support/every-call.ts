import type { LightMyRequestResponse } from 'fastify';
import { aBody, anInput, EARN, ENROL, REVOKE_EARNINGS, REVOKE_ENROLMENTS } from './operations.js';
import type { TestOrganisation } from './organisation.js';

/** A call with its name. */
export type Call = readonly [string, (caller: TestOrganisation) => Promise<LightMyRequestResponse>];

/** Every action of both doors. */
export const WRITES: readonly Call[] = [
  ['enrolCustomers', (caller) => caller.graphql(ENROL, { input: anInput() })],
  ['earnPromotion', (caller) => caller.graphql(EARN, { input: anInput() })],
  ['revokePromotionEnrolments', (caller) => caller.graphql(REVOKE_ENROLMENTS, { input: anInput() })],
  ['revokePromotionEarnings', (caller) => caller.graphql(REVOKE_EARNINGS, { input: anInput() })],
  ['an enrolment with a key', (caller) => caller.graphql(ENROL, { input: anInput({ idempotencyKey: 'k' }) })],
  ['REST ENROL', (caller) => caller.bulk(aBody())],
  ['REST EARN', (caller) => caller.bulk(aBody({ bulkAction: 'EARN' }))],
  [
    'REST REVOKE_ENROL',
    (caller) => caller.post('/v2/promotion/bulk/revokeEnrolAndEarn', aBody({ bulkAction: 'REVOKE_ENROL' })),
  ],
  [
    'REST REVOKE_EARN',
    (caller) => caller.post('/v2/promotion/bulk/revokeEnrolAndEarn', aBody({ bulkAction: 'REVOKE_EARN' })),
  ],
];

const read = (query: string) => (caller: TestOrganisation) => caller.graphql(query);
const get = (url: string) => async (caller: TestOrganisation) => caller.get(url);

/** Every read of both doors. */
export const READS: readonly Call[] = [
  ['program', read('{ loyaltyProgram(id: 10) { name } }')],
  ['promotion', read('{ loyaltyPromotion(programId: 10, promotionId: 500) { name } }')],
  ['promotions', read('{ loyaltyPromotions(programId: 10) { edges { node { name } } } }')],
  ['customer', read('{ loyaltyCustomer(identifierName: ID, identifierValue: "1001", source: ALL) { id } }')],
  ['operation', read('{ promotionOperation(idempotencyKey: "k") { status } }')],
  ['REST look-up', get('/v2/customers/lookup?identifierName=id&identifierValue=1001&source=INSTORE')],
  [
    'REST promotionData',
    get('/v2/customers/lookup/promotionData?identifierName=id&identifierValue=1001&source=INSTORE'),
  ],
  ['REST programs', get('/v2/organization/programs')],
  ['REST promotion', get('/api_gateway/loyalty/v1/programs/10/promotions/500/get')],
];
