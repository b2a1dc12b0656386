import { describe, expect, it } from 'vitest';
import type { LineFaultCode } from '../../../src/service/import/faults.js';
import {
  promotionColumns,
  readProgramLine,
  readPromotionLine,
  type PromotionColumn,
} from '../../../src/service/import/promotion-line.js';

const empty = Object.fromEntries(promotionColumns.map((column) => [column, ''])) as Record<
  PromotionColumn,
  string
>;
const written = {
  ...empty,
  promotionId: '7',
  programId: '469',
  name: 'Coffee',
  kind: 'GENERIC',
  startsAt: '2026-04-01',
  endsAt: '2026-04-30',
};

const read = (values: Partial<typeof written>, timeZone = 'Europe/London') =>
  readPromotionLine({ ...written, ...values }, timeZone);

describe('the line of a promotion', () => {
  it('has defaults for all that a file may leave out', () => {
    expect(read({})).toEqual({
      promotionId: '7',
      programId: '469',
      promoIdentifier: null,
      name: 'Coffee',
      kind: 'GENERIC',
      active: true,
      startsAt: new Date('2026-03-31T23:00:00Z'),
      endsAt: new Date('2026-04-30T23:00:00Z'),
      enrolmentLimit: 1,
      earnLimit: 1,
      totalEarnLimit: null,
      enrolmentExpiryDays: null,
      earningExpiryDays: null,
    });
  });

  it('has each value that a file says, without the invisible characters around it', () => {
    const limits = { enrolmentLimit: '100', earnLimit: '-1', totalEarnLimit: '2147483647' };
    const expiry = { enrolmentExpiryDays: '1', earningExpiryDays: '36500' };
    const values = {
      ...limits,
      ...expiry,
      promoIdentifier: ' COFFEE\u200b',
      kind: ' direct_issue ',
      active: 'No',
    };
    expect(read(values)).toMatchObject({
      promoIdentifier: 'COFFEE',
      kind: 'DIRECT_ISSUE',
      active: false,
      enrolmentLimit: 100,
      earnLimit: null,
      totalEarnLimit: 2_147_483_647,
      enrolmentExpiryDays: 1,
      earningExpiryDays: 36_500,
    });
    expect(read({ totalEarnLimit: '-1' })).toMatchObject({ totalEarnLimit: null });
  });

  it.each<[LineFaultCode, Partial<typeof written>]>([
    ['BAD_ID', { promotionId: '0' }],
    ['BAD_ID', { programId: 'x' }],
    ['BAD_NAME', { name: '' }],
    ['BAD_NAME', { name: 'n'.repeat(1_001) }],
    ['BAD_PROMO_IDENTIFIER', { promoIdentifier: 'p'.repeat(256) }],
    ['BAD_KIND', { kind: 'GIFT' }],
    ['BAD_FLAG', { active: 'perhaps' }],
    ['ENDS_BEFORE_START', { startsAt: '2026-05-01' }],
    ['ENDS_BEFORE_START', { startsAt: '2026-04-30T23:00:00Z' }],
    ['BAD_LIMIT', { enrolmentLimit: '0' }],
    ['BAD_LIMIT', { enrolmentLimit: '101' }],
    ['BAD_LIMIT', { earnLimit: '1.5' }],
    ['BAD_LIMIT', { earnLimit: '101' }],
    ['BAD_LIMIT', { earnLimit: '00000000001' }],
    ['BAD_LIMIT', { earnLimit: 'x1' }],
    ['BAD_TOTAL_LIMIT', { totalEarnLimit: '2147483648' }],
    ['BAD_EXPIRY', { enrolmentExpiryDays: '-1' }],
    ['BAD_EXPIRY', { enrolmentExpiryDays: '36501' }],
    ['BAD_EXPIRY', { earningExpiryDays: '36501' }],
    ['BAD_DATE', { startsAt: '' }],
    ['BAD_DATE', { startsAt: '2026-02-30' }],
    ['BAD_DATE', { startsAt: 'on 2026-04-01' }],
    ['BAD_DATE', { startsAt: '2026-04-01 noon' }],
    ['BAD_DATE', { startsAt: '2026-04-01T25:00:00Z' }],
    ['BAD_DATE', { startsAt: '2026-04-01T09:00:00' }],
    ['BAD_DATE', { startsAt: 'at 2026-04-01T09:00:00Z' }],
    ['BAD_DATE', { startsAt: '2026-04-01T09:00:00Z sharp' }],
    ['BAD_DATE', { startsAt: '0001-01-01T00:00:00+01:00' }],
    ['BAD_DATE', { endsAt: '9999-12-31T23:59:59-01:00' }],
  ])('is refused as %s with %o', (code, values) => {
    expect(read(values)).toMatchObject({ code });
  });

  it.each([
    ['2026-04-01T09:00Z', '2026-04-01T09:00:00.000Z'],
    ['2026-04-01t09:00:30z', '2026-04-01T09:00:30.000Z'],
    ['2026-04-01T09:00:30.5+05:30', '2026-04-01T03:30:30.500Z'],
    ['2026-04-01T09:00:30.123456789-01:00', '2026-04-01T10:00:30.123Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('starts at the instant that RFC 3339 writes as %s', (startsAt, expected) => {
    expect(read({ startsAt })).toMatchObject({ startsAt: new Date(expected) });
  });

  it('has a name of at most 1,000 characters, each of which may be two UTF-16 code units', () => {
    const longest = '\u{1f381}'.repeat(1_000);
    expect(read({ name: longest })).toMatchObject({ name: longest });
    expect(read({ name: `${longest}!` })).toMatchObject({ code: 'BAD_NAME' });
  });

  it('ends no later than the last instant that an answer can hold', () => {
    const last = new Date('9999-12-31T23:59:59.999Z');
    expect(read({ endsAt: '9999-12-31' })).toMatchObject({ endsAt: last });
    expect(read({ endsAt: '9999-12-31T23:59:59.999Z' })).toMatchObject({ endsAt: last });
  });
});

it.each([
  ['', true, false],
  ['true', true, true],
  ['YES', true, true],
  ['1', true, true],
  ['false', false, false],
  ['no', false, false],
  ['0', false, false],
])(
  'the switches of a program, written "%s", mean active: %s, members only: %s',
  (text, active, membersOnly) => {
    const values = { programId: '469', name: ' Club ', active: text, membersOnly: text };
    expect(readProgramLine(values)).toEqual({ programId: '469', name: 'Club', active, membersOnly });
  },
);

it('an unexpected error of the reader is thrown, and is no fault of the line', () => {
  expect(() => readPromotionLine({ ...written, name: undefined as never }, 'UTC')).toThrow(TypeError);
});
