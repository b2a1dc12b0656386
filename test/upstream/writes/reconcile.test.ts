import { describe, expect, it } from 'vitest';
import type { BulkCommand } from '../../../src/service/promotion-service.js';
import { useScriptedPlatform } from '../fixture.js';
import type { ScriptedAnswer } from '../scripted-platform.js';
import { aCommand, caller, openTestUpstream, verdictsOf, withRequest } from '../service.js';
import { aTimeline, aPlatformPromotion } from '../platform-promotion.js';

const MOBILE = '919000001001';

const HOUR_MS = 3_600_000;

const lost: ScriptedAnswer = { status: 500, body: 'oops' };

const anHourAgo = () => new Date(Date.now() - HOUR_MS);

/** An instant in local time, as text. */
const inKolkata = (date: Date) => new Date(date.getTime() + 5.5 * HOUR_MS).toISOString();

const direct = { pointsOfferType: 'LOYALTY' };

const fixture = useScriptedPlatform();

/** promotionData of customer 7, who has these timelines in promotion 500. */
const answered = (timelines: readonly object[], changes: object = {}): ScriptedAnswer => ({
  body: {
    customerId: 7,
    promotions: [
      aPlatformPromotion(400),
      aPlatformPromotion(500, { customerPromotionTimelines: timelines, ...changes }),
    ],
  },
});

const command = (request: Partial<BulkCommand['request']> = {}) => withRequest(aCommand([MOBILE]), request);

/** The outcome of a command whose answer is lost, where the platform answers the queries afterwards so. */
async function outcomeOf(answer: () => ScriptedAnswer, request: Partial<BulkCommand['request']> = {}) {
  fixture.platform.answer = ({ method }) => (method === 'POST' ? lost : answer());
  return fixture.upstream.service.execute(command(request));
}

describe('a write whose answer is lost', () => {
  describe('is known by the one record that it can have made:', () => {
    it.each<[string, Partial<BulkCommand['request']>, () => ScriptedAnswer, object]>([
      [
        'an enrolment',
        {},
        () => answered([aTimeline(4, [], anHourAgo()), aTimeline(5)]),
        { status: 'enrolled', issualId: '5' },
      ],
      [
        'an enrolment in the promotion that was named by its identifier',
        { promotionId: null, promoIdentifier: 'promotion-500' },
        () => answered([aTimeline(5)]),
        { status: 'enrolled', issualId: '5' },
      ],
      [
        'an earning',
        { action: 'EARN' },
        () => answered([aTimeline(5, [6])]),
        { status: 'earned', issualId: '5', earnedId: '6' },
      ],
      [
        'the enrolment of a single issue',
        { operation: 'ISSUE', action: 'ISSUE' },
        () => answered([aTimeline(5)]),
        { status: 'enrolled', issualId: '5' },
      ],
      [
        'the earning of a single issue, where the promotion has it so',
        { operation: 'ISSUE', action: 'ISSUE' },
        () => answered([aTimeline(5, [6])], direct),
        { status: 'earned', issualId: '5', earnedId: '6' },
      ],
      [
        'one that is dated by a clock that is late',
        {},
        () => ({
          ...answered([aTimeline(5, [], anHourAgo())]),
          headers: { date: anHourAgo().toUTCString() },
        }),
        { status: 'enrolled', issualId: '5' },
      ],
    ])('%s', async (_, request, answer, outcome) => {
      expect(await outcomeOf(answer, request)).toMatchObject({
        customers: [{ customerId: '7', ...outcome }],
      });
    });
  });

  it.each([{ issualId: '1e3' }, { issualId: null }, { issualId: ' 5' }])(
    'is known in the same way where the answer came with ids that cannot be read: %o',
    async (ids) => {
      const unreadable = { body: { response: [{ result: { entityId: 7, ...ids } }] } };
      fixture.platform.answer = ({ method }) => (method === 'POST' ? unreadable : answered([aTimeline(5)]));
      expect(await fixture.upstream.service.execute(command())).toMatchObject({
        customers: [{ status: 'enrolled', customerId: '7', issualId: '5' }],
      });
    },
  );

  it('is not known of a customer who is named twice, for the one record may be either', async () => {
    fixture.platform.answer = ({ method }) => (method === 'POST' ? lost : answered([aTimeline(5)]));
    const outcome = await fixture.upstream.service.execute(aCommand([MOBILE, MOBILE]));
    expect(verdictsOf(outcome)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(fixture.platform.received.filter(({ method }) => method === 'GET')).toEqual([]);
  });

  it.each([
    ['records of another customer', { customerId: 8 }],
    ['an enrolment that is none', { customerPromotionTimelines: [aTimeline(5), 5] }],
  ])('is not known by an answer with %s', async (_, changes) => {
    const { customerId = 1_001, ...promotion } = changes as { customerId?: number };
    const answer = {
      body: {
        customerId,
        promotions: [aPlatformPromotion(500, { customerPromotionTimelines: [aTimeline(5)], ...promotion })],
      },
    };
    fixture.platform.answer = ({ method }) => (method === 'POST' ? lost : answer);
    const key = { identifierName: 'ID', value: '1001', source: 'ALL' } as const;
    const byId = aCommand(['1001'], { lookups: [{ status: 'deferred', key }] });
    expect(verdictsOf(await fixture.upstream.service.execute(byId))).toEqual(['OUTCOME_UNKNOWN']);
  });

  describe.each<[string, (date: Date) => string]>([
    ['minutes', (date) => `${date.toISOString().slice(0, 16)}Z`],
    ['minutes, behind a blank', (date) => date.toISOString().slice(0, 16).replace('T', ' ')],
    [
      'minutes, behind a blank and with a zone',
      (date) => `${date.toISOString().slice(0, 16).replace('T', ' ')}Z`,
    ],
    ['minutes, with an offset', (date) => `${inKolkata(date).slice(0, 16)}+05:30`],
    ['minutes, with an offset without a colon', (date) => `${inKolkata(date).slice(0, 16)}+0530`],
    ['seconds', (date) => `${date.toISOString().slice(0, 19)}Z`],
    ['microseconds', (date) => date.toISOString().replace('Z', '999Z')],
  ])('where the platform dates records by %s', (_, written) => {
    const MINUTE_MS = 60_000;
    /** Dates the enrolment and the earning so much later than the write. */
    const datedLater = async (laterMs: number, request: Partial<BulkCommand['request']> = {}) => {
      let date = '';
      fixture.platform.answer = ({ method }) => {
        if (method === 'GET') {
          const issuedDetails = [{ issualId: 6, issualDate: date }];
          return answered([{ enrollmentId: 5, enrollmentDate: date, issuedDetails }]);
        }
        date = written(new Date(Date.now() + laterMs));
        return lost;
      };
      return verdictsOf(await fixture.upstream.service.execute(command(request)));
    };

    it('is known by the one record that it can have made', async () => {
      expect(await datedLater(0)).toEqual(['enrolled']);
      expect(await datedLater(0, { action: 'EARN' })).toEqual(['earned']);
    });

    it.each([-3 * MINUTE_MS, 3 * MINUTE_MS])(
      'is not known by a record dated %i ms later',
      async (laterMs) => {
        expect(await datedLater(laterMs)).toEqual(['OUTCOME_UNKNOWN']);
      },
    );
  });

  describe('is not known by', () => {
    it.each<[string, () => ScriptedAnswer]>([
      ['two records', () => answered([aTimeline(4), aTimeline(5)])],
      ['a record that is older', () => answered([aTimeline(5, [], anHourAgo())])],
      [
        'a record that is dated ahead, in local time perhaps',
        () => answered([aTimeline(5, [], new Date(Date.now() + 4.5 * HOUR_MS))]),
      ],
      ['no record', () => answered([])],
      ['a record in another promotion', () => answered([aTimeline(5)], { promotionId: 501 })],
      ['a record in another program', () => answered([aTimeline(5)], { programId: 11 })],
      [
        'a refusal to look the customer up',
        () => ({ body: { errors: [{ code: 8015, message: 'not found' }] } }),
      ],
      ['an answer that cannot be read', () => answered([aTimeline(5)], { startDate: 'soon' })],
    ])('%s', async (_, answer) => {
      expect(verdictsOf(await outcomeOf(answer))).toEqual(['OUTCOME_UNKNOWN']);
      expect(fixture.platform.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
    });

    it('a record that was reported to another caller', async () => {
      fixture.platform.answer = () => ({ body: { response: [{ result: { entityId: 7, issualId: '5' } }] } });
      expect(verdictsOf(await fixture.upstream.service.execute(command()))).toEqual(['enrolled']);
      expect(verdictsOf(await outcomeOf(() => answered([aTimeline(5)])))).toEqual(['OUTCOME_UNKNOWN']);
      expect(verdictsOf(await outcomeOf(() => answered([aTimeline(5), aTimeline(6)])))).toEqual(['enrolled']);
      expect(verdictsOf(await outcomeOf(() => answered([aTimeline(5), aTimeline(6)])))).toEqual([
        'OUTCOME_UNKNOWN',
      ]);
    });
  });

  it('is not known while another write for the same customer is under way, for the record may be its', async () => {
    const writes: ScriptedAnswer[] = [
      lost,
      { body: { response: [{ result: { entityId: 7, issualId: '5' } }] }, afterMs: 100 },
    ];
    fixture.platform.answer = ({ method }) =>
      (method === 'POST' ? writes.shift() : undefined) ?? answered([aTimeline(5)]);
    const both = await Promise.all([1, 2].map(() => fixture.upstream.service.execute(command())));
    expect(both.map(verdictsOf)).toEqual([['OUTCOME_UNKNOWN'], ['enrolled']]);
  });
});

describe('a write whose answer is lost, and that was to revoke earnings,', () => {
  /** The outcome of the revocation, with the answers of the platform before and after it. */
  async function revoked(before: ScriptedAnswer, after: ScriptedAnswer, earnedIds?: readonly string[]) {
    const answers = [before, after];
    fixture.platform.answer = ({ method }) => (method === 'POST' ? lost : (answers.shift() ?? lost));
    const customers = [{ identifierValue: MOBILE, source: 'INSTORE', ...(earnedIds && { earnedIds }) }];
    return fixture.upstream.service.execute(
      command({ operation: 'REVOKE', action: 'REVOKE_EARN', customers }),
    );
  }
  const three = () => answered([aTimeline(4, [1]), aTimeline(5, [2, 3])]);
  const expiring = () =>
    answered([
      {
        ...aTimeline(5, []),
        issuedDetails: [
          { issualId: 3, issualDate: anHourAgo(), issualExpiryDate: new Date(Date.now() + 300) },
        ],
      },
    ]);

  it.each<[string, ScriptedAnswer, readonly string[] | undefined, readonly string[]]>([
    ['all', answered([aTimeline(4), aTimeline(5)]), undefined, ['1', '2', '3']],
    ['those that it named', answered([aTimeline(4), aTimeline(5, [2])]), ['3', '1'], ['1', '3']],
  ])('has done it where %s are not there any more', async (_, after, named, earnedIds) => {
    expect(await revoked(three(), after, named)).toMatchObject({
      customers: [{ status: 'earningsRevoked', customerId: '7', issualId: '5', earnedIds }],
    });
  });

  const noneLeft = () => answered([aTimeline(5)]);
  it.each<[string, () => ScriptedAnswer, () => ScriptedAnswer, readonly string[] | undefined]>([
    ['some are left', three, () => answered([aTimeline(5, [2])]), undefined],
    ['one that it named is left', three, () => answered([aTimeline(5, [2])]), ['2', '3']],
    ['there were none before', noneLeft, noneLeft, undefined],
    ['one that it named was not there before', three, noneLeft, ['3', '9']],
    ['the whole promotion is gone', three, () => ({ body: { customerId: 7, promotions: [] } }), undefined],
    ['they may have expired', expiring, noneLeft, undefined],
    ['the platform does not answer', three, () => lost, undefined],
  ])('is not known where %s', async (_, before, after, named) => {
    expect(verdictsOf(await revoked(before(), after(), named))).toEqual(['OUTCOME_UNKNOWN']);
  });

  it('is not known where the revocation was reported to another caller as its own', async () => {
    const before = [three(), three()];
    const writes: ScriptedAnswer[] = [
      { body: { response: [{ result: { entityId: 7, revokedEarnIds: [1, 2, 3] } }] } },
      { ...lost, afterMs: 50 },
    ];
    fixture.platform.answer = ({ method }) =>
      (method === 'POST' ? writes.shift() : before.shift()) ?? answered([aTimeline(4), aTimeline(5)]);
    const revocation = () => command({ operation: 'REVOKE', action: 'REVOKE_EARN' });
    const both = await Promise.all([1, 2].map(() => fixture.upstream.service.execute(revocation())));
    expect(both.map(verdictsOf).sort()).toEqual([['OUTCOME_UNKNOWN'], ['earningsRevoked']]);
  });

  const done = { body: { response: [{ result: { entityId: 7, revokedEarnIds: [1] } }] } };

  it('is sent where the customer cannot be read, and then names no enrolment', async () => {
    fixture.platform.answer = ({ method }) => (method === 'POST' ? done : { status: 503, body: {} });
    expect(
      await fixture.upstream.service.execute(command({ operation: 'REVOKE', action: 'REVOKE_EARN' })),
    ).toMatchObject({ customers: [{ status: 'earningsRevoked', issualId: null, earnedIds: ['1'] }] });
    expect(fixture.platform.received.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('is sent at once where the answer shows no enrolments', async () => {
    fixture.platform.answer = () => done;
    const revocation = command({ operation: 'REVOKE', action: 'REVOKE_EARN' });
    expect(
      verdictsOf(await fixture.upstream.service.execute({ ...revocation, showsEnrolments: false })),
    ).toEqual(['earningsRevoked']);
    expect(fixture.platform.received.map(({ method }) => method)).toEqual(['POST']);
  });

  it('is not done where the platform refuses the credential that was passed on', async () => {
    const passing = openTestUpstream(fixture.platform.url, fixture.own, { credential: null });
    fixture.platform.answer = () => ({ status: 401, body: {} });
    const credential = { scheme: 'Basic', till: 'a', password: 'b' } as const;
    const revocation = command({ operation: 'REVOKE', action: 'REVOKE_EARN' });
    await expect(
      passing.service.execute({ ...revocation, caller: { ...caller, credential } }),
    ).rejects.toMatchObject({ name: 'CredentialRefused' });
    expect(fixture.platform.received.map(({ method }) => method)).toEqual(['GET', 'POST']);
    await passing.close();
  });
});
