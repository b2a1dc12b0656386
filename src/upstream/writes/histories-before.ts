/** Reads what customers had before a revocation. */

import type { FullHistory } from '../../domain/history.js';
import { isNamed } from '../../service/promotion-service.js';
import type { EnrolmentOf } from './correlate.js';
import type { WriteTarget, UpstreamWrite } from './upstream-write.js';
import { unnamedProgram } from '../reads/program-of.js';
import { evidenceOf } from './effects.js';
import type { Reader } from '../reads/read.js';
import { readCustomerData } from '../reads/read-customer-data.js';

/** What addressees had in the promotion of a write before it was sent. */
export type HistoriesBefore = ReadonlyMap<WriteTarget, FullHistory>;

/** No histories, for writes that need none. */
export const noHistories: HistoriesBefore = new Map();

/**
 * A revocation of earnings does not answer the enrolment that they were under, and afterwards the platform tells of
 * neither: what there is is read before. For other writes nothing is read.
 * @throws PlatformUnavailable, CredentialRefused
 */
export async function historiesBefore(
  reader: Reader,
  { action, promotion, targets: addressees }: UpstreamWrite,
): Promise<HistoriesBefore> {
  if (action === null || evidenceOf[action] !== 'removed') return noHistories;
  const read = addressees.map(async (addressee) => {
    const data = await readCustomerData(reader, addressee.key, unnamedProgram);
    const history =
      data.status === 'found' && data.histories.find((one) => isNamed(one.promotion, promotion));
    return history ? ([addressee, history] as const) : null;
  });
  return new Map((await Promise.all(read)).filter((known) => known !== null));
}

/** The enrolment of the latest of them, as in our own store. */
export function enrolmentsIn(histories: HistoriesBefore): EnrolmentOf {
  return (addressee, earnedIds) => {
    const under = histories
      .get(addressee)
      ?.enrolments.filter(({ earnings }) => earnings.some(({ earnedId }) => earnedIds.includes(earnedId)));
    return under?.at(-1)?.issualId ?? null;
  };
}
