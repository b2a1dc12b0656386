import type { Action } from '../domain/bulk-request.js';
import type { Promotion } from '../domain/promotion.js';
import { judgeRequest, type Judgement } from '../domain/rules.js';
import { momentIn } from './calendar.js';
import { earning } from './earning.js';
import { enrolment } from './enrolment.js';
import { actOnce } from './idempotency.js';
import {
  RecordingFailed,
  type Clock,
  type LedgerTransaction,
  type Origin,
  type PromotionLedger,
} from './ports.js';
import type { BulkCommand, BulkOutcome, CustomerOutcome, PromotionService } from './promotion-service.js';
import { earningsRevocation, enrolmentRevocation } from './revocation.js';
import { refused, settle } from './settle.js';

export interface LocalPromotionServiceOptions {
  readonly ledger: PromotionLedger;
  readonly clock: Clock;
  /** Told of whatever made recording fail; the caller only learns ISSUE_FAILED. */
  readonly reportDefect: (error: Error, requestId: string) => void;
}

/** Carries the work out on a store of our own. */
export class LocalPromotionService implements PromotionService {
  constructor(private readonly options: LocalPromotionServiceOptions) {}

  async carryOut(command: BulkCommand): Promise<BulkOutcome> {
    const { ledger, clock, reportDefect } = this.options;
    const origin = originOf(command, clock.now());
    try {
      return await ledger.transaction(origin, (transaction) =>
        actOnce(transaction, command, () =>
          decide(transaction, command, origin, (judged) =>
            settleAll(transaction, command, judged, origin.now),
          ),
        ),
      );
    } catch (error) {
      if (!(error instanceof RecordingFailed)) throw error;
      reportDefect(error, origin.requestId);
      return ledger.transaction(origin, (transaction) =>
        decide(transaction, command, origin, () =>
          Promise.resolve(command.lookups.map((lookup) => refused(lookup, 'ISSUE_FAILED'))),
        ),
      );
    }
  }
}

function originOf({ caller, requestId, request }: BulkCommand, now: Date): Origin {
  const { organisationId } = caller.organisation;
  const subject = `${request.programId} ${request.promotionId ?? request.promoIdentifier}`;
  return { organisationId, clientId: caller.clientId, requestId, now, subject };
}

type Accepted = Extract<Judgement, { accepted: true }>;

/** Refuses the request as a whole, or settles its customers one by one. */
async function decide(
  transaction: LedgerTransaction,
  { request }: BulkCommand,
  { now }: Origin,
  settleCustomers: (judged: Accepted) => Promise<CustomerOutcome[]>,
): Promise<BulkOutcome> {
  const judgement = judgeRequest(request, await transaction.findTarget(request), now);
  if (!judgement.accepted) return { status: 'refused', refusal: judgement.refusal };
  const customers = await settleCustomers(judgement);
  return { status: 'settled', decidedAt: now, promotion: judgement.promotion, customers };
}

async function settleAll(
  transaction: LedgerTransaction,
  command: BulkCommand,
  { action, promotion }: Accepted,
  now: Date,
): Promise<CustomerOutcome[]> {
  const { lookups } = command;
  if (!lookups.some(({ status }) => status === 'found')) {
    return lookups.map((lookup) => refused(lookup, 'CUSTOMER_NOT_FOUND'));
  }
  return settleAction(transaction, command, action, promotion, now);
}

function settleAction(
  transaction: LedgerTransaction,
  { caller, request, lookups, dryRun }: BulkCommand,
  action: Action,
  promotion: Promotion,
  now: Date,
): Promise<CustomerOutcome[]> {
  const moment = momentIn(caller.organisation.timeZone, now);
  switch (action) {
    case 'ENROL':
      return settle(transaction, lookups, enrolment(promotion, moment), dryRun);
    case 'EARN':
      return settle(transaction, lookups, earning(promotion, moment), dryRun);
    case 'REVOKE_ENROL':
      return settle(transaction, lookups, enrolmentRevocation(promotion, now), dryRun);
    case 'REVOKE_EARN':
      return settle(transaction, lookups, earningsRevocation(promotion, request.customers, now), dryRun);
  }
}
