import { callJournal } from '../../src/postgres/keys/call-journal.js';
import type { Store } from '../../src/postgres/store.js';
import type { Caller } from '../../src/service/caller.js';
import type { RequestOrigin } from '../../src/service/request-origin.js';
import type { BulkCommand, BulkOutcome, PromotionService } from '../../src/service/promotion-service.js';
import { openUpstream, type Upstream, type UpstreamOptions } from '../../src/upstream/upstream.js';
import { judged } from '../support/judged.js';

/** A caller of the organisation 1. */
export const caller: Caller = {
  organisation: { organisationId: '1', timeZone: 'UTC' },
  clientId: '9',
  access: [],
};

/** A request of a caller, without headers to pass on. */
export function aRequestOf(by: Caller): RequestOrigin {
  return { caller: by, requestId: 'request-0' };
}

/** The way to a platform, with what went wrong on it. */
export interface TestUpstream extends Upstream {
  readonly troubles: Error[];
}

export function openTestUpstream(
  url: string,
  own: Store,
  options: Partial<UpstreamOptions> = {},
): TestUpstream {
  const troubles: Error[] = [];
  const upstream = openUpstream({
    url,
    credential: { scheme: 'Basic', username: 'till', password: 'secret' },
    timeoutMs: 2_000,
    journal: callJournal(own.db),
    clock: { now: () => new Date() },
    report: (error) => troubles.push(error),
    ...options,
  });
  return { ...upstream, troubles };
}

let requests = 0;

/** ENROL of customers by their mobiles in promotion 500 of program 10, unless changed. */
export function aCommand(mobiles: readonly string[], changes: Partial<BulkCommand> = {}): BulkCommand {
  return judged({
    caller,
    requestId: `request-${++requests}`,
    request: {
      operation: 'ENROL_AND_EARN',
      entityType: 'CUSTOMER',
      action: 'ENROL',
      programId: '10',
      promotionId: '500',
      promoIdentifier: null,
      identifierName: 'MOBILE',
      customers: mobiles.map((identifierValue) => ({ identifierValue, source: 'INSTORE' })),
    },
    lookups: mobiles.map((value) => ({
      status: 'deferred',
      key: { identifierName: 'MOBILE', value, source: 'INSTORE' },
    })),
    idempotencyKey: null,
    dryRun: false,
    showsEnrolments: true,
    ...changes,
  });
}

/** A command with another request, for the same customers. */
export function withRequest(command: BulkCommand, changes: Partial<BulkCommand['request']>): BulkCommand {
  return judged({ ...command, request: { ...command.request, ...changes } });
}

/** What each customer's outcome is: its status, or the fault; of a whole refusal its fault alone. */
export function verdictsOf(outcome: BulkOutcome): string[] {
  if (outcome.status === 'refused') return [outcome.refusal.fault];
  return outcome.customers.map((customer) =>
    customer.status === 'refused' ? customer.refusal.fault : customer.status,
  );
}

/** Executes a command, and returns its outcome and how long it took. */
export async function timed(
  service: PromotionService,
  command: BulkCommand,
): Promise<{ verdicts: string[]; outcome: BulkOutcome; ms: number }> {
  const start = performance.now();
  const outcome = await service.execute(command);
  return { verdicts: verdictsOf(outcome), outcome, ms: performance.now() - start };
}
