/** What a promotion service answers to a key that was used before. */

import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { aPromotion } from '../support/promotion.js';
import { faultOf, many, type ContractFixture } from './contract-fixture.js';

const first = { idempotencyKey: 'key', requestId: 'first' };
const again = { idempotencyKey: 'key', requestId: 'again' };

export function answersKeysAgain(fixture: ContractFixture): void {
  const { given, execute, settled, enrolments, recordedRows, keysSettled } = fixture;

  it.each(['ENROL', 'EARN', 'REVOKE_ENROL', 'REVOKE_EARN'])(
    'answers %s with a key that was used as the first time, and acts no more',
    async (action) => {
      await given(aPromotion(many));
      await settled('ENROL', '1', '2', '2');
      if (action === 'REVOKE_EARN') await settled('EARN', '1', '2');
      const outcome = await execute(action, ['2', null, '1'], {}, first);
      expect(outcome).not.toHaveProperty('replayOf');
      expect(outcome.status === 'settled' && outcome.customers.map(({ status }) => status)).toEqual([
        expect.not.stringMatching('refused'),
        'refused',
        expect.not.stringMatching('refused'),
      ]);
      const after = [await recordedRows('enrolment'), await recordedRows('earning')];
      fixture.clock.set('2026-05-01T00:00:00Z');
      expect(await execute(action, ['2', null, '1'], {}, again)).toStrictEqual({
        ...outcome,
        replayOf: 'first',
      });
      expect([await recordedRows('enrolment'), await recordedRows('earning')]).toEqual(after);
    },
  );

  it('refuses a key that was used for another request', async () => {
    await given(aPromotion(many));
    await execute('ENROL', ['1'], {}, first);
    const mismatch = {
      status: 'refused',
      refusal: { fault: 'IDEMPOTENCY_MISMATCH', field: ['idempotencyKey'] },
    };
    expect(await execute('ENROL', ['2'], {}, again)).toEqual(mismatch);
    expect(await execute('ENROL', ['1', '1'], {}, again)).toEqual(mismatch);
    expect(await execute('ENROL', ['1'], { promoIdentifier: 'spring-500' }, again)).toEqual(mismatch);
    expect(await enrolments()).toHaveLength(1);
  });

  it('keeps the keys of other actions, operations, clients and organisations apart', async () => {
    await given(aPromotion(many));
    await execute('ENROL', ['1'], {}, first);
    const others = [
      await execute('EARN', ['1'], {}, again),
      await execute('REVOKE_EARN', ['1'], {}, again),
      await execute('REVOKE_ENROL', ['1'], {}, again),
      await execute('ISSUE', ['1'], { operation: 'ISSUE' }, again),
      await execute('ENROL', ['1'], {}, { ...again, clientId: '10' }),
    ];
    await given(aPromotion(many));
    others.push(await execute('ENROL', ['1'], {}, again));
    expect(others.filter(({ replayOf }) => replayOf !== undefined)).toEqual([]);
    expect(others.map((outcome) => outcome.status === 'settled' && outcome.customers[0]?.status)).toEqual([
      'earned',
      'earningsRevoked',
      'enrolmentRevoked',
      'enrolled',
      'enrolled',
      'enrolled',
    ]);
  });

  it('distinguishes keys by their case, and takes one of 255 characters', async () => {
    await given(aPromotion(many));
    const long = 'k'.repeat(255);
    for (const idempotencyKey of ['key', 'KEY', long, `${long.slice(1)}l`, "'; drop table x; --"]) {
      expect(await execute('ENROL', ['1'], {}, { idempotencyKey })).not.toHaveProperty('replayOf');
      expect(await execute('ENROL', ['1'], {}, { idempotencyKey })).toHaveProperty('replayOf', 'request');
    }
    expect(await enrolments()).toHaveLength(5);
  });

  it('answers a refusal by a rule again, even once the rule would be met', async () => {
    await given(aPromotion({ startsAt: new Date('2026-04-02T00:00:00Z') }));
    const upcoming = await execute('ENROL', ['1'], {}, first);
    expect(upcoming).toMatchObject({ status: 'refused', refusal: { fault: 'PROMOTION_INACTIVE' } });
    fixture.clock.set('2026-04-02T00:00:00Z');
    expect(await execute('ENROL', ['1'], {}, again)).toStrictEqual({ ...upcoming, replayOf: 'first' });
    expect((await settled('ENROL', '1')).map(faultOf)).toEqual(['enrolled']);
  });

  it('answers a refusal of customers again, even once they could have been served', async () => {
    await given(aPromotion());
    const early = await execute('EARN', ['1'], {}, first);
    expect(early).toMatchObject({ customers: [{ refusal: { fault: 'NOT_ENROLLED' } }] });
    await settled('ENROL', '1');
    expect(await execute('EARN', ['1'], {}, again)).toStrictEqual({ ...early, replayOf: 'first' });
    expect((await settled('EARN', '1')).map(faultOf)).toEqual(['earned']);
  });

  it('does not remember what failed on our side: the retry with the key acts', async () => {
    await given(aPromotion());
    await sql`alter table enrolment add constraint outage check (false) not valid`.execute(fixture.store.db);
    try {
      expect(await execute('ENROL', ['1'], {}, first)).toMatchObject({
        customers: [{ refusal: { fault: 'ISSUE_FAILED' } }],
      });
    } finally {
      await sql`alter table enrolment drop constraint outage`.execute(fixture.store.db);
    }
    expect(fixture.subject.defects.splice(0)).toHaveLength(1);
    expect(await keysSettled()).toBe(0);
    const retried = await execute('ENROL', ['1'], {}, again);
    expect(retried).toMatchObject({ customers: [{ status: 'enrolled' }] });
    expect(retried).not.toHaveProperty('replayOf');
  });

  it('records nothing of a call whose answer cannot be kept', async () => {
    await given(aPromotion());
    const { keys } = fixture.subject;
    const table = sql.table(keys.table);
    await sql`alter table ${table} add constraint outage check (key <> 'key') not valid`.execute(
      keys.store.db,
    );
    try {
      await execute('ENROL', ['1'], {}, first).catch(() => undefined);
      expect(await enrolments()).toEqual([]);
    } finally {
      await sql`alter table ${table} drop constraint outage`.execute(keys.store.db);
    }
    fixture.subject.defects.length = 0;
  });
}
