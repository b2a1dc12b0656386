/** Reads what customers had before a revocation. */

import pLimit from 'p-limit';
import type { FullHistory } from '../../domain/history.js';
import { parseId } from '../../domain/id.js';
import { isNamed } from '../../service/promotion-service.js';
import type { Platform } from '../client/platform.js';
import type { EnrolmentOf } from './correlate.js';
import type { WriteTarget, UpstreamWrite } from './upstream-write.js';
import { unnamedProgram } from '../reads/program-of.js';
import { evidenceOf } from './effects.js';
import { orNull, type Reader } from '../reads/read.js';
import { readCustomerData } from '../reads/read-customer-data.js';

/** The histories of targets in the promotion of a write, as read before it was sent. */
export type HistoriesBefore = ReadonlyMap<WriteTarget, FullHistory>;

/** No histories, for writes that need none. */
export const noHistories: HistoriesBefore = new Map();

/** How many customers are read at a time. */
const AT_ONCE = 8;
/** The share of the time until the write must be sent that the reads may take. */
const SHARE_OF_READING = 0.5;

/**
 * Reads the earnings that a write revokes: the platform's answer does not name their enrolment, and afterwards the
 * platform lists neither. A customer that cannot be read in time is left out, because the write matters more.
 */
export async function historiesBefore(platform: Platform, write: UpstreamWrite): Promise<HistoriesBefore> {
  const { action, promotion, targets, origin, time } = write;
  if (!write.readsBefore || action === null || evidenceOf[action] !== 'removed') return noHistories;
  const now = performance.now();
  const reader: Reader = { platform, origin, deadline: now + (time.sendBy - now) * SHARE_OF_READING };
  const limit = pLimit(AT_ONCE);
  const programId = parseId(promotion.programId) ?? undefined;
  const read = targets.map(async (target) => {
    const data = await limit(() => orNull(readCustomerData(reader, target.key, unnamedProgram, programId)));
    const history =
      data?.status === 'found' && data.histories.find((one) => isNamed(one.promotion, promotion));
    return history ? ([target, history] as const) : null;
  });
  return new Map((await Promise.all(read)).filter((known) => known !== null));
}

/** The enrolment of the latest of them, as in our own store. */
export function enrolmentsIn(histories: HistoriesBefore): EnrolmentOf {
  return (target, earnedIds) => {
    const under = histories
      .get(target)
      ?.enrolments.filter(({ earnings }) => earnings.some(({ earnedId }) => earnedIds.includes(earnedId)));
    return under?.at(-1)?.issualId ?? null;
  };
}
