/** What a dry run answers, and that it changes nothing. */

import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { aPromotion } from '../support/promotion.js';
import { faultOf, type CallOptions, type ContractFixture } from './contract-fixture.js';

export function decidesDryRuns(fixture: ContractFixture): void {
  const { given, execute, settled, recordedRows, keysSettled } = fixture;

  it('decides a dry run like the call itself, records nothing, takes no key and no id', async () => {
    await given(aPromotion({ totalEarnLimit: 1 }));
    const dry = { dryRun: true, idempotencyKey: 'key' };
    const statuses = async (action: string, customerIds: (string | null)[], options: CallOptions) => {
      const outcome = await execute(action, customerIds, {}, options);
      if (outcome.status !== 'settled') throw new Error(`refused: ${outcome.refusal.fault}`);
      return outcome.customers.map(faultOf);
    };
    const steps: [string, (string | null)[], string[]][] = [
      ['ENROL', ['1', null, '1', '2'], ['enrolled', 'CUSTOMER_NOT_FOUND', 'NOT_ISSUED', 'enrolled']],
      ['EARN', ['1', '2', '3'], ['earned', 'NOT_ISSUED', 'NOT_ENROLLED']],
      ['REVOKE_ENROL', ['1', '2', '2'], ['EARNING_NOT_REVOCABLE', 'enrolmentRevoked', 'NOT_ENROLLED']],
      ['REVOKE_EARN', ['1', '1'], ['earningsRevoked', 'EARNING_NOT_REVOCABLE']],
    ];
    const state = async () => [
      await recordedRows('enrolment'),
      await recordedRows('earning'),
      await keysSettled(),
      (
        await sql`select (select last_value from issual_id) as issual, (select last_value from earned_id) as earned,
            (select earned from promotion_total where organisation_id = ${fixture.organisationId}) as total`.execute(
          fixture.store.db,
        )
      ).rows,
    ];
    for (const [action, customerIds, expected] of steps) {
      const before = await state();
      expect(await statuses(action, customerIds, dry)).toEqual(expected);
      expect(await state()).toEqual(before);
      // The same call in earnest, with the same key: it was not consumed.
      expect(await statuses(action, customerIds, { ...dry, dryRun: false })).toEqual(expected);
      expect(await state()).not.toEqual(before);
    }
  });

  it('answers a dry run with 0 for the id of what was not recorded', async () => {
    await given(
      aPromotion({ earnLimit: 5 }),
      aPromotion({ promotionId: '600', promoIdentifier: null, kind: 'DIRECT_ISSUE' }),
    );
    const dry = { dryRun: true };
    expect(await execute('ENROL', ['1'], {}, dry)).toMatchObject({ customers: [{ issualId: '0' }] });
    expect(await execute('EARN', ['1'], { promotionId: '600' }, dry)).toMatchObject({
      customers: [{ issualId: '0', earnedId: '0' }],
    });
    const [enrolled] = await settled('ENROL', '1');
    const issualId = enrolled?.status === 'enrolled' && enrolled.issualId;
    expect(await execute('EARN', ['1'], {}, dry)).toMatchObject({
      customers: [{ issualId, earnedId: '0' }],
    });
    expect(await execute('REVOKE_ENROL', ['1'], {}, dry)).toMatchObject({ customers: [{ issualId }] });
  });
}
