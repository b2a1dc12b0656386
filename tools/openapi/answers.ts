/** What each route answers besides its success. */

import type { HeaderName } from './components.js';

/** The facts about a route that decide what it may answer. */
export interface RouteFacts {
  readonly hasBody: boolean;
  /** Whether it takes credentials. */
  readonly isSecured: boolean;
  readonly takesKey: boolean;
  readonly isLocalOnly: boolean;
}

interface Row {
  readonly status: number;
  readonly description: string;
  readonly headers?: readonly HeaderName[];
  readonly when?: (facts: RouteFacts) => boolean;
  /** Whether a call that is refused as a whole may have it in the form of its success. */
  readonly isOutcome?: boolean;
}

const NOT_OFFERED = 'In front of a platform the gateway does not offer this';

// prettier-ignore
const rows: readonly Row[] = [
  { status: 400, description: 'The request is malformed' },
  { status: 401, description: 'The credentials are missing, not valid or expired', headers: ['WWW-Authenticate'] },
  { status: 403, description: 'The client lacks the access group', headers: ['WWW-Authenticate'], when: ({ isSecured }) => isSecured },
  { status: 406, description: 'The Accept header does not allow JSON' },
  { status: 408, description: 'The request arrived too slowly' },
  { status: 409, description: 'Another call with the key is under way', headers: ['Retry-After'], when: ({ takesKey }) => takesKey, isOutcome: true },
  { status: 413, description: 'The body is too large', when: ({ hasBody }) => hasBody },
  { status: 414, description: 'The URL is longer than 8 KiB' },
  { status: 415, description: 'The body is not JSON, or compressed', when: ({ hasBody }) => hasBody },
  { status: 422, description: 'The key was used with another input', when: ({ takesKey }) => takesKey, isOutcome: true },
  { status: 429, description: 'Too many customers, requests or attempts', headers: ['Retry-After'], isOutcome: true },
  { status: 431, description: 'The headers are too large' },
  { status: 500, description: 'A defect of the gateway, which its log has' },
  { status: 501, description: NOT_OFFERED, when: ({ isSecured }) => isSecured },
  { status: 503, description: 'The store or the platform is unavailable', headers: ['Retry-After'], isOutcome: true },
];

const OF_EACH: readonly HeaderName[] = ['X-Request-Id', 'X-Cap-Requestid'];
const OF_SECURED: readonly HeaderName[] = [
  'RateLimit',
  'RateLimit-Policy',
  'X-Upstream-Requestid',
  'X-Upstream-Stale',
];

/** The answers of a route by their statuses. @param success the schema of its success */
export function answersOf(facts: RouteFacts, success: object): Readonly<Record<string, object>> {
  const ofEach = facts.isSecured ? [...OF_EACH, ...OF_SECURED] : OF_EACH;
  const problem = { $ref: `#/components/schemas/${facts.isSecured ? 'Problem' : 'TokenProblem'}` };
  const failures = rows
    .filter(({ when }) => when?.(facts) ?? true)
    .map(({ status, description, headers = [], isOutcome = false }) => {
      const schema = isOutcome && facts.takesKey ? { anyOf: [success, problem] } : problem;
      const text =
        status === 501 && facts.isLocalOnly ? `Always in front of a platform: ${NOT_OFFERED}` : description;
      return [status, answer(text, schema, [...ofEach, ...headers])] as const;
    });
  const done = answer('The answer, with the failures that the platform documents', success, [
    ...ofEach,
    ...(facts.takesKey ? ['Idempotency-Replayed' as const] : []),
  ]);
  return Object.fromEntries(
    [[200, done] as const, ...failures].map(([status, one]) => [String(status), one]),
  );
}

function answer(description: string, schema: object, headers: readonly HeaderName[]): object {
  return {
    description,
    headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    content: { 'application/json': { schema } },
  };
}
