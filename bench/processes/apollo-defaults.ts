import 'reflect-metadata';
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import fastify from 'fastify';
import type { CallTemplate } from '../store/call-template.js';
import type { EnrolCustomersInput } from './promotion-types.js';
import { schemaOf } from './promotion-resolver.js';
import { requiredSetting } from './required-setting.js';
import { openPool, sendStatements } from './statements.js';

/** Apollo Server and type-graphql as their documentation sets them up, on the gateway's own statements. */

/** Recorded calls, by how many customers they name. */
const templates = JSON.parse(requiredSetting('TEMPLATES')) as Record<number, CallTemplate>;
const anyTemplate = Object.values(templates)[0];
if (anyTemplate === undefined) throw new Error('No call was recorded');
const pool = openPool(requiredSetting('DATABASE_URL'), Number(requiredSetting('POOL_SIZE')), anyTemplate);

function enrol({ promotionId, customers }: EnrolCustomersInput): Promise<string[]> {
  const template = templates[customers.length];
  if (template === undefined) throw new Error(`No call with ${customers.length} customers was recorded`);
  const customerIds = customers.map(({ identifierValue }) => identifierValue);
  return sendStatements(pool, template, { promotionId, customerIds });
}

const apollo = new ApolloServer({ schema: await schemaOf(enrol) });
await apollo.start();
const server = fastify();
await server.register(fastifyApollo(apollo));
await server.listen({ port: Number(requiredSetting('PORT')), host: '127.0.0.1' });
