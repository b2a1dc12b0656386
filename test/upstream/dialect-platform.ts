/** A platform that speaks a dialect: it has a gateway on a store do the work, and translates the answers. */

import {
  bulkAnswer,
  issueAnswer,
  lookupAnswer,
  programsAnswer,
  type Asked,
  type Dialect,
  type Json,
  type Translated,
} from './dialect.js';
import { promotionAnswer, promotionDataAnswer } from './dialect-promotion.js';
import { openScriptedPlatform, type ReceivedRequest, type ScriptedAnswer } from './scripted-platform.js';

/** What speaks a dialect in front of the stand-in. */
export interface DialectPlatform {
  readonly url: string;
  dialect: Dialect;
  /** The Authorization header of the stand-in, for callers with a token of this platform. */
  authorization: string;
  readonly received: ReceivedRequest[];
  close(): Promise<void>;
}

/** The key and the secret that get tokens, and what of them is left. */
export const OAUTH = { scheme: 'OAuth', key: 'key', secret: 'secret' } as const;

type Translate = (dialect: Dialect, body: Json, asked: Asked) => Translated;

const routes: readonly (readonly [RegExp, Translate])[] = [
  [/\/bulk\/(enrolAndEarn|revokeEnrolAndEarn)$/, bulkAnswer],
  [/\/promotion\/issue$/, issueAnswer],
  [/\/lookup\/promotionData$/, promotionDataAnswer],
  [/\/customers\/lookup$/, lookupAnswer],
  [/\/organization\/programs$/, programsAnswer],
  [/\/promotions\/\d+\/get$/, promotionAnswer],
];

/** @param standIn the URL of the gateway on a store */
export async function openDialectPlatform(standIn: string, dialect: Dialect): Promise<DialectPlatform> {
  const server = await openScriptedPlatform();
  const platform = Object.assign(server, { dialect, authorization: '' });
  let tokens = 0;
  let callsLeft = 0;
  /** Refuses a token that has expired; null for one that has not. */
  const refuseToken = (token: string): ScriptedAnswer | null => {
    if (token === `token-${tokens}` && callsLeft-- > 0) return null;
    return expiredAnswer(platform.dialect);
  };
  server.answer = async (request) => {
    if (request.url === '/v3/oauth/token/generate') {
      tokens += 1;
      callsLeft = platform.dialect.tokenCalls;
      return { body: { data: { accessToken: `token-${tokens}`, ttlSeconds: 300 }, errors: null } };
    }
    const token = request.headers['x-cap-api-oauth-token'];
    const refusal = typeof token === 'string' ? refuseToken(token) : null;
    return refusal ?? translated(platform, standIn, request);
  };
  return platform;
}

function expiredAnswer({ expired }: Dialect): ScriptedAnswer {
  const message = 'Token expired at 10:00';
  switch (expired) {
    case '401':
    case '498':
      return {
        status: Number(expired),
        body: { errors: [{ status: false, code: Number(expired), message }] },
      };
    case 'version 1.1':
      return { body: { response: { status: { success: 'false', code: '498', message } } } };
    case 'errors with 200':
      return { body: { errors: [{ status: false, code: 498, message }] } };
  }
}

async function translated(
  { dialect, authorization }: DialectPlatform,
  standIn: string,
  { method, url, headers, body }: ReceivedRequest,
): Promise<ScriptedAnswer> {
  const { pathname, searchParams } = new URL(url, standIn);
  const tooLarge = method === 'POST' && (bodyOf(body).customers ?? []).length > dialect.batchLimit;
  if (tooLarge) return { body: { errors: [{ status: false, code: 1_060, message: 'Batch limit' }] } };
  const asked = new URL(url, standIn);
  if (pathname.endsWith('promotionData')) {
    asked.searchParams.set('limit', '100');
    asked.searchParams.set('offset', '0');
  }
  const response = await fetch(asked, {
    method,
    headers: {
      authorization: authorization || (headers.authorization ?? ''),
      'content-type': 'application/json',
    },
    ...(method === 'POST' && { body }),
  });
  const answer = (await response.json()) as Json;
  const [, translate] = routes.find(([path]) => path.test(pathname)) ?? [];
  const { identifierName = searchParams.get('identifierName') } = bodyOf(body);
  const byId = identifierName === 'id';
  const requestId = { 'x-cap-requestid': dialect.requestIds ? 'dialect-1' : '' };
  if (!translate || response.status !== 200)
    return { status: response.status, body: answer, headers: requestId };
  return { ...translate(dialect, answer, { byId, query: searchParams }), headers: requestId };
}

interface CallBody {
  readonly identifierName?: string;
  readonly customers?: readonly unknown[];
}

function bodyOf(body: string): CallBody {
  return body === '' ? {} : (JSON.parse(body) as CallBody);
}
