import type { PromotionService } from '../../src/service/promotion-service.js';
import { wrapDriver, importBuilt } from '../product.js';
import type { CallTemplate, Slot, StatementTemplate } from '../store/call-template.js';
import { requiredSetting } from './required-setting.js';

/** The gateway with a service that does nothing and a store that finds every customer at once: what its doors cost. */

const { statements, lookUp } = JSON.parse(requiredSetting('TEMPLATE')) as CallTemplate;
const lookUpStatement = statements[lookUp.statement];
if (lookUpStatement === undefined) throw new Error('The recorded call has no look-up');
answerLookUps(lookUpStatement, lookUp.column);

const service: PromotionService = {
  execute: ({ lookups, request }) =>
    Promise.resolve({
      status: 'settled',
      decidedAt: new Date(),
      promotion: { ...promotion, promotionId: request.promotionId ?? '' },
      customers: lookups.map((lookup, i) => {
        if (lookup.status !== 'found') throw new Error(`A look-up is ${lookup.status}`);
        const { customerId } = lookup;
        return {
          status: 'enrolled',
          customerId,
          issualId: String(1_000_000 + i),
          expiresAt: promotion.endsAt,
        };
      }),
    }),
};

const promotion = {
  promotionId: '',
  promoIdentifier: null,
  program: { programId: '469', name: 'Bench Rewards', active: true },
  name: 'Bench promotion',
  kind: 'ENROL_AND_ISSUE',
  active: true,
  startsAt: new Date('2020-01-01T00:00:00Z'),
  endsAt: new Date('2099-12-31T23:59:59Z'),
  enrolmentLimit: null,
  earnLimit: null,
  totalEarnLimit: null,
  enrolmentExpiryDays: null,
  earningExpiryDays: null,
} as const;

/** Has the driver answer the look-up statement itself, for any customers. */
function answerLookUps({ text, slots }: StatementTemplate, column: string): void {
  const list = slots.findIndex(namesCustomers);
  wrapDriver((query, send) => {
    if (query.text !== text) return send();
    // Looked up by their ids, the customers are those that were asked for.
    const rows = [{ [column]: query.values?.[list] }];
    process.nextTick(() => {
      query.callback(null, { rows });
    });
    return query;
  });
}

function namesCustomers(slot: Slot): boolean {
  return (
    typeof slot === 'object' &&
    'pieces' in slot &&
    slot.pieces.some((piece) => typeof piece === 'object' && 'customer' in piece)
  );
}

// As main.js does, before anything else of the product.
await importBuilt('node-runtime.js');
const { createApp } = await importBuilt('app.js');
const { readConfig } = await importBuilt('config.js');
const { createLogger } = await importBuilt('http/log/logger.js');
const config = readConfig();
const app = await createApp(config, createLogger(config.logLevel), { service });
await app.server.listen({ port: config.port, host: config.host });
