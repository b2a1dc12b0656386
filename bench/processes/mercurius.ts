import fastify from 'fastify';
import mercurius from 'mercurius';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BulkRequest } from '../../src/domain/bulk-request.js';
import type { BulkOutcome } from '../../src/service/promotion-service.js';
import { benchFile, importBuilt } from '../product.js';
import { ORGANISATION_ID } from '../store/data.js';
import { requiredSetting } from './required-setting.js';

/** The product's schema and service behind Mercurius with its jit, without credentials and without batching. */

const { openServerStore } = await importBuilt('postgres/store.js');
const { customerDirectory } = await importBuilt('postgres/reads/customer-directory.js');
const { promotionLedger } = await importBuilt('postgres/ledger/promotion-ledger.js');
const { customerLoader } = await importBuilt('request/customer-loader.js');
const { sharedCustomerLoader } = await importBuilt('request/shared-customer-loader.js');
const { LocalPromotionService } = await importBuilt('service/local-promotion-service.js');

const { db } = await openServerStore(requiredSetting('DATABASE_URL'), {
  poolSize: Number(requiredSetting('POOL_SIZE')),
});
const shared = sharedCustomerLoader(customerDirectory(db), { merge: false });
const service = new LocalPromotionService({
  ledger: promotionLedger(db),
  clock: { now: () => new Date() },
  reportDefect: (error) => console.error(error),
});
const caller = {
  organisation: { organisationId: ORGANISATION_ID, timeZone: 'Asia/Kolkata' },
  clientId: '1',
  access: ['customer:write'],
} as const;

type Input = Pick<BulkRequest, 'programId' | 'promotionId' | 'identifierName' | 'customers'>;

async function enrol({ programId, promotionId, identifierName, customers }: Input) {
  const requestId = randomUUID();
  const request: BulkRequest = {
    operation: 'ENROL_AND_EARN',
    entityType: 'CUSTOMER',
    action: 'ENROL',
    programId,
    promotionId,
    promoIdentifier: null,
    identifierName,
    customers,
  };
  const loader = customerLoader(shared, ORGANISATION_ID);
  const lookups = await Promise.all(customers.map((customer) => loader.lookUp(identifierName, customer)));
  const command = {
    caller,
    requestId,
    request,
    action: 'ENROL',
    refusal: null,
    lookups,
    idempotencyKey: null,
    dryRun: false,
  };
  return present(requestId, customers, await service.execute(command));
}

function present(requestId: string, customers: Input['customers'], outcome: BulkOutcome) {
  if (outcome.status === 'refused') throw new Error(outcome.refusal.fault);
  const results = outcome.customers.map((customer, index) => {
    const identifierValue = customers[index]?.identifierValue ?? '';
    if (customer.status !== 'enrolled') throw new Error(customer.status);
    const { customerId, issualId, expiresAt } = customer;
    return {
      __typename: 'Success',
      index,
      identifierValue,
      customer: { id: customerId },
      issualId,
      expiresAt,
    };
  });
  const { length } = results;
  return { status: 'SUCCESS', totalCount: length, successCount: length, failureCount: 0, requestId, results };
}

/** Its jit refuses an input that leaves a field with a default out; so that field has none in its schema. */
const schema = readFileSync(benchFile('../schema.graphql'), 'utf8').replaceAll(
  'dryRun: Boolean! = false',
  'dryRun: Boolean',
);

const server = fastify();
await server.register(mercurius, {
  schema,
  jit: 1,
  resolvers: { Mutation: { enrolCustomers: (_root: unknown, { input }: { input: Input }) => enrol(input) } },
});
await server.listen({ port: Number(requiredSetting('PORT')), host: '127.0.0.1' });
