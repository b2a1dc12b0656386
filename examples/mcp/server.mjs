/** An MCP server that offers the operations of the gateway as tools, over standard input and output. */

import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import process from 'node:process';
import { z } from 'zod';
import { ask } from './gateway.mjs';
import {
  CUSTOMER_PROMOTIONS,
  EARN,
  ENROL,
  PROMOTION_OPERATION,
  REVOKE_EARNINGS,
  REVOKE_ENROLMENTS,
} from './operations.mjs';

const identifierName = z.enum(['ID', 'MOBILE', 'EMAIL']);
const idempotencyKey = z
  .string()
  .min(8)
  .max(128)
  .describe(
    'Names this action, such as a UUID. The same key acts once; use the same one for the dry run and the call',
  );

const act = {
  programId: z.string(),
  promotionId: z.string(),
  identifierName,
  identifierValues: z
    .array(z.string())
    .min(1)
    .max(100)
    .describe('One customer each; result i belongs to customer i'),
  idempotencyKey,
  dryRun: z
    .boolean()
    .describe('true checks and records nothing. It must come before false, with the same arguments'),
};

const server = new McpServer({ name: 'promotion-gateway', version: '0.1.0' });
/** The arguments of dry runs that the gateway answered, without `dryRun`. */
const rehearsed = new Set();

/** Offers a mutation. The whole payload is the result: each failed customer has its code, disposition and message. */
function offerMutation(name, description, document, field) {
  const annotations = { readOnlyHint: false, destructiveHint: false, idempotentHint: true };
  server.registerTool(
    name,
    { description, inputSchema: act, annotations },
    async ({ identifierValues, ...input }) => {
      const { dryRun, ...call } = input;
      const fingerprint = JSON.stringify([name, call, identifierValues]);
      if (!dryRun && !rehearsed.has(fingerprint)) {
        return refusal('Call this tool with dryRun: true and the same arguments first. Nothing was recorded');
      }
      const customers = identifierValues.map((identifierValue) => ({ identifierValue, source: 'ALL' }));
      // A dry run keeps no answer, so it has no key.
      const { idempotencyKey: key, ...named } = call;
      const variables = { input: { ...named, customers, dryRun, ...(!dryRun && { idempotencyKey: key }) } };
      return answer(document, variables, field, () => rehearsed.add(fingerprint));
    },
  );
}

function offerQuery(name, description, inputSchema, document, field) {
  server.registerTool(name, { description, inputSchema, annotations: { readOnlyHint: true } }, (variables) =>
    answer(document, variables, field),
  );
}

async function answer(document, variables, field, onAnswer = () => undefined) {
  try {
    const data = await ask(document, variables);
    onAnswer();
    const structuredContent = { [field]: data[field] };
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  } catch (error) {
    return refusal(error instanceof Error ? error.message : String(error));
  }
}

function refusal(text) {
  return { isError: true, content: [{ type: 'text', text }] };
}

offerMutation('enrol_customers', 'Enrols customers in a promotion.', ENROL, 'enrolCustomers');
offerMutation('earn_promotion', 'Issues a promotion to customers.', EARN, 'earnPromotion');
offerMutation(
  'revoke_enrolments',
  'Revokes enrolments of customers.',
  REVOKE_ENROLMENTS,
  'revokePromotionEnrolments',
);
offerMutation(
  'revoke_earnings',
  'Revokes earnings of customers.',
  REVOKE_EARNINGS,
  'revokePromotionEarnings',
);
offerQuery(
  'customer_promotions',
  'Reads the promotions of a customer, and what the customer can do with each.',
  { identifierName, identifierValue: z.string() },
  CUSTOMER_PROMOTIONS,
  'loyaltyCustomer',
);
offerQuery(
  'promotion_operation',
  'Answers the outcome of a call whose answer was lost, by its key.',
  { idempotencyKey },
  PROMOTION_OPERATION,
  'promotionOperation',
);

await server.connect(new StdioServerTransport());
process.stdin.once('end', () => process.exit(0));
