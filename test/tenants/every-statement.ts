import { Readable } from 'node:stream';
import type { Promotion } from '../../src/domain/promotion.js';
import { callJournal } from '../../src/postgres/keys/call-journal.js';
import { endRotation, revokeClient, rotateSecret } from '../../src/postgres/administration/client-secrets.js';
import { clientUseStore } from '../../src/postgres/administration/client-uses.js';
import { applyClientsFile } from '../../src/postgres/administration/clients-file.js';
import { createClient, hasActiveClient, listClients } from '../../src/postgres/administration/clients.js';
import {
  exportCustomers,
  exportMembers,
  exportPromotions,
} from '../../src/postgres/administration/export.js';
import { eraseCustomer } from '../../src/postgres/administration/customer-erasure.js';
import { customerImport } from '../../src/postgres/administration/customer-import.js';
import { importMembers } from '../../src/postgres/administration/member-import.js';
import { importPrograms, importPromotions } from '../../src/postgres/administration/promotion-import.js';
import {
  createOrganisation,
  findOrganisation,
  listOrganisations,
} from '../../src/postgres/administration/organisations.js';
import { listPromotionChanges } from '../../src/postgres/administration/promotion-change-log.js';
import { changePromotion } from '../../src/postgres/administration/promotion-changes.js';
import { forgettableKeys, keyRecords } from '../../src/postgres/keys/key-records.js';
import { outbox } from '../../src/postgres/events/outbox.js';
import { storeFirstOrganisation } from '../../src/postgres/store-organisation.js';
import { storeClock } from '../../src/postgres/connection/store-clock.js';
import { inTransaction, LostRace } from '../../src/postgres/connection/transaction.js';
import type { Store } from '../../src/postgres/store.js';
import type { PendingEvent } from '../../src/service/events/events.js';
import { importCustomers } from '../../src/service/import/customer-import.js';
import type { ClientsFile } from '../../src/service/auth/clients-file.js';
import { hashMadeSecret } from '../../src/service/auth/machine-secret.js';
import { openGateway, TEST_NOW, type SentStatement, type TestGateway } from '../support/gateway.js';
import {
  earn,
  enrol,
  inStore,
  revokePromotionEarnings,
  revokePromotionEnrolments,
} from '../support/operations.js';
import { aCustomer, type TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

/** A statement, and the organisation of the caller that it was sent for. */
export interface CallersStatement extends SentStatement {
  readonly organisationId: string;
}

const club = { programId: '20', name: 'Club', active: true, membersOnly: true };
const promotions = [
  aPromotion({ enrolmentLimit: null, earnLimit: null, totalEarnLimit: 50 }),
  aPromotion({ promotionId: '501', promoIdentifier: null, kind: 'DIRECT_ISSUE', totalEarnLimit: 50 }),
  aPromotion({ promotionId: '600', promoIdentifier: null, program: club }),
];
const customers = [{ ...aCustomer('1001'), memberOf: ['20'] }, aCustomer('1002')];
const webhook = { url: 'http://127.0.0.1:9', secret: Buffer.alloc(32).toString('base64') };

/** Has a gateway, with and without events and subscriptions, send every statement that the product has. */
export async function everyStatement(): Promise<CallersStatement[]> {
  const statements: CallersStatement[] = [];
  for (const config of [{}, { webhook }, { subscriptions: true }, { webhook, subscriptions: true }]) {
    const gateway = await openGateway({ config });
    const organisation = await gateway.organisation({ promotions, customers });
    await useDoors(organisation);
    await useStore(gateway, organisation);
    await administer(gateway, organisation);
    await importEverything(gateway, organisation);
    const { organisationId } = organisation;
    statements.push(...gateway.sent.map((sent) => ({ ...sent, organisationId })));
    await gateway.close();
  }
  return statements;
}

const READ = `query ($enrolment: String, $earning: String) {
  loyaltyProgram(id: "10") { promotions(first: 1) { edges { node { id } } } }
  loyaltyPromotion(programId: "10", promotionId: "500") { id }
  promotionOperation(idempotencyKey: "key") { __typename }
  loyaltyCustomer(identifierName: ID, identifierValue: "1001", source: ALL) {
    promotions(first: 1) { edges { node { enrolments(first: 1, after: $enrolment) {
      edges { node { issualId earnings(first: 1, after: $earning) { edges { node { earnedId } cursor } } } cursor }
    } } } } } }`;
const ENTITIES = `{ _entities(representations: [
  { __typename: "Promotion", id: "500" }, { __typename: "LoyaltyProgram", id: "10" }, { __typename: "Customer", id: "1001" },
  { __typename: "PromotionEnrolment", id: "1001-500-1" }, { __typename: "PromotionEarning", id: "1001-500-1" }
]) { __typename } }`;

async function useDoors(organisation: TestOrganisation): Promise<void> {
  const byMobile = { identifierName: 'MOBILE', customers: inStore('+919000001001', '919000009999') };
  const direct = { promotionId: '501' };
  await enrol(organisation, { ...byMobile, idempotencyKey: 'key' });
  await enrol(organisation, { promotionId: null, promoIdentifier: 'spring-500' });
  await earn(organisation);
  await earn(organisation, direct);
  await readEverything(organisation);
  await revokePromotionEarnings(organisation);
  await revokePromotionEarnings(organisation, direct);
  await revokePromotionEnrolments(organisation);
  const { authorization, oauthKey: key, oauthSecret: secret } = organisation;
  await organisation.get('/v2/organization/programs');
  await organisation.get('/api_gateway/loyalty/v1/programs/promotions/list?limit=1&offset=0');
  await organisation.get('/v2/customers/1001');
  await enrol(organisation, { programId: '20', promotionId: '600' });
  const identifiers = [{ type: 'externalId', value: 'new' }];
  const registration = { profiles: [{ identifiers, source: 'LINE' }] };
  await organisation.post('/v2/customers', registration, { 'idempotency-key': 'key' });
  const token = await organisation.post('/v3/oauth/token/generate', { key, secret }, { authorization });
  const { data } = token.json<{ data: { accessToken: string } }>();
  const bearer = { authorization: `Bearer ${data.accessToken}` };
  await organisation.post('/graphql', { query: READ }, bearer);
}

async function readEverything(organisation: TestOrganisation): Promise<void> {
  const ask = async (query: string, variables?: object) => {
    const answer = await organisation.graphql(query, variables);
    if (answer.json<{ errors?: unknown }>().errors) throw new Error(answer.body);
    return answer.body;
  };
  // Cursors are looked for in the answer as it is written: the page of an enrolment holds that of its earnings.
  const cursors = [...(await ask(READ)).matchAll(/"cursor":"([^"]+)"/g)].map(([, cursor]) => cursor);
  const [earning, enrolment] = cursors;
  await ask(READ, { enrolment });
  await ask(READ, { earning });
  await ask(ENTITIES);
  const customer = 'identifierName=id&identifierValue=1001&source=ALL';
  await organisation.get(`/v2/customers/lookup/promotionData?${customer}`);
}

/** What runs in the background, and what a gateway in front of a platform keeps in its own store. */
async function useStore({ store: { db } }: TestGateway, { organisationId }: TestOrganisation): Promise<void> {
  const now = new Date(TEST_NOW);
  const relay = outbox(db);
  await relay.take(1_000, 10);
  const event: PendingEvent = {
    organisationId,
    sequence: '1',
    eventId: '00000000-0000-0000-0000-000000000000',
    customerId: '1001',
    type: 'promotion.enrolled',
    occurredAt: now,
    data: {},
    attempts: 1,
  };
  await relay.postpone(event, 1_000);
  await relay.remove([event]);

  const journal = callJournal(db);
  const owner = { organisationId, clientId: '1' };
  const use = { action: 'ENROL', key: 'key' } as const;
  const entry = { fingerprint: 'one', requestId: 'request-1', answer: '{}', sentAt: now };
  await journal.open(owner, use, entry, 60_000);
  await journal.open(owner, use, { ...entry, requestId: 'request-2' }, 60_000);
  await journal.write(owner, use, { holder: 'request-1', requestId: 'request-1', answer: '{}' }, true);
  for (const table of ['idempotency_record', 'upstream_call'] as const) {
    await keyRecords(db, table).findLatest(organisationId, '1', 'key');
    await keyRecords(db, table).forget(86_400_000, 1);
  }
  await forgettableKeys(db, 'registration_key').forget(86_400_000, 1);
  (await storeClock(db, () => undefined)).stop();
  await storeFirstOrganisation(db, () => Promise.reject(new Error('There is one')));
  let tries = 0;
  await inTransaction(db, () => (++tries === 1 ? Promise.reject(new LostRace('once')) : Promise.resolve()));
}

/** What commands do. */
async function administer(
  { store: { db } }: TestGateway,
  { organisationId }: TestOrganisation,
): Promise<void> {
  await createOrganisation(db, { organisationId, name: 'There already', timeZone: 'UTC' });
  await findOrganisation(db, organisationId);
  await listOrganisations(db);
  const client = { organisationId, kind: 'TILL', key: 'till.new', access: [], tokenTtlSeconds: 300 } as const;
  await createClient(db, { ...client, secretHash: hashMadeSecret('TILL', 'secret') });
  const [created] = await listClients(db, organisationId);
  const secretHash = hashMadeSecret('TILL', 'another secret');
  await rotateSecret(db, { ...created!, secretHash, oldWorksForSeconds: 60 });
  await rotateSecret(db, { ...created!, secretHash, oldWorksForSeconds: 60 });
  await endRotation(db, created!);
  await revokeClient(db, created!);
  await clientUseStore(db).recordUse([{ ...created!, day: '2026-04-01' }]);
  await hasActiveClient(db);
  const hash = (text: string) => hashMadeSecret('TILL', text);
  for (const secretHash of [hash('one'), hash('two')])
    await applyClientsFile(db, fileWith(organisationId, secretHash));
}

/** Changes a promotion without a total limit into one with such a limit, and back. */
async function changePromotions(db: Store['db'], organisationId: string): Promise<void> {
  const change = { organisationId, promotionId: '900', expectedVersion: null, clientId: null, dryRun: false };
  const ended = { endsAt: new Date('2000-01-02T00:00:00Z'), startsAt: new Date('2000-01-01T00:00:00Z') };
  const now = new Date(TEST_NOW);
  for (const totalEarnLimit of [6, null, 7]) {
    const set = (stored: Promotion) => ({ ...stored, ...ended, active: false, totalEarnLimit });
    await changePromotion(db, { ...change, now, settings: (stored) => ({ ...stored, active: false }) });
    await changePromotion(db, { ...change, now, settings: set });
  }
  await listPromotionChanges(db, organisationId, '900');
}

function fileWith(organisationId: string, secretHash: string): ClientsFile {
  const client = { line: 1, organisationId, kind: 'TILL', key: 'till.file', secretHash, access: [] } as const;
  const options = { tokenTtlSeconds: 300, oldWorksForSeconds: 60, revoked: false };
  return { organisations: [], clients: [{ ...client, ...options }] };
}

/** What imports do. */
async function importEverything({ store }: TestGateway, { organisationId }: TestOrganisation): Promise<void> {
  const promotion = {
    ...aPromotion({ promotionId: '900', promoIdentifier: null, totalEarnLimit: 5 }),
    programId: '10',
  };
  await importPrograms(store.db, organisationId, [{ line: 1, read: promotion.program }], false);
  await importPromotions(store.db, organisationId, [{ line: 1, read: promotion }], false);
  const member = { programId: '10', customerId: '1001' };
  await importMembers(store.db, organisationId, [{ line: 1, read: member }], false);
  await changePromotions(store.db, organisationId);
  const target = customerImport(store.openBulk(), organisationId);
  const customer = { customerId: '1006', source: 'INSTORE', email: null, externalId: null };
  const line = (number: number, mobile: string) => ({ line: number, read: { ...customer, mobile } });
  const lines = [line(1, '919000001006'), line(2, '919000001001')];
  const options = { dryRun: false, onConflict: 'refuse' } as const;
  await importCustomers(target, Readable.from([lines]), options);
  await target.faultsAfter(0);
  await exportMembers(store.db, organisationId)[Symbol.asyncIterator]().next();
  await exportCustomers(store.db, organisationId)[Symbol.asyncIterator]().next();
  await exportPromotions(store.db, organisationId);
  // The same once more, without having looked first: the second line loses to the customer that is there.
  await target.clear();
  await target.stage(lines);
  await target.merge({ first: 1, last: 2 }, 'refuse');
  await eraseCustomer(store.db, { organisationId, customerId: '1001', dryRun: false });
}
