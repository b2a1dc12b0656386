/** Dry runs in front of a platform. */

import { parseId } from '../../domain/id.js';
import type { FullHistory } from '../../domain/history.js';
import type { Promotion } from '../../domain/promotion.js';
import { answerCalls } from '../../service/bulk/answer-calls.js';
import {
  isNamed,
  type BulkCommand,
  type BulkOutcome,
  type CustomerLookup,
  type CustomerOutcome,
} from '../../service/promotion-service.js';
import { writeTargetOf, coalescingKeyOf } from '../writes/upstream-write.js';
import { programOfIn, unnamedProgram } from '../reads/program-of.js';
import type { ProgramOf } from '../../wire/answered/answered-promotion.js';
import { dryRunLedger } from './dry-run-ledger.js';
import { isUnavailable, refusalOfFailure, type PlatformFailure } from '../../service/unavailable.js';
import { orFailure, orNull, readPrograms, readPromotion, type Reader } from '../reads/read.js';
import { readCustomerData } from '../reads/read-customer-data.js';

/**
 * The outcome that a call would have, by our own rules and the platform's data, because the platform has no dry run.
 * @throws PlatformUnavailable, CredentialRefused
 */
export async function dryRun(reader: Reader, command: BulkCommand, now: Date): Promise<BulkOutcome> {
  const list = await readPrograms(reader);
  const programs = Array.isArray(list) ? list : null;
  const programOf = programs ? programOfIn(programs) : unnamedProgram;
  const customers = await Promise.all(
    command.request.customers.map((_, position) => readCustomer(reader, command, position, programOf)),
  );
  const [first] = customers;
  // A dry run is a read, which fails as other reads do where nothing can be read.
  if (first?.failure && customers.every(({ failure }) => failure)) throw first.failure;
  const histories = new Map(customers.flatMap(({ known }) => (known ? [known] : [])));
  const promotion = await readTarget(reader, command, programOf, [...histories.values()].flat());
  const lookups = customers.map(({ lookup }) => lookup);
  const [outcome] = await answerCalls(
    // A credential that has no access to programs may act in the one that the call names.
    dryRunLedger(programs ?? (promotion ? [promotion.program] : []), promotion, histories),
    [{ ...command, lookups }],
    now,
  );
  if (!outcome) throw new Error('The dry run has no outcome');
  return outcome.status === 'settled'
    ? { ...outcome, customers: outcome.customers.map(withoutLapse) }
    : outcome;
}

/** The customer of a position, with its data. */
interface DryRunCustomer {
  readonly lookup: CustomerLookup;
  readonly known?: readonly [customerId: string, histories: readonly FullHistory[]];
  /** Why it could not be read. */
  readonly failure?: PlatformFailure;
}

async function readCustomer(
  reader: Reader,
  command: BulkCommand,
  position: number,
  programOf: ProgramOf,
): Promise<DryRunCustomer> {
  const lookup = command.lookups[position];
  const target = writeTargetOf(command, position);
  if (!lookup || !target) return { lookup: lookup ?? NO_CUSTOMER };
  const data = await orFailure(readCustomerData(reader, target.key, programOf));
  if (isUnavailable(data))
    return { lookup: { status: 'refused', refusal: refusalOfFailure(data) }, failure: data };
  if (data.status === 'refused') return { lookup: data };
  const { customerId, histories } = data;
  return { lookup: { status: 'found', customerId }, known: [customerId, histories] };
}

const NO_CUSTOMER: CustomerLookup = { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } };

/**
 * The promotion by its id, which is known of a promoIdentifier where a customer has the promotion. promotionData does not
 * report the kind to all organisations, so what the customers have is only taken where the promotion cannot be read.
 */
async function readTarget(
  reader: Reader,
  command: BulkCommand,
  programOf: ProgramOf,
  histories: readonly FullHistory[],
): Promise<Promotion | null> {
  const { promotion: named } = coalescingKeyOf(command);
  const known = histories.find((one) => isNamed(one.promotion, named))?.promotion ?? null;
  const programId = parseId(named.programId);
  const promotionId = parseId(named.promotionId ?? '') ?? known?.promotionId ?? null;
  if (programId === null || promotionId === null) return null;
  const reading = readPromotion(reader, { programId, promotionId }, programOf);
  const promotion = known ? ((await orNull(reading)) ?? known) : await reading;
  return promotion && isNamed(promotion, named) ? promotion : null;
}

/** The platform decides the expiry. */
function withoutLapse(outcome: CustomerOutcome): CustomerOutcome {
  switch (outcome.status) {
    case 'enrolled':
    case 'earned':
      return { ...outcome, expiresAt: null };
    case 'enrolmentRevoked':
    case 'earningsRevoked':
    case 'refused':
      return outcome;
  }
}
