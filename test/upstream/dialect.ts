/** The choices that the documentation leaves to a platform, and the answers that follow from them. */

import type { Random } from '../support/random.js';

export type Json = Record<string, unknown>;

/** How one honest platform speaks. */
export interface Dialect {
  readonly ids: 'numbers' | 'texts';
  /** Whether empty lists of messages are there, null or left out. */
  readonly emptyLists: 'lists' | 'null' | 'missing';
  /** How a refusal of a whole call is written. */
  readonly refusals: 'item' | 'errors with 200' | 'errors with 400';
  /** The code of a write for an unknown id; for other identifiers it is 8015. */
  readonly unknownId: 8015 | 8896;
  readonly unknownToReads: 8015 | 8065 | 8105;
  readonly revokedEnrolment: 'revokedIssualId' | 'issualId';
  readonly sideEffectsOfFailures: 'missing' | 'empty';
  readonly programs: 'listed' | 'refused with 403' | 'refused with 200';
  readonly kinds: 'told' | 'missing';
  readonly ends: 'told' | 'missing';
  readonly dates: 'with milliseconds' | 'without seconds' | 'without a zone' | 'with an offset';
  readonly pageSize: 5 | 10 | 50 | 100;
  readonly offsets: 'entries' | 'pages';
  readonly totals: 'totalEntries' | 'missing';
  readonly batchLimit: 1 | 10 | 100;
  /** After how many calls a token expires, and how that is told. */
  readonly tokenCalls: 20 | 1_000;
  readonly expired: '401' | '498' | 'version 1.1' | 'errors with 200';
  /** Whether there are further restrictions, members and warnings. */
  readonly further: boolean;
  readonly requestIds: boolean;
}

const choices: { readonly [Name in keyof Dialect]: readonly Dialect[Name][] } = {
  ids: ['numbers', 'texts'],
  emptyLists: ['lists', 'null', 'missing'],
  refusals: ['item', 'errors with 200', 'errors with 400'],
  unknownId: [8015, 8896],
  unknownToReads: [8015, 8065, 8105],
  revokedEnrolment: ['revokedIssualId', 'issualId'],
  sideEffectsOfFailures: ['missing', 'empty'],
  programs: ['listed', 'refused with 403', 'refused with 200'],
  kinds: ['told', 'missing'],
  ends: ['told', 'missing'],
  dates: ['with milliseconds', 'without seconds', 'without a zone', 'with an offset'],
  pageSize: [5, 10, 50, 100],
  offsets: ['entries', 'pages'],
  totals: ['totalEntries', 'missing'],
  batchLimit: [1, 10, 100],
  tokenCalls: [20, 1_000],
  expired: ['401', '498', 'version 1.1', 'errors with 200'],
  further: [true, false],
  requestIds: [true, false],
};

/** The platform of the samples: the first choice of each, but for limits that concern no sample. */
export const sampleDialect = {
  ...drawDialect(() => 0),
  pageSize: 100,
  batchLimit: 100,
  tokenCalls: 1_000,
  sideEffectsOfFailures: 'missing',
  further: false,
} satisfies Dialect;

/** Draws each choice by itself. */
export function randomDialect(random: Random): Dialect {
  return drawDialect((count) => random.below(count));
}

function drawDialect(below: (count: number) => number): Dialect {
  const drawn = Object.entries(choices).map(([name, values]) => [name, values[below(values.length)]]);
  const dialect = Object.fromEntries(drawn) as unknown as Dialect;
  // Without a total, pages that are not full would be the last.
  return dialect.totals === 'missing' ? { ...dialect, pageSize: 100 } : dialect;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectsIn(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** An id as this platform writes it. */
export function idIn({ ids }: Dialect, id: unknown): unknown {
  return ids === 'texts' ? String(id) : Number(id);
}

function listIn({ emptyLists }: Dialect, name: string, list: readonly unknown[]): Json {
  if (list.length > 0 || emptyLists === 'lists') return { [name]: list };
  return emptyLists === 'null' ? { [name]: null } : {};
}

function messagesIn(dialect: Dialect, errors: unknown, warnings: unknown): Json {
  return {
    ...listIn(dialect, 'errors', objectsIn(errors)),
    ...listIn(dialect, 'warnings', objectsIn(warnings)),
  };
}

const SECONDARY = { status: false, code: 9_301, message: 'A message could not be sent' };

/** The codes that concern a call as a whole. */
const OF_THE_CALL = [1_060, 1_101, 8_874, 8_881, 8_892, 8_899, 8_901, 8_902];

/** What a call asked for. */
export interface Asked {
  readonly byId: boolean;
  readonly query: URLSearchParams;
}

export interface Translated {
  readonly status: number;
  readonly body: Json;
}

/** The answer of a bulk operation. */
export function bulkAnswer(dialect: Dialect, { response }: Json, { byId }: Asked): Translated {
  const items = objectsIn(response);
  const [first] = items;
  const [error] = objectsIn(first?.errors);
  if (
    items.length === 1 &&
    error &&
    OF_THE_CALL.includes(Number(error.code)) &&
    dialect.refusals !== 'item'
  ) {
    return { status: dialect.refusals === 'errors with 400' ? 400 : 200, body: { errors: [error] } };
  }
  const failureCount = items.filter((item) => objectsIn(item.errors).length > 0).length;
  return {
    status: 200,
    body: {
      response: items.map((item) => bulkItem(dialect, item, byId)),
      totalCount: items.length,
      failureCount,
    },
  };
}

function bulkItem(dialect: Dialect, { result, errors, warnings }: Json, byId: boolean): Json {
  const renamed = objectsIn(errors).map((error) =>
    byId && error.code === 8_015 ? { ...error, code: dialect.unknownId } : error,
  );
  if (!isObject(result)) return messagesIn(dialect, renamed, warnings);
  const isDone = objectsIn(warnings).length === 0;
  return {
    result: resultIn(dialect, result),
    ...messagesIn(dialect, renamed, dialect.further && isDone ? [SECONDARY] : warnings),
  };
}

function resultIn(dialect: Dialect, result: Json): Json {
  const { revokedIssualId, ...rest } = result;
  const revoked = revokedIssualId === undefined ? {} : { [dialect.revokedEnrolment]: revokedIssualId };
  const entries = Object.entries({ ...rest, ...revoked }).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.map((id) => idIn(dialect, id))];
    return [name, name.endsWith('Id') ? idIn(dialect, value) : value];
  });
  return { ...Object.fromEntries(entries), ...(dialect.further && { uniqueId: 'x-1', details: {} }) };
}

/** The answer of the single sibling. */
export function issueAnswer(dialect: Dialect, { errors, warnings, sideEffects }: Json): Translated {
  const hasFailed = objectsIn(errors).length > 0;
  const effects = objectsIn(sideEffects).map((effect) => resultIn(dialect, effect));
  const isLeftOut = hasFailed && dialect.sideEffectsOfFailures === 'missing';
  return {
    status: 200,
    body: { ...messagesIn(dialect, errors, warnings), ...(!isLeftOut && { sideEffects: effects }) },
  };
}

/** The answer of a look-up; the documented one knows no ids. */
export function lookupAnswer(dialect: Dialect, body: Json, { byId }: Asked): Translated {
  if (byId) {
    return { status: 200, body: { errors: [{ status: false, code: 8_013, message: 'Invalid identifier' }] } };
  }
  return { status: 200, body: unknownToReads(dialect, body) ?? { entity: idIn(dialect, body.entity) } };
}

/** The failure of a read whose customer is unknown. */
export function unknownToReads({ unknownToReads: code }: Dialect, { errors }: Json): Json | null {
  const [error] = objectsIn(errors);
  if (!error) return null;
  return { errors: [error.code === 8_015 ? { ...error, code } : error] };
}

/** The list of programs. */
export function programsAnswer(dialect: Dialect, body: Json): Translated {
  if (dialect.programs !== 'listed') {
    const refusal = { errorCode: 4_000, errorMessage: 'Access denied' };
    return { status: dialect.programs === 'refused with 403' ? 403 : 200, body: refusal };
  }
  const listed = objectsIn(body.data ?? body.programs).filter(({ active }) => active !== false);
  const data = listed.map(({ programId, name, programName = name }) => ({
    programId: idIn(dialect, programId),
    programName,
    programDescription: '',
    pointsToCurrencyRatio: 1,
    partnerPrograms: [],
    default: false,
  }));
  return { status: 200, body: { data, ...messagesIn(dialect, [], []) } };
}
