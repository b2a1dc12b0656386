import 'reflect-metadata';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { schemaOf } from './promotion-resolver.js';
import type { EnrolCustomersInput } from './promotion-types.js';
import { requiredSetting } from './required-setting.js';

/** What one writes first: Apollo's standalone server, and a loop with TypeORM over the customers. */

const ORGANISATION_ID = '1';

@Entity('customer')
class Customer {
  @PrimaryColumn({ name: 'organisation_id', type: 'bigint' })
  organisationId!: string;

  @PrimaryColumn({ name: 'customer_id', type: 'bigint' })
  customerId!: string;
}

@Entity('enrolment')
class Enrolment {
  @PrimaryColumn({ name: 'organisation_id', type: 'bigint' })
  organisationId!: string;

  @PrimaryColumn({ name: 'promotion_id', type: 'bigint' })
  promotionId!: string;

  @PrimaryColumn({ name: 'customer_id', type: 'bigint' })
  customerId!: string;

  @PrimaryColumn({ type: 'int' })
  ordinal!: number;

  @Column({ name: 'issual_id', type: 'bigint', default: () => "nextval('issual_id')" })
  issualId!: string;

  @Column({ name: 'enrolled_at', type: 'timestamptz' })
  enrolledAt!: Date;

  @Column({ name: 'client_id', type: 'bigint' })
  clientId!: string;

  @Column({ name: 'request_id', type: 'text' })
  requestId!: string;
}

const source = await new DataSource({
  type: 'postgres',
  url: requiredSetting('DATABASE_URL'),
  poolSize: Number(requiredSetting('POOL_SIZE')),
  entities: [Customer, Enrolment],
}).initialize();
const customers = source.getRepository(Customer);
const enrolments = source.getRepository(Enrolment);

async function enrol(input: EnrolCustomersInput): Promise<(string | null)[]> {
  const ids: (string | null)[] = [];
  for (const { identifierValue } of input.customers)
    ids.push(await enrolOne(input.promotionId, identifierValue));
  return ids;
}

async function enrolOne(promotionId: string, customerId: string): Promise<string | null> {
  const organisationId = ORGANISATION_ID;
  const customer = await customers.findOneBy({ organisationId, customerId });
  if (!customer) return null;
  const latest = await enrolments.findOneBy({ organisationId, promotionId, customerId });
  const enrolment = enrolments.create({
    organisationId,
    promotionId,
    customerId,
    ordinal: (latest?.ordinal ?? 0) + 1,
    enrolledAt: new Date(),
    clientId: '1',
    requestId: 'naive',
  });
  await enrolments.save(enrolment);
  return enrolment.issualId;
}

const apollo = new ApolloServer({ schema: await schemaOf(enrol) });
const listen = { port: Number(requiredSetting('PORT')), host: '127.0.0.1' };
await startStandaloneServer(apollo, { listen });
