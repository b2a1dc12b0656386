import { describe, expect, it } from 'vitest';
import { activeEnrolment, availabilityOf, type Availability } from '../../src/domain/availability.js';
import { wantedHistories, type HistoryFilter } from '../../src/domain/history-filter.js';
import {
  historyOf,
  type Provenance,
  type EarningRecord,
  type EnrolmentWithEarnings,
  type History,
} from '../../src/domain/history.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { aPromotion } from '../support/promotion.js';

const NOW = new Date('2026-04-01T09:00:00Z');
const EARLIER = new Date('2026-03-01T09:00:00Z');
const DAY = 86_400_000;
const moment = { now: NOW, inDays: (days: number) => new Date(NOW.getTime() + days * DAY) };
const inDays = moment.inDays;

const deed: Provenance = { at: EARLIER, clientId: '1', requestId: 'request-1' };
const kept = { expiresAt: null, revoked: null };
const revoked = { revoked: deed };
const expired = { expiresAt: NOW };

function anEarning(changes: Partial<EarningRecord> = {}): EarningRecord {
  return { earnedId: '901', earned: deed, ...kept, ...changes };
}

function anEnrolment(changes: Partial<EnrolmentWithEarnings> = {}): EnrolmentWithEarnings {
  return { ordinal: 1, issualId: '101', enrolled: deed, ...kept, earnings: [], ...changes };
}

function aHistory(
  promotion: Partial<Promotion>,
  enrolments: readonly EnrolmentWithEarnings[] = [],
  totalLeft: number | null = null,
): History {
  return historyOf({ promotion: aPromotion(promotion), totalLeft }, enrolments);
}

const direct = { kind: 'DIRECT_ISSUE' } as const;
const generic = { kind: 'GENERIC' } as const;
const two = { enrolmentLimit: 2, earnLimit: 2 };
const completed = { endsAt: NOW };
const upcoming = { startsAt: inDays(1) };
const off = { active: false };
const programOff = { program: { programId: '10', name: 'Rewards', active: false } };
const underIt = (...earnings: EarningRecord[]) => [anEnrolment({ earnings })];

const ENROL = 'AVAILABLE_TO_ENROL';
const EARN = 'AVAILABLE_TO_EARN';
const REDEEM = 'AVAILABLE_TO_REDEEM';
const EXPIRED = 'EXPIRED';

const cases: readonly (readonly [string, Availability[], History])[] = [
  ['a live promotion to a newcomer', [ENROL], aHistory({})],
  [
    'an unlimited promotion to one who enrolled',
    [ENROL, EARN],
    aHistory({ enrolmentLimit: null }, [anEnrolment()]),
  ],
  ['a promotion at its very start', [ENROL], aHistory({ startsAt: NOW })],
  ['an upcoming promotion', [], aHistory(upcoming)],
  ['an upcoming promotion to one who is enrolled already', [], aHistory(upcoming, [anEnrolment()])],
  ['a promotion at its very end', [EXPIRED], aHistory(completed)],
  ['a promotion that is switched off', [], aHistory(off)],
  ['a promotion whose program is switched off', [], aHistory(programOff)],
  ['the enrolled, with the limit used up', [EARN], aHistory({}, [anEnrolment()])],
  ['the enrolled, with a limit of two', [ENROL, EARN], aHistory(two, [anEnrolment()])],
  ['an enrolment that was revoked', [ENROL], aHistory({}, [anEnrolment(revoked)])],
  ['an enrolment at its very expiry', [EXPIRED], aHistory({}, [anEnrolment(expired)])],
  ['an expired enrolment, with a limit of two', [ENROL, EXPIRED], aHistory(two, [anEnrolment(expired)])],
  ['an enrolment just before its expiry', [EARN], aHistory({}, [anEnrolment({ expiresAt: inDays(1) })])],
  ['one that is earned', [REDEEM], aHistory({}, underIt(anEarning()))],
  ['one that is earned, with a limit of two', [ENROL, EARN, REDEEM], aHistory(two, underIt(anEarning()))],
  ['an earning that was revoked', [EARN], aHistory({}, underIt(anEarning(revoked)))],
  ['an earning that expired, under a live enrolment', [], aHistory({}, underIt(anEarning(expired)))],
  [
    'an enrolment and an earning that have both expired',
    [EXPIRED],
    aHistory({}, [anEnrolment({ ...expired, earnings: [anEarning(expired)] })]),
  ],
  [
    'one expired and one live earning',
    [REDEEM],
    aHistory({ earnLimit: 2 }, underIt(anEarning(expired), anEarning())),
  ],
  ['a total used up', [], aHistory({ totalEarnLimit: 5 }, [anEnrolment()], 0)],
  ['one left of a total', [EARN], aHistory({ totalEarnLimit: 5 }, [anEnrolment()], 1)],
  [
    'a replaced enrolment with an earning, and a revoked one after it',
    [ENROL, REDEEM],
    aHistory(two, [anEnrolment({ earnings: [anEarning()] }), anEnrolment({ ordinal: 2, ...revoked })]),
  ],
  [
    'an earning that outlives its promotion',
    [REDEEM, EXPIRED],
    aHistory(completed, underIt(anEarning({ expiresAt: inDays(1) }))),
  ],
  ['an earning of a promotion that is switched off', [], aHistory(off, underIt(anEarning()))],
  ['an earning of a program that is switched off', [], aHistory(programOff, underIt(anEarning()))],
  ['a Direct Issue promotion to a newcomer', [EARN], aHistory(direct)],
  ['a Direct Issue promotion that was earned', [REDEEM], aHistory(direct, underIt(anEarning()))],
  [
    'a Direct Issue promotion with one to go',
    [EARN, REDEEM],
    aHistory({ ...direct, ...two }, underIt(anEarning())),
  ],
  ['a live GENERIC promotion', [REDEEM], aHistory(generic)],
  ['an upcoming GENERIC promotion', [], aHistory({ ...generic, ...upcoming })],
  ['a completed GENERIC promotion', [EXPIRED], aHistory({ ...generic, ...completed })],
  ['a GENERIC promotion that is switched off', [], aHistory({ ...generic, ...off })],
];

describe('the availability of', () => {
  it.each(cases)('%s is %j', (_, expected, history) => {
    expect(availabilityOf(history, moment)).toEqual(expected);
  });
});

describe('the active enrolment', () => {
  it.each([
    ['the latest of two', [anEnrolment(), anEnrolment({ ordinal: 2, issualId: '102' })], '102'],
    ['none where there never was one', [], undefined],
    [
      'none where the latest was revoked',
      [anEnrolment(), anEnrolment({ ordinal: 2, ...revoked })],
      undefined,
    ],
    ['none where it expired', [anEnrolment(expired)], undefined],
  ])('is %s', (_, enrolments, issualId) => {
    expect(activeEnrolment(aHistory({}, enrolments), NOW)?.issualId).toBe(issualId);
  });
});

describe('the standing that a history leaves', () => {
  it('is that of a newcomer where nothing is on record', () => {
    expect(aHistory({}).standing).toEqual({
      enrolmentsMade: 0,
      enrolmentsUsed: 0,
      enrolment: null,
      earningsMade: 0,
      earningsUsed: 0,
    });
  });

  it('counts revoked acts as made, and not as used', () => {
    const first = anEnrolment({ earnings: [anEarning(), anEarning(revoked)] });
    const second = anEnrolment({ ordinal: 2, issualId: '102', earnings: [anEarning()], ...revoked });
    const third = anEnrolment({ ordinal: 3, issualId: '103' });
    expect(aHistory({}, [first, second, third]).standing).toEqual({
      enrolmentsMade: 3,
      enrolmentsUsed: 2,
      enrolment: third,
      earningsMade: 3,
      earningsUsed: 2,
    });
  });
});

describe('the histories that are wanted', () => {
  const any: HistoryFilter = { availability: null, kind: null, programIds: null };
  const histories = [
    aHistory({ promotionId: '1' }),
    aHistory({ promotionId: '2', ...direct }),
    aHistory({ promotionId: '3', ...generic, program: { programId: '20', name: 'Other', active: true } }),
  ];

  it.each<[string, Partial<HistoryFilter>, string[]]>([
    ['all, unless something is asked for', {}, ['1', '2', '3']],
    ['those of a kind', { kind: 'DIRECT_ISSUE' }, ['2']],
    ['those of some programs', { programIds: new Set(['20', '30']) }, ['3']],
    ['those of no program', { programIds: new Set() }, []],
    ['those available in one way', { availability: EARN }, ['2']],
    ['those to which all of it applies', { availability: REDEEM, kind: 'GENERIC' }, ['3']],
  ])('are %s', (_, changes, expected) => {
    const wanted = [...wantedHistories(histories, { ...any, ...changes }, moment)];
    expect(wanted.map(({ promotion }) => promotion.promotionId)).toEqual(expected);
  });
});
