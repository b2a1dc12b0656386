/** What a promotion service revokes, what it frees again, and what it keeps of it. */

import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { aPromotion } from '../support/promotion.js';
import { earnedIdsOf, faultOf, many, unmarked, type ContractFixture } from './contract-fixture.js';

export function revokesWhatIsNamed(fixture: ContractFixture): void {
  const { given, execute, settled, revokeEarnings, recordedRows, revokedBy } = fixture;

  it('revokes the active enrolment, whose id it answers, and keeps the row with who did it and when', async () => {
    await given(aPromotion());
    await settled('ENROL', '1', '2');
    const [first, second] = await recordedRows('enrolment');
    fixture.clock.set('2026-04-02T09:00:00Z');
    const options = { requestId: 'revocation', clientId: '12' };
    expect(await execute('REVOKE_ENROL', ['1'], {}, options)).toMatchObject({
      customers: [{ status: 'enrolmentRevoked', customerId: '1', issualId: first?.id }],
    });
    expect(await recordedRows('enrolment')).toEqual([
      {
        id: first?.id,
        revoked_at: new Date('2026-04-02T09:00:00Z'),
        ...revokedBy('12', 'revocation'),
      },
      { id: second?.id, ...unmarked },
    ]);
  });

  it('has no enrolment to revoke for a customer who never enrolled, revoked it, let it expire, or is named twice', async () => {
    await given(aPromotion({ ...many, enrolmentExpiryDays: 10 }));
    expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
    await settled('ENROL', '1', '2');
    expect((await settled('REVOKE_ENROL', '1', null, '1')).map(faultOf)).toEqual([
      'enrolmentRevoked',
      'CUSTOMER_NOT_FOUND',
      'NOT_ENROLLED',
    ]);
    expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
    fixture.clock.set('2026-04-11T09:00:00Z');
    expect((await settled('REVOKE_ENROL', '2')).map(faultOf)).toEqual(['NOT_ENROLLED']);
  });

  it('does not go back to an older enrolment once the latest is revoked', async () => {
    await given(aPromotion(many));
    await settled('ENROL', '1', '1');
    expect((await settled('REVOKE_ENROL', '1', '1')).map(faultOf)).toEqual([
      'enrolmentRevoked',
      'NOT_ENROLLED',
    ]);
    expect((await settled('EARN', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
    expect((await settled('ENROL', '1')).map(faultOf)).toEqual(['enrolled']);
    expect((await settled('EARN', '1')).map(faultOf)).toEqual(['earned']);
  });

  it('revokes an enrolment only once the live earnings under it are revoked', async () => {
    await given(aPromotion(many));
    await settled('ENROL', '1', '2');
    await settled('EARN', '1');
    expect((await settled('REVOKE_ENROL', '1', '2')).map(faultOf)).toEqual([
      'EARNING_NOT_REVOCABLE',
      'enrolmentRevoked',
    ]);
    await revokeEarnings(['1']);
    expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['enrolmentRevoked']);
  });

  it('does not mind earnings that have expired, nor those of an older enrolment', async () => {
    await given(aPromotion({ ...many, earningExpiryDays: 1 }));
    await settled('ENROL', '1', '2');
    await settled('EARN', '1', '2');
    await settled('ENROL', '2');
    expect((await settled('REVOKE_ENROL', '2')).map(faultOf)).toEqual(['enrolmentRevoked']);
    fixture.clock.set('2026-04-02T09:00:00Z');
    expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['enrolmentRevoked']);
  });

  it('revokes all live earnings, in the order in which they were earned, and keeps their rows', async () => {
    await given(aPromotion({ ...many, earningExpiryDays: 5 }));
    const [enrolled] = await settled('ENROL', '1');
    const [expired] = earnedIdsOf(await settled('EARN', '1'));
    fixture.clock.set('2026-04-06T09:00:00Z');
    const earnedIds = earnedIdsOf(await settled('EARN', '1', '1'));
    expect(await revokeEarnings(['1'])).toEqual([
      {
        status: 'earningsRevoked',
        customerId: '1',
        issualId: enrolled?.status === 'enrolled' && enrolled.issualId,
        earnedIds,
      },
    ]);
    const marked = {
      revoked_at: new Date('2026-04-06T09:00:00Z'),
      ...revokedBy('9', 'request'),
    };
    expect(await recordedRows('earning')).toEqual([
      { id: expired, ...unmarked },
      ...earnedIds.map((id) => ({ id, ...marked })),
    ]);
    expect(await recordedRows('enrolment')).toMatchObject([unmarked]);
  });

  it('revokes those earnings that are named, one that is repeated once', async () => {
    await given(aPromotion(many));
    await settled('ENROL', '1');
    const [a = '', b = '', c = ''] = earnedIdsOf(await settled('EARN', '1', '1', '1'));
    expect(await revokeEarnings(['1', [c, a, c, `0${a}`]])).toMatchObject([{ earnedIds: [a, c] }]);
    expect((await recordedRows('earning')).filter(({ revoked_at }) => !revoked_at)).toMatchObject([
      { id: b },
    ]);
  });

  it('revokes no more than 100 live earnings of a customer without their names, and any that is named', async () => {
    await given(aPromotion({ ...many, earnLimit: null }));
    await settled('ENROL', '1');
    const hundred = Array<string>(100).fill('1');
    const ids = earnedIdsOf([...(await settled('EARN', ...hundred)), ...(await settled('EARN', '1', '1'))]);
    const [last = '', lastButOne = ''] = ids.toReversed();
    expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['EARNING_NOT_REVOCABLE']);
    expect(await revokeEarnings(['1', [last]])).toMatchObject([{ earnedIds: [last] }]);
    expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['EARNING_NOT_REVOCABLE']);
    expect(await revokeEarnings(['1', [lastButOne]])).toMatchObject([{ earnedIds: [lastButOne] }]);
    expect(await revokeEarnings(['1'])).toMatchObject([{ earnedIds: ids.slice(0, 100) }]);
  });
}

export function revokesInOrder(fixture: ContractFixture): void {
  const { given, execute, settled, revokeEarnings, recordedRows } = fixture;

  it.each(['ENROL_AND_ISSUE', 'DIRECT_ISSUE'] as const)(
    'revokes none of the earnings of %s that are named where one is not to be had',
    async (kind) => {
      await given(aPromotion({ ...many, kind }));
      if (kind === 'ENROL_AND_ISSUE') await settled('ENROL', '1', '2');
      const [own = '', foreign = ''] = earnedIdsOf(await settled('EARN', '1', '2'));
      for (const named of [[foreign], [own, foreign], [own, '999999999'], [own, 'x'], ['0'], ['']]) {
        expect((await revokeEarnings(['1', named])).map(faultOf)).toEqual(['EARNING_NOT_REVOCABLE']);
      }
      expect(await recordedRows('earning')).toMatchObject([unmarked, unmarked]);
      expect(await revokeEarnings(['1', [own]])).toMatchObject([{ earnedIds: [own] }]);
      expect((await revokeEarnings(['1', [own]])).map(faultOf)).toEqual(['EARNING_NOT_REVOCABLE']);
    },
  );

  it('has no earnings to revoke for a customer who has none left', async () => {
    await given(aPromotion({ kind: 'DIRECT_ISSUE' }));
    await settled('EARN', '1');
    const outcomes = await revokeEarnings(['1'], ['1'], ['2']);
    expect(outcomes.map(faultOf)).toEqual([
      'earningsRevoked',
      'EARNING_NOT_REVOCABLE',
      'EARNING_NOT_REVOCABLE',
    ]);
  });

  it('deals with a customer named twice in order, each time with the earnings that are named there', async () => {
    await given(aPromotion({ ...many, kind: 'DIRECT_ISSUE' }));
    const [a = '', b = '', c = ''] = earnedIdsOf(await settled('EARN', '1', '1', '1'));
    const outcomes = await revokeEarnings(['1', [b]], ['1', [b]], ['1']);
    expect(outcomes).toMatchObject([
      { earnedIds: [b] },
      { refusal: { fault: 'EARNING_NOT_REVOCABLE' } },
      { earnedIds: [a, c] },
    ]);
  });

  it('does not revoke what was earned in another promotion', async () => {
    const direct = aPromotion({ ...many, kind: 'DIRECT_ISSUE' });
    await given(direct, { ...direct, promotionId: '600', promoIdentifier: null });
    const other = await execute('EARN', ['1'], { promotionId: '600' });
    const [elsewhere = ''] = other.status === 'settled' ? earnedIdsOf(other.customers) : [];
    expect((await revokeEarnings(['1', [elsewhere]], ['1'])).map(faultOf)).toEqual([
      'EARNING_NOT_REVOCABLE',
      'EARNING_NOT_REVOCABLE',
    ]);
  });
}

export function freesLimits(fixture: ContractFixture): void {
  const { given, execute, settled, revokeEarnings, recordedRows, keysSettled, revokedBy } = fixture;

  it('frees the limits of enrolments and of earnings again', async () => {
    await given(aPromotion());
    for (let round = 1; round <= 3; round += 1) {
      expect((await settled('ENROL', '1', '1')).map(faultOf)).toEqual(['enrolled', 'NOT_ISSUED']);
      expect((await settled('EARN', '1', '1')).map(faultOf)).toEqual(['earned', 'NOT_ISSUED']);
      expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['earningsRevoked']);
      expect((await settled('EARN', '1')).map(faultOf)).toEqual(['earned']);
      expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['earningsRevoked']);
      expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['enrolmentRevoked']);
    }
    expect(await recordedRows('enrolment')).toHaveLength(3);
    expect(await recordedRows('earning')).toHaveLength(6);
  });

  it('frees the limit of the promotion as a whole again, once for each earning', async () => {
    await given(aPromotion({ kind: 'DIRECT_ISSUE', totalEarnLimit: 3, earnLimit: null }));
    const [a = ''] = earnedIdsOf(await settled('EARN', '1', '1', '2'));
    expect((await settled('EARN', '3')).map(faultOf)).toEqual(['NOT_ISSUED']);
    await revokeEarnings(['1', [a, a]], ['1', [a]]);
    expect((await settled('EARN', '3', '4')).map(faultOf)).toEqual(['earned', 'NOT_ISSUED']);
    await revokeEarnings(['1'], ['2'], ['3'], ['4']);
    expect((await settled('EARN', '5', '5', '5', '5')).map(faultOf)).toEqual([
      'earned',
      'earned',
      'earned',
      'NOT_ISSUED',
    ]);
  });

  it('earns on Direct Issue again under the same placeholder', async () => {
    await given(aPromotion({ kind: 'DIRECT_ISSUE' }));
    const [first] = await settled('EARN', '1');
    await revokeEarnings(['1']);
    const [second] = await settled('EARN', '1');
    expect(second).toMatchObject({
      status: 'earned',
      issualId: first?.status === 'earned' && first.issualId,
    });
  });

  it('never dates a revocation before the earning that it revokes, even if clocks of processes differ', async () => {
    await given(aPromotion());
    await settled('ENROL', '1');
    await settled('EARN', '1');
    fixture.clock.set('2026-04-01T08:59:59Z');
    expect((await revokeEarnings(['1'])).map(faultOf)).toEqual(['earningsRevoked']);
    expect((await settled('REVOKE_ENROL', '1')).map(faultOf)).toEqual(['enrolmentRevoked']);
    const at = new Date('2026-04-01T09:00:00Z');
    expect([...(await recordedRows('earning')), ...(await recordedRows('enrolment'))]).toMatchObject([
      { revoked_at: at },
      { revoked_at: at },
    ]);
  });

  it.each([
    ['REVOKE_ENROL', 'DIRECT_ISSUE', 'REVOKE_NOT_SUPPORTED'],
    ['REVOKE_ENROL', 'GENERIC', 'REVOKE_NOT_SUPPORTED'],
    ['REVOKE_EARN', 'GENERIC', 'REVOKE_NOT_SUPPORTED'],
  ] as const)('refuses %s on %s as a whole', async (action, kind, fault) => {
    await given(aPromotion({ kind }));
    expect(await execute(action, ['1'])).toMatchObject({ status: 'refused', refusal: { fault } });
  });

  it('revokes nothing of a promotion that is not live', async () => {
    await given(aPromotion());
    await settled('ENROL', '1');
    await settled('EARN', '1');
    fixture.clock.set('2026-12-31T00:00:00Z');
    for (const action of ['REVOKE_ENROL', 'REVOKE_EARN']) {
      expect(await execute(action, ['1'])).toMatchObject({ refusal: { fault: 'PROMOTION_INACTIVE' } });
    }
    expect([...(await recordedRows('enrolment')), ...(await recordedRows('earning'))]).toMatchObject([
      unmarked,
      unmarked,
    ]);
  });

  it.each([
    ['earning', 'REVOKE_EARN'],
    ['enrolment', 'REVOKE_ENROL'],
  ] as const)('revokes no %s at all, and says so to each, when marking it fails', async (table, action) => {
    await given(aPromotion({ totalEarnLimit: 5 }));
    await settled('ENROL', '1', '2');
    if (action === 'REVOKE_EARN') await settled('EARN', '1', '2');
    await sql`alter table ${sql.table(table)} add constraint outage
        check (customer_id <> 2 or revoked_at is null) not valid`.execute(fixture.store.db);
    const key = { idempotencyKey: 'outage' };
    try {
      const outcome = await execute(action, ['1', null, '2'], {}, key);
      expect(outcome.status === 'settled' && outcome.customers.map(faultOf)).toEqual([
        'ISSUE_FAILED',
        'CUSTOMER_NOT_FOUND',
        'ISSUE_FAILED',
      ]);
    } finally {
      await sql`alter table ${sql.table(table)} drop constraint outage`.execute(fixture.store.db);
    }
    expect(await recordedRows(table)).toMatchObject([unmarked, unmarked]);
    expect(await keysSettled()).toBe(0);
    expect(fixture.subject.defects.splice(0)).toHaveLength(1);
    const retried = await execute(action, ['1', null, '2'], {}, key);
    expect(retried).not.toHaveProperty('replayOf');
    expect(await recordedRows(table)).toMatchObject([revokedBy('9', 'request'), revokedBy('9', 'request')]);
  });
}
