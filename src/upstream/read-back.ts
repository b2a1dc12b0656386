import pLimit from 'p-limit';
import type { History } from '../domain/history.js';
import { parseId } from '../domain/id.js';
import type { CustomerOutcome, NamedPromotion } from '../service/promotion-service.js';
import type { Addressee, Delivery } from './delivery.js';
import { unnamedProgram } from './program-of.js';
import { isUntold, readCustomerData, type Reader } from './read.js';
import type { TakenIds } from './taken-ids.js';

/** How many customers are read at a time. */
const AT_ONCE = 8;
/** What the platform dates may be cut to whole seconds, and so is its clock. */
const TOLERANCE_MS = 1_500;

/**
 * Asks the platform what became of a write that was sent at an instant and whose answer was lost. Only one single
 * record since then that is nobody else's, of a customer whom the write named once, is taken for its effect. That
 * nothing is there proves nothing: the write may still be on its way.
 * @param wanted the positions whose outcome is not known
 * @param taken the ids that were told to callers
 * @returns what is known now, by position
 */
export async function readBack(
  reader: Reader,
  delivery: Delivery,
  wanted: readonly number[],
  sentAt: Date,
  taken: TakenIds,
): Promise<ReadonlyMap<number, CustomerOutcome>> {
  const known = new Map<number, CustomerOutcome>();
  if (delivery.action.startsWith('REVOKE_')) return known;
  const limit = pLimit(AT_ONCE);
  let isAway = false;
  const readOne = async (position: number) => {
    const addressee = delivery.addressees[position];
    if (isAway || !addressee || isNamedTwice(delivery, addressee)) return;
    try {
      const outcome = await outcomeOf(reader, delivery, addressee, { sentAt, taken });
      if (outcome) known.set(position, outcome);
      if (outcome) taken.add(outcome);
    } catch (error) {
      if (!isUntold(error)) throw error;
      // Who does not tell of one customer just now does not tell of the others: it has been reported already.
      isAway = true;
    }
  };
  await Promise.all(wanted.map((position) => limit(() => readOne(position))));
  return known;
}

function isNamedTwice({ addressees }: Delivery, { key }: Addressee): boolean {
  return addressees.filter((other) => other.key.value === key.value).length > 1;
}

/** What tells the effect of one write from that of another. */
interface Marks {
  readonly sentAt: Date;
  readonly taken: TakenIds;
}

async function outcomeOf(
  reader: Reader,
  { promotion, action }: Delivery,
  { key }: Addressee,
  { sentAt, taken }: Marks,
): Promise<CustomerOutcome | null> {
  const programId = parseId(promotion.programId) ?? undefined;
  const data = await readCustomerData(reader, key, unnamedProgram, programId);
  if (data.status === 'refused') return null;
  const history = data.histories.find((one) => isOf(one, promotion));
  if (!history) return null;
  const since = new Date(sentAt.getTime() + data.clockAheadMs - TOLERANCE_MS);
  const effects = effectsIn(history, data.customerId, action, since).filter((effect) => !taken.has(effect));
  return effects.length === 1 ? (effects[0] as CustomerOutcome) : null;
}

/** Whether a history is in the promotion that is named so. */
export function isOf({ promotion }: History, named: NamedPromotion): boolean {
  const { programId, promotionId, promoIdentifier } = named;
  return (
    promotion.program.programId === parseId(programId) &&
    (promotionId === null || promotion.promotionId === parseId(promotionId)) &&
    (promoIdentifier === null || promotion.promoIdentifier === promoIdentifier)
  );
}

/** All that the action could have brought forth since. */
function effectsIn(
  { promotion, enrolments }: History,
  customerId: string,
  action: string,
  since: Date,
): CustomerOutcome[] {
  if (action === 'ENROL' || (action === 'ISSUE' && promotion.kind !== 'DIRECT_ISSUE')) {
    return enrolments
      .filter(({ enrolled }) => enrolled.at >= since)
      .map(({ issualId, expiresAt }) => ({ status: 'enrolled', customerId, issualId, expiresAt }));
  }
  return enrolments.flatMap(({ issualId, earnings }) =>
    earnings
      .filter(({ earned }) => earned.at >= since)
      .map(({ earnedId, expiresAt }) => ({ status: 'earned', customerId, issualId, earnedId, expiresAt })),
  );
}
