import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BulkCommand, BulkOutcome } from '../../src/service/promotion-service.js';
import { useScriptedPlatform } from './fixture.js';
import type { ScriptedAnswer } from './scripted-platform.js';
import { aCommand, verdictsOf, withRequest } from './service.js';

type Entry = Record<string, unknown>;

interface RecordedResult {
  readonly programId: number;
  readonly promotionId?: number;
}

interface Body {
  readonly response: readonly Entry[];
  readonly totalCount: number;
  readonly failureCount: number;
}

function recorded(name: string): Body {
  const path = new URL(`../fixtures/response-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Body;
}

/** What of each recorded result must be named alike by the call. */
function targetOf({ response }: Body): { programId: string; promotionId: string | null } {
  const result = response.map((entry) => entry.result as RecordedResult | undefined).find((one) => one);
  return {
    programId: String(result?.programId ?? 10),
    promotionId: result?.promotionId === undefined ? '500' : String(result.promotionId),
  };
}

const mobiles = (count: number) => Array.from({ length: count }, (_, i) => String(919_000_001_001 + i));

const fixture = useScriptedPlatform();

/** The outcome of a call that is answered so, where the platform fails every query afterwards. */
async function outcomeOf(answer: ScriptedAnswer, command: BulkCommand): Promise<BulkOutcome> {
  fixture.platform.answer = ({ method }) => (method === 'POST' ? answer : { status: 500, body: {} });
  return fixture.upstream.service.execute(command);
}

function commandFor(body: Body, action: string, count = body.response.length): BulkCommand {
  return withRequest(aCommand(mobiles(count)), { action, ...targetOf(body) });
}

describe('an answer that a platform gave', () => {
  it.each([
    ['enrol-on-enrol-and-issue', 'ENROL', 'enrolled'],
    ['earn-on-enrol-and-issue', 'EARN', 'earned'],
    ['earn-on-direct-issue', 'EARN', 'earned'],
  ])('of %s to %s is taken as it stands', async (name, action, status) => {
    const body = recorded(name);
    const outcome = await outcomeOf({ body }, commandFor(body, action));
    expect(outcome).toMatchObject({
      status: 'settled',
      customers: body.response.map(({ result }) => {
        const { entityId, issualId, earnedId } = result as Entry;
        return {
          status,
          customerId: String(entityId),
          issualId,
          ...(action === 'EARN' && { earnedId }),
        };
      }),
    });
    expect(outcome.upstreamRequestIds).toEqual(['scripted-1']);
  });

  it('of partial success is matched by position, for failed entries name no customer', async () => {
    const body = recorded('partial-success-8015');
    const outcome = await outcomeOf({ body }, commandFor(body, 'ENROL'));
    expect(verdictsOf(outcome)).toEqual(
      body.response.map(({ result }) => (result ? 'enrolled' : 'CUSTOMER_NOT_FOUND')),
    );
  });

  it.each([
    ['1101-invalid-program', 'INVALID_PROGRAM'],
    ['8874-invalid-promotion', 'INVALID_PROMOTION'],
    ['8892-inactive-promotion', 'PROMOTION_INACTIVE'],
    ['8901-invalid-entity-type', 'INVALID_ENTITY_TYPE'],
    ['8902-enrol-on-direct-issue', 'ACTION_NOT_SUPPORTED'],
    ['8896-issue-failed', 'ISSUE_FAILED'],
  ])('of %s, one entry for many customers, is a refusal of the whole call', async (name, fault) => {
    const body = recorded(name);
    expect(await outcomeOf({ body }, commandFor(body, 'ENROL', 3))).toMatchObject({
      status: 'refused',
      refusal: { fault },
    });
  });

  it('of one entry for one customer concerns the customer where its code does', async () => {
    const body = recorded('8896-issue-failed');
    expect(await outcomeOf({ body }, commandFor(body, 'ENROL', 1))).toMatchObject({
      status: 'settled',
      customers: [{ status: 'refused', refusal: { fault: 'ISSUE_FAILED' } }],
    });
  });

  it.each<[string, ScriptedAnswer, object]>([
    [
      '429',
      { status: 429, headers: { 'retry-after': '7' }, body: 'slow down' },
      { fault: 'THROTTLED', retryAfterMs: 7_000 },
    ],
    [
      '400',
      { status: 400, body: { errors: [{ code: 400, message: 'bad' }] } },
      { fault: 'UNRECOGNISED', reported: { restCode: 400, message: 'bad' } },
    ],
    [
      '404 without a word',
      { status: 404, body: 'nothing here' },
      { fault: 'UNRECOGNISED', reported: { restCode: 404 } },
    ],
    [
      '503 since its authorisation is down',
      { status: 503, body: { errors: [{ code: 4001, message: 'down' }] } },
      { fault: 'UPSTREAM_UNAVAILABLE' },
    ],
    ['401', { status: 401, body: {} }, { fault: 'UPSTREAM_UNAVAILABLE' }],
    ['403', { status: 403, body: {} }, { fault: 'UPSTREAM_UNAVAILABLE' }],
  ])('of %s refuses the whole call, with nothing done', async (_, answer, refusal) => {
    expect(await outcomeOf(answer, aCommand(mobiles(2)))).toMatchObject({ status: 'refused', refusal });
    expect(fixture.platform.received).toHaveLength(1);
  });

  it('of 521 says of each customer that it is busy', async () => {
    const outcome = await outcomeOf({ status: 521, body: { message: 'busy' } }, aCommand(mobiles(2)));
    expect(verdictsOf(outcome)).toEqual(['CUSTOMER_BUSY', 'CUSTOMER_BUSY']);
  });

  it('of the single sibling is taken for that of its one customer', async () => {
    const command = withRequest(aCommand(mobiles(1)), { operation: 'ISSUE', action: 'ISSUE' });
    fixture.platform.answer = ({ method }) =>
      method === 'POST'
        ? {
            body: {
              warnings: [],
              errors: [],
              sideEffects: [{ programId: 10, promotionId: 500, issualId: 5, earnedId: 6 }],
            },
          }
        : { body: { entity: 7, warnings: [] } };
    expect(await fixture.upstream.service.execute(command)).toMatchObject({
      customers: [{ status: 'earned', customerId: '7', issualId: '5', earnedId: '6' }],
    });
    const [call] = fixture.platform.received;
    expect(call?.url).toBe(
      '/v2/promotion/issue?identifierName=mobile&identifierValue=919000001001&source=INSTORE',
    );
    expect(JSON.parse(call?.body ?? '')).toEqual({ programId: 10, promotionId: 500 });
  });

  it('of the single sibling may be an enrolment', async () => {
    const command = withRequest(aCommand(mobiles(1)), { operation: 'ISSUE', action: 'ISSUE' });
    fixture.platform.answer = ({ method }) =>
      method === 'POST'
        ? { body: { sideEffects: [{ programId: 10, promotionId: 500, issualId: 5 }] } }
        : { body: { entity: 7, warnings: [] } };
    expect(await fixture.upstream.service.execute(command)).toMatchObject({
      customers: [{ status: 'enrolled', customerId: '7', issualId: '5' }],
    });
  });

  it('is not read beyond all measure', async () => {
    const outcome = await outcomeOf(
      { body: { response: [], padding: 'x'.repeat(5_000_000) } },
      aCommand(mobiles(1)),
    );
    expect(verdictsOf(outcome)).toEqual(['OUTCOME_UNKNOWN']);
  });
});

describe('an answer that a platform gave of two enrolments', () => {
  const result = (entityId: unknown, issualId: unknown, more: Entry = {}) => ({
    result: { entityType: 'CUSTOMER', entityId, promotionId: 500, programId: 10, issualId, ...more },
    errors: [],
    warnings: [],
  });
  const good = [result(7, '847'), result(8, '848')];
  const enrolled = ['enrolled', 'enrolled'];
  const unknown = ['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN'];
  const warning = { status: false, code: 8890, message: 'promotion not issued' };

  it.each<[string, ScriptedAnswer, string[]]>([
    [
      'with its keys in another order',
      { body: { failureCount: 0, totalCount: 2, response: good } },
      enrolled,
    ],
    ['with 201', { status: 201, body: { response: good } }, enrolled],
    [
      'with fields that are not documented',
      {
        body: {
          trace: 'x',
          response: [result(7, '847', { tier: 'gold' }), { ...result(8, '848'), x: [] }],
        },
      },
      enrolled,
    ],
    ['with numbers as strings', { body: { response: [result('7', 847), result('8', 848)] } }, enrolled],
    [
      'without its empty lists',
      { body: { response: good.map(({ result: r }) => ({ result: r })) } },
      enrolled,
    ],
    [
      'with a result that has no issualId',
      { body: { response: [good[0], result(8, undefined)] } },
      ['enrolled', 'OUTCOME_UNKNOWN'],
    ],
    [
      'with an issualId that cannot be read',
      { body: { response: [good[0], result(8, '8.48e2')] } },
      ['enrolled', 'OUTCOME_UNKNOWN'],
    ],
    [
      'with an entityId that cannot be read',
      { body: { response: [good[0], result(-8, '848')] } },
      ['enrolled', 'OUTCOME_UNKNOWN'],
    ],
    [
      'with a result that both has an id and failed',
      { body: { response: [good[0], { ...result(8, '848'), errors: [{ code: 8896 }] }] } },
      ['enrolled', 'OUTCOME_UNKNOWN'],
    ],
    [
      'with warnings that cannot be read',
      { body: { response: [good[0], { ...result(8, '848'), warnings: 'none' }] } },
      ['enrolled', 'OUTCOME_UNKNOWN'],
    ],
    ['with counts of other entries', { body: { response: good, totalCount: 3, failureCount: 0 } }, unknown],
    ['that failed by its status alone', { status: 500, body: { response: good } }, unknown],
    ['that was refused by its status alone', { status: 400, body: { response: good } }, unknown],
    [
      'that was refused by its status and by its entries',
      { status: 400, body: { response: [{ errors: [{ code: 8015 }] }, { errors: [{ code: 2305 }] }] } },
      ['CUSTOMER_NOT_FOUND', 'NOT_ENROLLED'],
    ],
    [
      'with a result that was not issued',
      { body: { response: [good[0], { ...result(8, undefined), warnings: [warning] }] } },
      ['enrolled', 'NOT_ISSUED'],
    ],
    [
      'with a result that has an id and was not issued',
      { body: { response: [good[0], { ...result(8, '848'), warnings: [warning] }] } },
      ['enrolled', 'OUTCOME_UNKNOWN'],
    ],
    [
      'with a result that failed and names its customer only',
      { body: { response: [good[0], { ...result(8, undefined), errors: [{ code: 8896 }] }] } },
      ['enrolled', 'OUTCOME_UNKNOWN'],
    ],
    [
      'with a code that is not known here',
      {
        body: {
          response: [good[0], { errors: [{ code: 9999, message: 'call +91 90000 01001 or a@b.cd' }] }],
        },
      },
      ['enrolled', 'UNRECOGNISED'],
    ],
    ['that lists nothing', { body: { response: [] } }, unknown],
    ['that lists too few', { body: { response: good.slice(0, 1) } }, unknown],
    ['that lists too many', { body: { response: [...good, result(9, '849')] } }, unknown],
    [
      'with an entry that says nothing',
      { body: { response: [good[0], {}] } },
      ['enrolled', 'OUTCOME_UNKNOWN'],
    ],
    ['with an entry that is none', { body: { response: [good[0], 5] } }, unknown],
    [
      'of another promotion',
      { body: { response: [good[0], result(8, '848', { promotionId: 501 })] } },
      unknown,
    ],
    ['of another program', { body: { response: [good[0], result(8, '848', { programId: 11 })] } }, unknown],
    ['that is a page of HTML', { body: '<h1>Hello</h1>' }, unknown],
    ['that is empty', { body: '' }, unknown],
    ['that is a redirect', { status: 302, headers: { location: '/elsewhere' }, body: '' }, unknown],
    ['that took too long for it', { status: 504, body: 'Gateway Timeout' }, unknown],
  ])('%s is read as an outcome for each customer', async (_, answer, verdicts) => {
    expect(verdictsOf(await outcomeOf(answer, aCommand(mobiles(2))))).toEqual(verdicts);
    expect(fixture.platform.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('that is of other customers than those that were named by their ids says of none what became of it', async () => {
    const lookups = ['7', '8'].map((value) => ({
      status: 'deferred' as const,
      key: { identifierName: 'ID' as const, value, source: 'ALL' as const },
    }));
    const command = aCommand(['7', '8'], { lookups });
    expect(verdictsOf(await outcomeOf({ body: { response: good } }, command))).toEqual(enrolled);
    const crossed = { body: { response: [...good].reverse() } };
    expect(verdictsOf(await outcomeOf(crossed, command))).toEqual(unknown);
  });

  it('keeps the words of a code that is not known here, but no phone number and no email', async () => {
    const message = 'call +91 90000 01001 or a@b.cd';
    const outcome = await outcomeOf(
      { body: { response: [good[0], { errors: [{ code: 9999, message }] }] } },
      aCommand(mobiles(2)),
    );
    expect(outcome).toMatchObject({
      customers: [{}, { refusal: { reported: { restCode: 9999, message: 'call [digits] or [email]' } } }],
    });
  });

  it('has its warnings passed on beside a success, without personal data and at most ten of them', async () => {
    const warnings = [
      { status: false, code: 1234, message: 'no points for a@b.cd' },
      { message: 'x'.repeat(1_000) },
      ...Array.from({ length: 50 }, () => ({ code: 1, message: 'more' })),
    ];
    const body = { response: [{ ...good[0], warnings }, good[1]] };
    const outcome = await outcomeOf({ body }, aCommand(mobiles(2)));
    const [first, second] = outcome.status === 'settled' ? outcome.customers : [];
    expect(first).toMatchObject({
      status: 'enrolled',
      warnings: [
        { restCode: 1234, message: 'no points for [email]' },
        { restCode: null, message: 'x'.repeat(300) },
        ...Array.from({ length: 8 }, () => ({ restCode: 1, message: 'more' })),
      ],
    });
    expect(second).not.toHaveProperty('warnings');
  });

  it('is read with its ids of 64 bits in full', async () => {
    const body =
      '{"response":[{"result":{"entityId":9223372036854775807,"issualId":"9223372036854775806"}}]}';
    const outcome = await outcomeOf(
      { body, headers: { 'content-type': 'application/json' } },
      aCommand(mobiles(1)),
    );
    expect(outcome).toMatchObject({
      customers: [{ customerId: '9223372036854775807', issualId: '9223372036854775806' }],
    });
  });

  it('that does not say whose they are has the customers looked up', async () => {
    fixture.platform.answer = ({ method }) =>
      method === 'POST'
        ? { body: { response: [result(undefined, '847'), result(undefined, '848')] } }
        : { body: { entity: 7, warnings: [] } };
    const outcome = await fixture.upstream.service.execute(aCommand(mobiles(2)));
    expect(outcome).toMatchObject({ customers: [{ customerId: '7' }, { customerId: '7' }] });
    expect(fixture.platform.received).toHaveLength(3);
  });
});

describe('an answer that a platform gave without an id that it has to have', () => {
  const entry = (result: Entry) => ({ body: { response: [{ result: { entityId: 7, ...result } }] } });
  const sideEffects = (...all: Entry[]) => ({ body: { warnings: [], errors: [], sideEffects: all } });

  it.each<[string, Partial<BulkCommand['request']>, ScriptedAnswer, string]>([
    ['the enrolment of an earning', { action: 'EARN' }, entry({ earnedId: '6' }), 'OUTCOME_UNKNOWN'],
    ['an earning', { action: 'EARN' }, entry({ issualId: '5' }), 'OUTCOME_UNKNOWN'],
    [
      'the enrolment that was revoked',
      { operation: 'REVOKE', action: 'REVOKE_ENROL' },
      entry({}),
      'OUTCOME_UNKNOWN',
    ],
    [
      'what was revoked',
      { operation: 'REVOKE', action: 'REVOKE_EARN' },
      entry({ revokedEarnIds: [] }),
      'OUTCOME_UNKNOWN',
    ],
    [
      'both, of the single sibling',
      { operation: 'ISSUE', action: 'ISSUE' },
      sideEffects({ promotionId: 500, programId: 10 }),
      'OUTCOME_UNKNOWN',
    ],
    [
      'the earning that cannot be read, of the single sibling',
      { operation: 'ISSUE', action: 'ISSUE' },
      sideEffects({ promotionId: 500, programId: 10, issualId: 5, earnedId: 'x' }),
      'OUTCOME_UNKNOWN',
    ],
    [
      'its fixture.own, of several side effects of the single sibling',
      { operation: 'ISSUE', action: 'ISSUE' },
      sideEffects({ issualId: 5 }, { issualId: 6 }),
      'OUTCOME_UNKNOWN',
    ],
    [
      'even a list of side effects',
      { operation: 'ISSUE', action: 'ISSUE' },
      { body: { warnings: [], errors: [] } },
      'OUTCOME_UNKNOWN',
    ],
  ])('%s is no success', async (_, request, answer, verdict) => {
    const nothing = { body: { customerId: 7, promotions: [] } };
    fixture.platform.answer = ({ method }) => (method === 'POST' ? answer : nothing);
    const outcome = await fixture.upstream.service.execute(withRequest(aCommand(mobiles(1)), request));
    expect(verdictsOf(outcome)).toEqual([verdict]);
  });

  it('is no success for a customer who has no id afterwards', async () => {
    const answer = { body: { response: [{ result: { issualId: '5' } }] } };
    expect(verdictsOf(await outcomeOf(answer, aCommand(mobiles(1))))).toEqual(['OUTCOME_UNKNOWN']);
  });
});
