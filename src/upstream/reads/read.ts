/** The reads of the platform. */

import { idNamedBy, type CustomerKey } from '../../domain/customer.js';
import type { FullHistory } from '../../domain/history.js';
import type { Program, Promotion } from '../../domain/promotion.js';
import type { Caller } from '../../service/caller.js';
import { CredentialRefused, PlatformUnavailable } from '../../service/ports.js';
import type { FinishedLookup } from '../../service/promotion-service.js';
import { decodePromotionAnswer, UnreadableAnswer, type ProgramOf } from '../../wire/answered-promotion.js';
import { decodePromotionData } from '../../wire/answered-promotion-data.js';
import { decodeLookupAnswer, encodeLookupQuery } from '../../wire/lookup.js';
import { decodePrograms } from '../../wire/programs.js';
import type { Answer, UpstreamRequest } from '../client/exchange.js';
import { refusesCredential, TOO_MANY_CALLS, type Platform } from '../client/platform.js';

/** How many promotions one page of promotionData lists at most. */
const PAGE = 100;
/** When to ask again a platform that did not answer, unless it says so itself. */
const RETRY_MS = 1_000;

/** Whoever reads, and until when; by `performance.now()`. */
export interface Reader {
  readonly platform: Platform;
  readonly caller: Caller;
  readonly deadline: number;
}

/** What a customer has, as the platform tells it. */
export type CustomerData =
  | {
      readonly status: 'found';
      readonly customerId: string;
      readonly histories: readonly FullHistory[];
      readonly clockAheadMs: number;
    }
  | Extract<FinishedLookup, { status: 'refused' }>;

/** Looks a customer up. @throws PlatformUnavailable, CredentialRefused */
export async function readLookup(reader: Reader, key: CustomerKey): Promise<FinishedLookup> {
  const { body } = await read(reader, '/v2/customers/lookup', encodeLookupQuery(key));
  return readable(reader, () => {
    const lookup = decodeLookupAnswer(body) ?? unreadable('a look-up');
    return lookup.status === 'refused' || isNamed(key, lookup.customerId) ? lookup : unreadable('a look-up');
  });
}

/** Every program of the organisation. @throws PlatformUnavailable, CredentialRefused */
export async function readPrograms(reader: Reader): Promise<Program[]> {
  const { body } = await read(reader, '/v2/organization/programs');
  return readable(reader, () => decodePrograms(body) ?? unreadable('the list of programs'));
}

/** One promotion by its ids. @throws PlatformUnavailable, CredentialRefused */
export async function readPromotion(
  reader: Reader,
  { programId, promotionId }: { readonly programId: string; readonly promotionId: string },
  programOf: ProgramOf,
): Promise<Promotion | null> {
  const path = `/api_gateway/loyalty/v1/programs/${programId}/promotions/${promotionId}/get`;
  const { body } = await read(reader, path);
  return readable(reader, () => decodePromotionAnswer(body, programOf));
}

/**
 * All pages of a customer's promotions.
 * @param programId only those of this program
 * @throws PlatformUnavailable, CredentialRefused
 */
export async function readCustomerData(
  reader: Reader,
  key: CustomerKey,
  programOf: ProgramOf,
  programId?: string,
): Promise<CustomerData> {
  const histories: FullHistory[] = [];
  for (let offset = 0; ;) {
    const answer = await read(reader, '/v2/customers/lookup/promotionData', {
      ...encodeLookupQuery(key),
      limit: String(PAGE),
      offset: String(offset),
      ...(programId !== undefined && { programs: programId }),
    });
    const page = readable(reader, () => decodePromotionData(answer.body, programOf));
    if (page.status === 'refused') return page;
    if (!isNamed(key, page.customerId)) readable(reader, () => unreadable('promotionData'));
    histories.push(...page.histories);
    // A platform may list fewer at a time than it is asked for.
    offset += page.listed;
    const isLast = page.total === null ? page.listed < PAGE : offset >= page.total;
    if (isLast || page.listed === 0) {
      return { status: 'found', customerId: page.customerId, histories, clockAheadMs: answer.clockAheadMs };
    }
  }
}

/** Whether a customer can be the one that is asked about: by an id, no other one is meant. */
function isNamed(key: CustomerKey, customerId: string): boolean {
  const id = idNamedBy(key);
  return id === null || id === customerId;
}

/** Whether an error says that the platform did not tell, rather than that we made a mistake. */
export function isUntold(error: unknown): boolean {
  return error instanceof PlatformUnavailable || error instanceof CredentialRefused;
}

async function read(
  { platform, caller, deadline }: Reader,
  path: string,
  query: UpstreamRequest['query'] = {},
): Promise<Answer> {
  const exchange = await platform.call(caller, { method: 'GET', path, query, deadline });
  switch (exchange.status) {
    case 'unavailable':
      throw new PlatformUnavailable(exchange.retryAfterMs);
    case 'notSent':
    case 'lost':
      throw new PlatformUnavailable(RETRY_MS, { cause: exchange.cause });
    case 'answered': {
      if (refusesCredential(exchange)) throw platform.credentialRefusal(exchange);
      const { httpStatus, body, retryAfterMs } = exchange;
      if (httpStatus >= 500 || httpStatus === TOO_MANY_CALLS || body === undefined) {
        throw new PlatformUnavailable(retryAfterMs ?? RETRY_MS);
      }
      return exchange;
    }
  }
}

/** Decodes an answer; one that cannot be read is none. */
function readable<Decoded>({ platform }: Reader, decode: () => Decoded): Decoded {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof UnreadableAnswer)) throw error;
    platform.report(error);
    throw new PlatformUnavailable(RETRY_MS, { cause: error });
  }
}

function unreadable(what: string): never {
  throw new UnreadableAnswer(`The platform's answer to ${what} cannot be read`);
}
