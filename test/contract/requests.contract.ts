/** Which calls a promotion service refuses as a whole, and what it records of a call that fails. */

import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { aPromotion } from '../support/promotion.js';
import { faultOf, type ContractFixture } from './contract-fixture.js';

export function judgesRequests(fixture: ContractFixture): void {
  const { given, execute, settled, enrolments } = fixture;

  it.each([
    ['an unknown program', { programId: '11' }, 'INVALID_PROGRAM'],
    ['a program that is no id', { programId: '1.5' }, 'INVALID_PROGRAM'],
    ['an unknown promotion', { promotionId: '501' }, 'INVALID_PROMOTION'],
    ['a promotion that is no id', { promotionId: 'x' }, 'INVALID_PROMOTION'],
    ['an unknown identifier', { promotionId: null, promoIdentifier: 'autumn' }, 'INVALID_PROMOTION'],
    [
      'an identifier that cannot be stored',
      { promotionId: null, promoIdentifier: 'a\0b' },
      'INVALID_PROMOTION',
    ],
    ['two names of different promotions', { promoIdentifier: 'other-600' }, 'INVALID_PROMOTION'],
    ['a promotion of another program', { promotionId: '700' }, 'INVALID_PROMOTION'],
    ['a promotion that is switched off', { promotionId: '600' }, 'PROMOTION_INACTIVE'],
    ['an action that does not exist', { action: 'REVOKE' }, 'ACTION_NOT_SUPPORTED'],
  ] as const)('refuses %s as a whole', async (_, changes, fault) => {
    await given(
      aPromotion(),
      aPromotion({ promotionId: '600', promoIdentifier: 'other-600', active: false }),
      aPromotion({ promotionId: '700', program: { programId: '20', name: 'Other', active: true } }),
    );
    expect(await execute('ENROL', ['1'], changes)).toMatchObject({
      status: 'refused',
      refusal: { fault },
    });
    expect(await enrolments()).toEqual([]);
  });

  it('finds a promotion by its identifier, and by both names where they agree', async () => {
    await given(aPromotion({ enrolmentLimit: 2 }));
    const names = [{ promotionId: null, promoIdentifier: 'spring-500' }, { promoIdentifier: 'spring-500' }];
    for (const name of names) {
      expect(await execute('ENROL', ['1'], name)).toMatchObject({ status: 'settled' });
    }
  });

  it('takes what belongs to another organisation for unknown', async () => {
    await given(aPromotion());
    const foreign = fixture.organisationId;
    await given(
      aPromotion({
        promotionId: '600',
        promoIdentifier: null,
        program: { programId: '20', name: 'Own', active: true },
      }),
    );
    expect(await execute('ENROL', ['1'])).toMatchObject({ refusal: { fault: 'INVALID_PROGRAM' } });
    expect(await execute('ENROL', ['1'], { programId: '20' })).toMatchObject({
      refusal: { fault: 'INVALID_PROMOTION' },
    });
    expect(foreign).not.toBe(fixture.organisationId);
  });

  it('records nothing at all, and says so to each, when recording fails', async () => {
    await given(aPromotion());
    await sql`alter table enrolment add constraint outage check (customer_id <> 2) not valid`.execute(
      fixture.store.db,
    );
    try {
      expect((await settled('ENROL', '1', null, '2')).map(faultOf)).toEqual([
        'ISSUE_FAILED',
        'CUSTOMER_NOT_FOUND',
        'ISSUE_FAILED',
      ]);
    } finally {
      await sql`alter table enrolment drop constraint outage`.execute(fixture.store.db);
    }
    expect(await enrolments()).toEqual([]);
    expect(fixture.subject.defects.splice(0)).toHaveLength(1);
  });
}
