/** The reads of the platform. */

import { idNamedBy, type CustomerKey } from '../../domain/customer.js';
import type { Program, Promotion } from '../../domain/promotion.js';
import { CredentialRefused, PlatformAccessRefused, PlatformUnavailable } from '../../service/ports.js';
import { isUnavailable, type PlatformFailure } from '../../service/unavailable.js';
import type { FinishedLookup } from '../../service/promotion-service.js';
import type { RequestOrigin } from '../../service/request-origin.js';
import { decodePromotionAnswer, type ProgramOf } from '../../wire/answered/answered-promotion.js';
import { decodePromotionData } from '../../wire/answered/answered-promotion-data.js';
import { decodeLookupAnswer, encodeLookupQuery } from '../../wire/lookup.js';
import { decodePrograms } from '../../wire/programs.js';
import { UnreadableAnswer } from '../../wire/answered/unreadable-answer.js';
import { unnamedProgram } from './program-of.js';
import type { Answer, UpstreamRequest } from '../client/exchange.js';
import { refusesCredential, TOO_MANY_CALLS, type Platform } from '../client/platform.js';

export const PROMOTION_DATA = '/v2/customers/lookup/promotionData';
/** The platform's access groups of its calls about customers, and about programs and promotions. */
export const CUSTOMER_ACCESS = 'Customer';
const PROMOTION_ACCESS = 'Points or Organization';
/** When to retry a platform that did not answer, without Retry-After. */
const RETRY_MS = 1_000;

/** The request behind a read, and the deadline of the read by `performance.now()`. */
export interface Reader {
  readonly platform: Platform;
  readonly origin: RequestOrigin;
  readonly deadline: number;
}

/** Looks a customer up. @throws PlatformUnavailable, CredentialRefused */
export async function readLookup(reader: Reader, key: CustomerKey): Promise<FinishedLookup> {
  const { body } = await read(reader, '/v2/customers/lookup', encodeLookupQuery(key));
  return readable(reader, () => {
    const lookup = decodeLookupAnswer(body) ?? unreadable('a look-up');
    if (lookup.status === 'refused') return refusedRead(lookup);
    return isNamed(key, lookup.customerId) ? lookup : unreadable('a look-up');
  });
}

/** The programs of the organisation, or why the credential does not show them. */
export type ProgramList = Program[] | CredentialRefused | PlatformAccessRefused;

/** Every program of the organisation. @throws PlatformUnavailable, CredentialRefused */
export async function readPrograms(reader: Reader): Promise<ProgramList> {
  const answer = await ask(reader, '/v2/organization/programs');
  if (refusesCredential(answer)) {
    const refusal = reader.platform.credentialRefusal(answer, PROMOTION_ACCESS);
    if (refusal instanceof PlatformAccessRefused) return refusal;
    if (refusal instanceof CredentialRefused && refusal.lacksAccess) return refusal;
    throw refusal;
  }
  return readable(reader, () => decodePrograms(answer.body) ?? unreadable('the list of programs'));
}

/** One promotion by its ids. @throws PlatformUnavailable, CredentialRefused */
export async function readPromotion(
  reader: Reader,
  { programId, promotionId }: { readonly programId: string; readonly promotionId: string },
  programOf: ProgramOf,
): Promise<Promotion | null> {
  const path = `/api_gateway/loyalty/v1/programs/${programId}/promotions/${promotionId}/get`;
  const { body } = await read(reader, path, {}, PROMOTION_ACCESS);
  return readable(reader, () => decodePromotionAnswer(body, programOf));
}

/**
 * Looks a customer up by its id in promotionData, because the documented look-up takes no id.
 * @throws PlatformUnavailable, CredentialRefused
 */
export async function readCustomerById(reader: Reader, key: CustomerKey): Promise<FinishedLookup> {
  const { body } = await read(reader, PROMOTION_DATA, { ...encodeLookupQuery(key), limit: '1', offset: '0' });
  return readable(reader, () => {
    const page = decodePromotionData(body, unnamedProgram);
    if (page.status === 'refused') return refusedRead(page);
    return isNamed(key, page.customerId)
      ? { status: 'found', customerId: page.customerId }
      : unreadable('promotionData');
  });
}

/** A read that was refused. 8896 means an invalid customer there, because a read issues nothing. */
export function refusedRead(refused: RefusedLookup): RefusedLookup {
  return refused.refusal.fault === 'ISSUE_FAILED'
    ? { status: 'refused', refusal: { fault: 'CUSTOMER_NOT_FOUND' } }
    : refused;
}

type RefusedLookup = Extract<FinishedLookup, { status: 'refused' }>;

/** Whether an answered customer can be the requested one: an id must be equal. */
export function isNamed(key: CustomerKey, customerId: string): boolean {
  const id = idNamedBy(key);
  return id === null || id === customerId;
}

/** Whether an error is a failure of the platform, rather than a defect. */
export function isPlatformFailure(error: unknown): boolean {
  return isUnavailable(error) || error instanceof CredentialRefused;
}

/** @param accessGroup the access that the read needs */
export async function read(
  reader: Reader,
  path: string,
  query: UpstreamRequest['query'] = {},
  accessGroup = CUSTOMER_ACCESS,
): Promise<Answer> {
  const answer = await ask(reader, path, query);
  if (refusesCredential(answer)) throw reader.platform.credentialRefusal(answer, accessGroup);
  return answer;
}

/** Reads a detail of an answer; null when it cannot be read, because the effect must still be reported. */
export async function orNull<Result>(reading: Promise<Result>): Promise<Result | null> {
  try {
    return await reading;
  } catch (error) {
    if (isPlatformFailure(error)) return null;
    throw error;
  }
}

/** Reads for one customer of several, so that a failure takes away none of the others. @throws CredentialRefused */
export async function orFailure<Result>(reading: Promise<Result>): Promise<Result | PlatformFailure> {
  try {
    return await reading;
  } catch (error) {
    if (isUnavailable(error)) return error;
    throw error;
  }
}

/** Queries the platform, also when the answer refuses the credential. */
async function ask(
  { platform, origin, deadline }: Reader,
  path: string,
  query: UpstreamRequest['query'] = {},
): Promise<Answer> {
  const exchange = await platform.call(origin, { method: 'GET', path, query, deadline });
  switch (exchange.status) {
    case 'unavailable':
      throw new PlatformUnavailable(exchange.retryAfterMs);
    case 'notSent':
    case 'lost':
      throw new PlatformUnavailable(RETRY_MS, { cause: exchange.cause });
    case 'answered': {
      if (refusesCredential(exchange)) return exchange;
      const { httpStatus, body, retryAfterMs } = exchange;
      if (httpStatus >= 500 || httpStatus === TOO_MANY_CALLS || body === undefined) {
        throw new PlatformUnavailable(retryAfterMs ?? RETRY_MS);
      }
      return exchange;
    }
  }
}

/** Decodes an answer; an unreadable one counts as missing. */
export function readable<Decoded>({ platform }: Reader, decode: () => Decoded): Decoded {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof UnreadableAnswer)) throw error;
    platform.report(error);
    throw new PlatformUnavailable(RETRY_MS, { cause: error });
  }
}

export function unreadable(what: string): never {
  throw new UnreadableAnswer(`The platform's answer to ${what} cannot be read`);
}
