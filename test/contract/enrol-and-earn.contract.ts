/** What a promotion service enrols and lets customers earn, and within which limits. */

import { expect, it } from 'vitest';
import { aPromotion } from '../support/promotion.js';
import { faultOf, type ContractFixture } from './contract-fixture.js';

export function enrolsAndEarns(fixture: ContractFixture): void {
  const { given, settled, enrolments } = fixture;

  it('enrols each customer, in the order of the call, with rising ids', async () => {
    await given(aPromotion());
    const outcomes = await settled('ENROL', '3', '1', '2');
    expect(outcomes.map(({ customerId }) => customerId)).toEqual(['3', '1', '2']);
    expect(outcomes.map(faultOf)).toEqual(['enrolled', 'enrolled', 'enrolled']);
    const stored = await enrolments();
    expect(stored.map(({ customer }) => customer)).toEqual(['3', '1', '2']);
    expect(outcomes.map((outcome) => 'issualId' in outcome && outcome.issualId)).toEqual(
      stored.map(({ id }) => id),
    );
  });

  it('refuses a customer who was not found at its own position, and goes on with the others', async () => {
    await given(aPromotion());
    const outcomes = await settled('ENROL', null, '1', null);
    expect(outcomes.map(faultOf)).toEqual(['CUSTOMER_NOT_FOUND', 'enrolled', 'CUSTOMER_NOT_FOUND']);
  });

  it('enrols within the limit, each time anew, and refuses beyond it', async () => {
    await given(aPromotion({ enrolmentLimit: 2 }));
    const first = await settled('ENROL', '1');
    const second = await settled('ENROL', '1');
    expect([...first, ...second, ...(await settled('ENROL', '1'))].map(faultOf)).toEqual([
      'enrolled',
      'enrolled',
      'NOT_ISSUED',
    ]);
    expect(await enrolments()).toHaveLength(2);
  });

  it('deals with a customer named twice twice, in order', async () => {
    await given(aPromotion({ enrolmentLimit: 2 }));
    const outcomes = await settled('ENROL', '1', '2', '1', '1');
    expect(outcomes.map(faultOf)).toEqual(['enrolled', 'enrolled', 'enrolled', 'NOT_ISSUED']);
  });

  it('earns under the latest enrolment, whose id it answers', async () => {
    await given(aPromotion({ enrolmentLimit: 2, earnLimit: null }));
    await settled('ENROL', '1');
    const [enrolled] = await settled('ENROL', '1');
    const [earned] = await settled('EARN', '1');
    const [again] = await settled('EARN', '1');
    expect(earned).toMatchObject({
      status: 'earned',
      issualId: enrolled?.status === 'enrolled' && enrolled.issualId,
    });
    expect(again).toMatchObject({
      status: 'earned',
      issualId: earned?.status === 'earned' && earned.issualId,
    });
    expect(again).not.toEqual(earned);
  });

  it('does not let a customer earn without an enrolment, nor after it has expired', async () => {
    await given(aPromotion({ enrolmentExpiryDays: 10, enrolmentLimit: 2 }));
    expect((await settled('EARN', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
    await settled('ENROL', '1');
    fixture.clock.set('2026-04-11T09:00:00Z');
    expect((await settled('EARN', '1')).map(faultOf)).toEqual(['NOT_ENROLLED']);
    await settled('ENROL', '1');
    expect((await settled('EARN', '1')).map(faultOf)).toEqual(['earned']);
  });

  it('lets an enrolment expire after whole days in the time zone of the organisation', async () => {
    await given(aPromotion({ enrolmentExpiryDays: 10 }));
    fixture.clock.set('2026-10-20T09:00:00Z');
    const [outcome] = await settled('ENROL', '1');
    // Daylight saving ends on 25 October in Berlin: the same time of day is an hour later in UTC.
    expect(outcome).toMatchObject({ expiresAt: fixture.subject.expiry('2026-10-30T10:00:00Z') });
  });

  it('never lets an earning outlive its enrolment', async () => {
    await given(aPromotion({ enrolmentExpiryDays: 5, earningExpiryDays: 30 }));
    await settled('ENROL', '1');
    expect((await settled('EARN', '1'))[0]).toMatchObject({
      expiresAt: fixture.subject.expiry('2026-04-06T09:00:00Z'),
    });
  });

  it('opens one placeholder on Direct Issue and answers it again', async () => {
    await given(aPromotion({ kind: 'DIRECT_ISSUE', earnLimit: 3 }));
    const outcomes = [...(await settled('EARN', '1', '1')), ...(await settled('EARN', '1', '1'))];
    expect(outcomes.map(faultOf)).toEqual(['earned', 'earned', 'earned', 'NOT_ISSUED']);
    const issualIds = outcomes.flatMap((outcome) => (outcome.status === 'earned' ? [outcome.issualId] : []));
    expect(new Set(issualIds)).toEqual(new Set((await enrolments()).map(({ id }) => id)));
  });

  it('stops at the limit of the promotion as a whole, in the order of the call', async () => {
    await given(aPromotion({ kind: 'DIRECT_ISSUE', totalEarnLimit: 3, earnLimit: null }));
    expect((await settled('EARN', '5', '4')).map(faultOf)).toEqual(['earned', 'earned']);
    expect((await settled('EARN', '3', '2', '1')).map(faultOf)).toEqual([
      'earned',
      'NOT_ISSUED',
      'NOT_ISSUED',
    ]);
  });
}
