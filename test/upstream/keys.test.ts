import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { callJournal } from '../../src/postgres/keys/call-journal.js';
import { keyRecords } from '../../src/postgres/keys/key-records.js';
import type { CallJournal } from '../../src/service/idempotency/call-journal.js';
import { readAnswer } from '../../src/service/idempotency/stored-answer.js';
import { useScriptedPlatform } from './fixture.js';
import type { ScriptedAnswer } from './scripted-platform.js';
import { aCommand, caller, openTestUpstream, verdictsOf, withRequest } from './service.js';
import { aTimeline, aPlatformPromotion } from './platform-promotion.js';

const MOBILES = ['919000001001', '919000001002', '919000001003'];
const enrolled = (id: number) => ({
  result: { entityId: id, issualId: String(id) },
  errors: [],
  warnings: [],
});
const failed = (code: number) => ({ errors: [{ status: false, code, message: 'as it is' }], warnings: [] });

describe('a key, over a platform that has none', () => {
  const fixture = useScriptedPlatform();
  beforeEach(async () => {
    await sql`delete from upstream_call`.execute(fixture.own.db);
  });

  const keyed = { idempotencyKey: 'key' };
  /** Answers writes so; asked what it did, the platform does not know of anything. */
  function answerWrites(answer: ScriptedAnswer): void {
    fixture.platform.answer = ({ method }) => (method === 'POST' ? answer : nothingThere);
  }
  const nothingThere = { body: { customerId: 1, promotions: [], warnings: [] } };
  const sent = () =>
    fixture.platform.received
      .filter(({ method }) => method === 'POST')
      .map(({ body }) =>
        (JSON.parse(body) as { customers: { identifierValue: string }[] }).customers.map(
          ({ identifierValue }) => identifierValue,
        ),
      );
  const operation = async () => {
    const record = await keyRecords(fixture.own.db, 'upstream_call').findLatest('1', caller.clientId, 'key');
    return record && verdictsOf(readAnswer(record.answer).outcome);
  };

  it('has what is settled answered again, and only the rest sent', async () => {
    answerWrites({ body: { response: [enrolled(1), failed(8896), failed(8015)] } });
    const first = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(first)).toEqual(['enrolled', 'ISSUE_FAILED', 'CUSTOMER_NOT_FOUND']);
    answerWrites({ body: { response: [enrolled(2)] } });
    const second = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(second)).toEqual(['enrolled', 'enrolled', 'CUSTOMER_NOT_FOUND']);
    expect(second).not.toHaveProperty('replayOf');
    const third = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(third)).toEqual(['enrolled', 'enrolled', 'CUSTOMER_NOT_FOUND']);
    expect(third).toHaveProperty('replayOf');
    expect(sent()).toEqual([MOBILES, [MOBILES[1]]]);
  });

  it('has a whole call sent again that was refused with nothing done', async () => {
    answerWrites({ status: 429, body: 'slow' });
    expect(verdictsOf(await fixture.upstream.service.execute(aCommand(MOBILES, keyed)))).toEqual([
      'THROTTLED',
    ]);
    answerWrites({ body: { response: [1, 2, 3].map(enrolled) } });
    const second = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(second)).toEqual(['enrolled', 'enrolled', 'enrolled']);
  });

  it('refuses each of the customers that are left, where others are settled', async () => {
    answerWrites({ body: { response: [enrolled(1), failed(8896), failed(8015)] } });
    await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    answerWrites({ status: 429, body: 'slow' });
    const second = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(second)).toEqual(['enrolled', 'THROTTLED', 'CUSTOMER_NOT_FOUND']);
  });

  it('never has anything sent again that is in doubt, while the rest is', async () => {
    answerWrites({ body: { response: [enrolled(1), {}, failed(8896)] } });
    const first = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(first)).toEqual(['enrolled', 'OUTCOME_UNKNOWN', 'ISSUE_FAILED']);
    answerWrites({ body: { response: [enrolled(3)] } });
    const second = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(second)).toEqual(['enrolled', 'OUTCOME_UNKNOWN', 'enrolled']);
    expect(sent()).toEqual([MOBILES, [MOBILES[2]]]);
  });

  it('never has anything sent again whose answer had both ids and an error', async () => {
    const contradiction = { ...failed(8896), result: { entityId: 1, issualId: '1' } };
    answerWrites({ body: { response: [contradiction, { ...failed(8896), result: { entityId: 2 } }] } });
    const two = MOBILES.slice(0, 2);
    const first = await fixture.upstream.service.execute(aCommand(two, keyed));
    expect(verdictsOf(first)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    const second = await fixture.upstream.service.execute(aCommand(two, keyed));
    expect(verdictsOf(second)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(sent()).toEqual([two]);
  });

  it('leaves a customer in doubt who is named twice, for the one record that there is may be of either', async () => {
    const twice = aCommand([MOBILES[0]!, MOBILES[0]!], keyed);
    answerWrites({ status: 500, body: 'oops' });
    await fixture.upstream.service.execute(twice);
    const timelines = { customerPromotionTimelines: [aTimeline(2)] };
    fixture.platform.answer = () => ({
      body: { customerId: 2, promotions: [aPlatformPromotion(500, timelines)] },
    });
    const second = await fixture.upstream.service.execute(twice);
    expect(verdictsOf(second)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(sent()).toHaveLength(1);
  });

  it('has the rest sent where the effects in doubt are known by then', async () => {
    answerWrites({ body: { response: [enrolled(1), {}, failed(8896)] } });
    await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    const timelines = { customerPromotionTimelines: [aTimeline(2)] };
    fixture.platform.answer = ({ method }) =>
      method === 'POST'
        ? { body: { response: [enrolled(3)] } }
        : { body: { customerId: 2, promotions: [aPlatformPromotion(500, timelines)] } };
    const second = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(second)).toEqual(['enrolled', 'enrolled', 'enrolled']);
    expect(sent()).toEqual([MOBILES, [MOBILES[2]]]);
    expect(await operation()).toEqual(['enrolled', 'enrolled', 'enrolled']);
  });

  it('has a call that breaks a rule, or whose identifiers cannot be valid, refused without a request to the platform', async () => {
    const nowhere = withRequest(aCommand(MOBILES, keyed), { programId: null });
    expect(verdictsOf(await fixture.upstream.service.execute(nowhere))).toEqual(['MISSING_PARAMETERS']);
    const refusal = { fault: 'CUSTOMER_NOT_FOUND' } as const;
    const nobody = aCommand(['x'], {
      idempotencyKey: 'other',
      lookups: [{ status: 'refused', refusal }],
    });
    expect(verdictsOf(await fixture.upstream.service.execute(nobody))).toEqual(['CUSTOMER_NOT_FOUND']);
    expect(fixture.platform.received).toEqual([]);
  });

  it('is in doubt after its sender died before it was answered: nothing is sent again', async () => {
    const journal = callJournal(fixture.own.db);
    // Dies between the platform's answer and the writing of it.
    const dying: CallJournal = {
      open: (...opening) => journal.open(...opening),
      write: () => Promise.reject(new Error('killed')),
    };
    const doomed = openTestUpstream(fixture.platform.url, fixture.own, { journal: dying, timeoutMs: 2_000 });
    answerWrites({ body: { response: [1, 2, 3].map(enrolled) } });
    await doomed.service.execute(aCommand(MOBILES, keyed));
    await doomed.close();
    expect(doomed.troubles.map(({ message }) => message)).toEqual(['killed']);
    expect(await operation()).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(verdictsOf(await fixture.upstream.service.execute(aCommand(MOBILES, keyed)))).toEqual([
      'IDEMPOTENCY_IN_PROGRESS',
    ]);
    await sql`update upstream_call set held_until = now()`.execute(fixture.own.db);
    const retried = await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    expect(verdictsOf(retried)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(sent()).toEqual([MOBILES]);
  });

  it('has nothing sent that cannot be written down before', async () => {
    answerWrites({ body: { response: [1, 2, 3].map(enrolled) } });
    await sql`alter table upstream_call add constraint outage check (false) not valid`.execute(
      fixture.own.db,
    );
    try {
      await expect(fixture.upstream.service.execute(aCommand(MOBILES, keyed))).rejects.toThrow();
    } finally {
      await sql`alter table upstream_call drop constraint outage`.execute(fixture.own.db);
    }
    expect(sent()).toEqual([]);
  });

  it('is one call’s at a time', async () => {
    answerWrites({ body: { response: [1, 2, 3].map(enrolled) }, afterMs: 50 });
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => fixture.upstream.service.execute(aCommand(MOBILES, keyed))),
    );
    const verdicts = outcomes.map((outcome) => verdictsOf(outcome)[0]);
    expect(verdicts.filter((verdict) => verdict === 'enrolled')).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === 'IDEMPOTENCY_IN_PROGRESS')).toHaveLength(7);
    expect(sent()).toEqual([MOBILES]);
  });

  it('stays free for a caller whose credential was refused with nothing done', async () => {
    const passing = openTestUpstream(fixture.platform.url, fixture.own, { credential: null });
    const credential = { scheme: 'Basic', till: 'a', password: 'b' } as const;
    const command = () => aCommand(MOBILES, { ...keyed, caller: { ...caller, credential } });
    answerWrites({ status: 401, body: {} });
    await expect(passing.service.execute(command())).rejects.toMatchObject({ name: 'CredentialRefused' });
    answerWrites({ body: { response: [1, 2, 3].map(enrolled) } });
    expect(verdictsOf(await passing.service.execute(command()))).toEqual([
      'enrolled',
      'enrolled',
      'enrolled',
    ]);
    await passing.close();
  });

  it('is forgotten once it is old', async () => {
    answerWrites({ body: { response: [1, 2, 3].map(enrolled) } });
    await fixture.upstream.service.execute(aCommand(MOBILES, keyed));
    const records = keyRecords(fixture.own.db, 'upstream_call');
    expect(await records.forget(60_000, 10)).toBe(0);
    expect(await records.forget(-60_000, 10)).toBe(1);
    expect(await operation()).toBeNull();
  });
});
