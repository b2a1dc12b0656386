/** Reads one line of a file of programs or promotions. */

import { DateTime } from 'luxon';
import { withoutInvisible } from '../../domain/pasted-text.js';
import {
  MAX_PROMO_IDENTIFIER_LENGTH,
  promotionKinds,
  type Program,
  type Promotion,
} from '../../domain/promotion.js';
import { isStoredText, MAX_NAME_LENGTH } from '../stored-text.js';
import { readLineId, type LineValues } from './customer-line.js';
import { lineFault, type LineFault, type LineFaultCode } from './faults.js';

export const programColumns = ['programId', 'name', 'active', 'membersOnly'] as const;
export type ProgramColumn = (typeof programColumns)[number];

export const promotionColumns = [
  'promotionId',
  'programId',
  'promoIdentifier',
  'name',
  'kind',
  'active',
  'startsAt',
  'endsAt',
  'enrolmentLimit',
  'earnLimit',
  'totalEarnLimit',
  'enrolmentExpiryDays',
  'earningExpiryDays',
] as const;
export type PromotionColumn = (typeof promotionColumns)[number];

/** A promotion of a file, which names its program by the id alone. */
export type PromotionLine = Omit<Promotion, 'program' | 'platformDetails'> & { readonly programId: string };

/** What the readers below throw; a line has one fault at most. */
class Refused extends Error {
  constructor(readonly fault: LineFault) {
    super(fault.message);
  }
}

export function readProgramLine(values: LineValues<ProgramColumn>): Program | LineFault {
  return orFault(() => ({
    programId: id(values.programId),
    name: name(values.name),
    active: flag(values.active, true),
    membersOnly: flag(values.membersOnly, false),
  }));
}

/** @param timeZone in which a date without a time of day is meant */
export function readPromotionLine(
  values: LineValues<PromotionColumn>,
  timeZone: string,
): PromotionLine | LineFault {
  return orFault(() => {
    const startsAt = instant(values.startsAt, timeZone, 'start');
    const endsAt = instant(values.endsAt, timeZone, 'end');
    if (endsAt <= startsAt) throw new Refused(lineFault('ENDS_BEFORE_START'));
    return {
      promotionId: id(values.promotionId),
      programId: id(values.programId),
      promoIdentifier: promoIdentifier(values.promoIdentifier),
      name: name(values.name),
      kind: kind(values.kind),
      active: flag(values.active, true),
      startsAt,
      endsAt,
      // A promotion without a limit of its own may be enrolled in and earned once.
      enrolmentLimit: number(values.enrolmentLimit, { most: 100, empty: 1, code: 'BAD_LIMIT' }),
      earnLimit: number(values.earnLimit, { most: 100, empty: 1, code: 'BAD_LIMIT' }),
      totalEarnLimit: number(values.totalEarnLimit, {
        most: 2_147_483_647,
        empty: null,
        code: 'BAD_TOTAL_LIMIT',
      }),
      enrolmentExpiryDays: number(values.enrolmentExpiryDays, {
        most: 36_500,
        empty: null,
        code: 'BAD_EXPIRY',
      }),
      earningExpiryDays: number(values.earningExpiryDays, { most: 36_500, empty: null, code: 'BAD_EXPIRY' }),
    };
  });
}

function orFault<Line>(read: () => Line): Line | LineFault {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) return error.fault;
    throw error;
  }
}

function id(written: string): string {
  const read = readLineId(written);
  if (typeof read === 'string') return read;
  throw new Refused(read);
}

function name(written: string): string {
  const text = withoutInvisible(written);
  if (isStoredText(text, MAX_NAME_LENGTH)) return text;
  throw new Refused(lineFault('BAD_NAME'));
}

function promoIdentifier(written: string): string | null {
  const text = withoutInvisible(written);
  if (text === '' || isStoredText(text, MAX_PROMO_IDENTIFIER_LENGTH)) return text || null;
  throw new Refused(lineFault('BAD_PROMO_IDENTIFIER'));
}

function kind(written: string): Promotion['kind'] {
  const text = withoutInvisible(written).toUpperCase();
  const found = promotionKinds.find((one) => one === text);
  if (found) return found;
  throw new Refused(lineFault('BAD_KIND'));
}

const flags: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  '1': true,
  '0': false,
};

function flag(written: string, empty: boolean): boolean {
  const text = withoutInvisible(written).toLowerCase();
  const read = text === '' ? empty : flags[text];
  if (read !== undefined) return read;
  throw new Refused(lineFault('BAD_FLAG'));
}

interface NumberRule {
  readonly most: number;
  readonly empty: number | null;
  readonly code: LineFaultCode;
}

/** A whole number from 1; -1 is unlimited. */
function number(written: string, { most, empty, code }: NumberRule): number | null {
  const text = withoutInvisible(written);
  if (text === '') return empty;
  if (text === '-1' && code !== 'BAD_EXPIRY') return null;
  const read = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (read >= 1 && read <= most) return read;
  throw new Refused(lineFault(code));
}

/** The last instant that an answer can hold: RFC 3339 writes years in four digits. */
const LATEST = new Date('9999-12-31T23:59:59.999Z');

function noLater(date: Date): Date {
  return date <= LATEST ? date : LATEST;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** An instant as RFC 3339 writes it, or a day of the time zone: its first instant, or the first one after it. */
function instant(written: string, timeZone: string, of: 'start' | 'end'): Date {
  const text = withoutInvisible(written);
  if (DATE.test(text)) {
    const day = DateTime.fromISO(text, { zone: timeZone });
    if (day.isValid) return noLater((of === 'start' ? day : day.plus({ days: 1 })).toJSDate());
  }
  if (INSTANT.test(text)) {
    const read = DateTime.fromISO(text);
    if (read.isValid && read.toUTC().year >= 1 && read.toUTC().year <= 9999) return read.toJSDate();
  }
  throw new Refused(lineFault('BAD_DATE'));
}
