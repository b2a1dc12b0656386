import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideRevokeEarnings,
  decideRevokeEnrolment,
  type Revocable,
  type RevocableEarning,
} from '../../src/domain/revoke.js';
import { aPromotion } from '../support/promotion.js';
import { daysAfter, millisecondsAfter, NOW } from './standings.js';

fc.configureGlobal({ seed: 20260401 });

const promotion = aPromotion();
const notRevocable = { verdict: 'refuse', fault: 'EARNING_NOT_REVOCABLE' };
const notEnrolled = { verdict: 'refuse', fault: 'NOT_ENROLLED' };
const enrolment = { ordinal: 2, issualId: '847', expiresAt: null };

function anEarning(earnedId: string, changes: Partial<RevocableEarning> = {}): RevocableEarning {
  return { earnedId, issualId: '847', expiresAt: null, ...changes };
}

function aRevocable(changes: Partial<Revocable> = {}): Revocable {
  return { enrolment, earnings: [], hasMoreEarnings: false, ...changes };
}

describe('REVOKE_ENROL', () => {
  it('takes the active enrolment back, after which there is none', () => {
    expect(decideRevokeEnrolment(promotion, aRevocable(), NOW)).toEqual({
      verdict: 'act',
      act: { ordinal: 2, issualId: '847' },
      standing: { enrolment: null, earnings: [], hasMoreEarnings: false },
    });
  });

  it.each([
    ['who has no enrolment', null, promotion],
    ['whose enrolment has just expired', { ...enrolment, expiresAt: NOW }, promotion],
    ['whose promotion has just ended', enrolment, aPromotion({ endsAt: NOW })],
  ])('is refused for a customer %s', (_, current, of) => {
    expect(decideRevokeEnrolment(of, aRevocable({ enrolment: current }), NOW)).toMatchObject(notEnrolled);
  });

  it('revokes an enrolment that is about to expire', () => {
    const current = { ...enrolment, expiresAt: millisecondsAfter(NOW, 1) };
    expect(decideRevokeEnrolment(promotion, aRevocable({ enrolment: current }), NOW)).toMatchObject({
      verdict: 'act',
    });
  });

  it.each([
    ['a live earning', [anEarning('840')]],
    ['an earning that is about to expire', [anEarning('840', { expiresAt: millisecondsAfter(NOW, 1) })]],
    [
      'a live earning after an expired one',
      [anEarning('840', { expiresAt: daysAfter(NOW, -1) }), anEarning('841')],
    ],
  ])('is refused while the enrolment has %s', (_, earnings) => {
    expect(decideRevokeEnrolment(promotion, aRevocable({ earnings }), NOW)).toMatchObject(notRevocable);
  });

  it.each([
    ['an earning that has expired', anEarning('840', { expiresAt: NOW })],
    ['a live earning of an older enrolment', anEarning('840', { issualId: '846' })],
  ])('does not mind %s', (_, earning) => {
    expect(decideRevokeEnrolment(promotion, aRevocable({ earnings: [earning] }), NOW)).toMatchObject({
      verdict: 'act',
    });
  });

  it('refuses a customer without an enrolment as not enrolled, even if there are earnings', () => {
    const standing = aRevocable({ enrolment: null, earnings: [anEarning('840')] });
    expect(decideRevokeEnrolment(promotion, standing, NOW)).toEqual(notEnrolled);
  });

  it('leaves the earnings of older enrolments to be revoked', () => {
    const earnings = [anEarning('840', { issualId: '846' })];
    expect(decideRevokeEnrolment(promotion, aRevocable({ earnings }), NOW)).toMatchObject({
      standing: { enrolment: null, earnings },
    });
  });
});

describe('REVOKE_EARN', () => {
  const earnings = [
    anEarning('840', { issualId: '846' }),
    anEarning('841', { expiresAt: NOW }),
    anEarning('842', { expiresAt: daysAfter(NOW, 1) }),
    anEarning('843'),
  ];
  const standing = aRevocable({ earnings });

  it('takes all live earnings back where none are named, those of older enrolments included', () => {
    expect(decideRevokeEarnings(promotion, standing, null, NOW)).toEqual({
      verdict: 'act',
      act: { earnedIds: ['840', '842', '843'], issualId: '847' },
      standing: { enrolment, earnings: [earnings[1]], hasMoreEarnings: false },
    });
  });

  it.each([
    ['one', ['842'], ['842']],
    ['several in any order, answered in the order in which they were earned', ['843', '840'], ['840', '843']],
    ['one named twice, which counts once', ['842', '842'], ['842']],
    ['one with zeros in front', ['00842', '842'], ['842']],
    ['one that has expired', ['841'], ['841']],
    ['all of them', ['840', '841', '842', '843'], ['840', '841', '842', '843']],
  ])('takes back those that are named: %s', (_, named, taken) => {
    expect(decideRevokeEarnings(promotion, standing, named, NOW)).toMatchObject({
      verdict: 'act',
      act: { earnedIds: taken },
      standing: {
        enrolment,
        earnings: earnings.filter(({ earnedId }) => !taken.includes(earnedId)),
        hasMoreEarnings: false,
      },
    });
  });

  it('answers the enrolment of the latest of them', () => {
    expect(decideRevokeEarnings(promotion, standing, ['840'], NOW)).toMatchObject({
      act: { issualId: '846' },
    });
    expect(decideRevokeEarnings(promotion, standing, ['840', '842'], NOW)).toMatchObject({
      act: { issualId: '847' },
    });
  });

  it.each([
    ['one that the customer does not have', ['999']],
    ['one that is there and one that is not', ['842', '999']],
    ['one that is there and one that is no id', ['842', 'x']],
    ['what is no id', ['']],
    ['none at all, in a list', []],
  ])('takes none back where %s is named', (_, named) => {
    expect(decideRevokeEarnings(promotion, standing, named, NOW)).toEqual(notRevocable);
  });

  it.each([
    ['has earned nothing', []],
    ['has only earnings that have expired', [anEarning('841', { expiresAt: NOW })]],
  ])('has nothing to take back from who %s', (_, none) => {
    expect(decideRevokeEarnings(promotion, aRevocable({ earnings: none }), null, NOW)).toEqual(notRevocable);
  });

  it('needs no enrolment', () => {
    const orphan = aRevocable({ enrolment: null, earnings: [anEarning('843')] });
    expect(decideRevokeEarnings(promotion, orphan, null, NOW)).toMatchObject({ verdict: 'act' });
  });

  it('revokes named earnings of a customer who has more live ones than a call may revoke, and refuses all', () => {
    const standing = aRevocable({ earnings: [anEarning('840'), anEarning('841')], hasMoreEarnings: true });
    expect(decideRevokeEarnings(promotion, standing, null, NOW)).toEqual(notRevocable);
    expect(decideRevokeEarnings(promotion, standing, ['841'], NOW)).toMatchObject({
      verdict: 'act',
      act: { earnedIds: ['841'] },
    });
  });

  it('never revokes an earning twice, under any names in any order', () => {
    const id = fc.constantFrom('840', '841', '842', '843', '999', 'x');
    const call = fc.option(fc.array(id, { maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(call, { maxLength: 8 }), (calls) => {
        let left = standing;
        const taken: string[] = [];
        for (const named of calls) {
          const decision = decideRevokeEarnings(promotion, left, named, NOW);
          if (decision.verdict === 'refuse') continue;
          taken.push(...decision.act.earnedIds);
          left = decision.standing;
        }
        expect([...taken, ...left.earnings.map(({ earnedId }) => earnedId)].sort()).toEqual(
          earnings.map(({ earnedId }) => earnedId),
        );
      }),
    );
  });
});
