import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/service/caller.js';
import { useScriptedPlatform } from './fixture.js';
import type { ScriptedAnswer } from './scripted-platform.js';
import { aRequestOf, caller, openTestUpstream } from './service.js';
import { aTimeline, aPlatformPromotion } from './platform-promotion.js';

const NOW = new Date('2026-04-01T09:00:00Z');
const notFound = { errors: [{ status: false, code: 8015, message: 'not found' }] };

describe('what is read of a platform', () => {
  const fixture = useScriptedPlatform();
  /** What the platform answers by path. */
  let answers: Record<string, (query: URLSearchParams) => ScriptedAnswer>;
  beforeAll(() => {
    fixture.platform.answer = ({ url }) => {
      const { pathname, searchParams } = new URL(url, 'http://platform');
      return answers[pathname]?.(searchParams) ?? { status: 404, body: 'nothing here' };
    };
  });
  beforeEach(() => {
    answers = {
      '/v2/organization/programs': () => ({
        body: {
          programs: [
            { programId: 20, name: 'Miles', active: false },
            { programId: 10, name: 'Rewards' },
            { name: 'without an id' },
          ],
        },
      }),
    };
  });

  const reads = (by: Caller = caller) => fixture.upstream.readsFor(aRequestOf(by), () => undefined);
  const historiesOf = async (customerId: string) => {
    const [histories] = await reads().records.historiesOf('1', [customerId], NOW);
    return [...(histories ?? [])];
  };
  const asked = () => fixture.platform.received.map(({ url }) => url);
  const DATA = '/v2/customers/lookup/promotionData';
  const promotionPath = (programId: number, promotionId: number) =>
    `/api_gateway/loyalty/v1/programs/${programId}/promotions/${promotionId}/get`;

  describe('of programs and promotions', () => {
    it('is in the order of their ids', async () => {
      expect(await reads().catalogue.programs('1')).toEqual([
        { programId: '10', name: 'Rewards', active: true },
        { programId: '20', name: 'Miles', active: false },
      ]);
    });

    it('finds programs by their ids, however they are written', async () => {
      const found = await reads().catalogue.findPrograms('1', ['020', '30', 'x']);
      expect(found.map((program) => program?.name ?? null)).toEqual(['Miles', null, null]);
    });

    it('finds a promotion of whichever program', async () => {
      answers[promotionPath(20, 7)] = () => ({ body: { data: aPlatformPromotion(7, { programId: 20 }) } });
      for (const path of [promotionPath(10, 7), promotionPath(10, 8), promotionPath(20, 8)]) {
        answers[path] = () => ({ body: { errors: [{ code: 8874, message: 'promotion id is invalid' }] } });
      }
      const found = await reads().catalogue.findPromotionsById('1', ['7', '8', 'x']);
      expect(found.map((promotion) => promotion?.name ?? null)).toEqual(['Promotion 7', null, null]);
      expect(found[0]?.program.name).toBe('Miles');
    });

    it('asks for no promotion that cannot be', async () => {
      const name = { promoIdentifier: null };
      const found = await reads().catalogue.findPromotions('1', [
        { ...name, programId: '30', promotionId: '7' },
        { ...name, programId: null, promotionId: '7' },
        { ...name, programId: '10', promotionId: null },
      ]);
      expect(found).toEqual([null, null, null]);
      expect(asked()).toEqual(['/v2/organization/programs']);
    });

    it('is asked for once by those who want the same', async () => {
      await Promise.all([reads().catalogue.programs('1'), reads().catalogue.programs('1')]);
      await reads().catalogue.programs('1');
      expect(asked()).toHaveLength(1);
    });
  });

  describe('of customers', () => {
    it('is in the order of the promotions, and of their acts', async () => {
      const earlier = new Date(NOW.getTime() - 60_000);
      answers[DATA] = () => ({
        body: {
          customerId: 1,
          promotions: [
            aPlatformPromotion(600),
            aPlatformPromotion(500, {
              customerPromotionTimelines: [aTimeline(12, [], NOW), aTimeline(11, [3, 2], earlier)],
            }),
          ],
        },
      });
      const histories = await historiesOf('1');
      expect(histories.map(({ promotion }) => promotion.promotionId)).toEqual(['500', '600']);
      expect(histories[0]).toMatchObject({ standing: { enrolmentsMade: 2, earningsMade: 2 } });
      const [{ enrolments } = { enrolments: [] }] = await reads().records.latest('1', '1', ['500'], 100);
      expect(enrolments).toMatchObject([
        { ordinal: 1, issualId: '11', earnings: [{ earnedId: '2' }, { earnedId: '3' }] },
        { ordinal: 2, issualId: '12', earnings: [] },
      ]);
    });

    it('comes from as many pages as there are, however long they are', async () => {
      const all = Array.from({ length: 120 }, (_, i) => aPlatformPromotion(1_000 + i));
      // A hundred were asked for.
      answers[DATA] = (query) => {
        const offset = Number(query.get('offset'));
        return {
          body: { customerId: 1, promotions: all.slice(offset, offset + 50), pageDetails: { total: 120 } },
        };
      };
      const histories = await historiesOf('1');
      expect(histories).toHaveLength(120);
      expect(new Set(histories.map(({ promotion }) => promotion.promotionId)).size).toBe(120);
    });

    it('ends with a page without anything new, also without a total', async () => {
      const all = Array.from({ length: 130 }, (_, i) => aPlatformPromotion(1_000 + i));
      const page = (query: URLSearchParams) => all.slice(Number(query.get('offset'))).slice(0, 100);
      answers[DATA] = (query) => ({ body: { customerId: 1, promotions: page(query) } });
      expect(await historiesOf('1')).toHaveLength(130);
      const total = { pageDetails: { total: 500 } };
      answers[DATA] = (query) => ({ body: { customerId: 2, promotions: page(query), ...total } });
      expect(await historiesOf('2')).toHaveLength(130);
    });

    it('has promotions of programs that are not listed, and not active, without their names', async () => {
      answers[DATA] = () => ({
        body: { customerId: 1, promotions: [aPlatformPromotion(1, { programId: 30 })] },
      });
      expect(await historiesOf('1')).toMatchObject([
        { promotion: { promotionId: '1', program: { programId: '30', name: '', active: false } } },
      ]);
    });

    it('is nothing where there is no such customer', async () => {
      answers[DATA] = () => ({ body: notFound });
      expect(await reads().records.historiesOf('1', ['1'], NOW)).toEqual([[]]);
    });

    it.each<[string, ScriptedAnswer]>([
      ['refused for another reason', { body: { errors: [{ code: 9999, message: 'no' }] } }],
      ['no JSON', { body: '<h1>Hello</h1>' }],
      ['no object', { body: [] }],
      ['without the customer', { body: { promotions: [] } }],
      ['too much for now', { status: 429, body: {}, headers: { 'retry-after': '7' } }],
      ['a failure', { status: 500, body: {} }],
    ])('is not made up where the answer is %s', async (_, answer) => {
      answers[DATA] = () => answer;
      await expect(reads().records.historiesOf('1', ['1'], NOW)).rejects.toMatchObject({
        name: 'PlatformUnavailable',
        retryAfterMs: answer.status === 429 ? 7_000 : 1_000,
      });
    });

    it('is refused with the credential that was passed on', async () => {
      const passing = openTestUpstream(fixture.platform.url, fixture.own, { credential: null });
      const credential = { scheme: 'Basic', till: 'a', password: 'b' } as const;
      const { catalogue } = passing.readsFor(aRequestOf({ ...caller, credential }), () => undefined);
      answers['/v2/organization/programs'] = () => ({ status: 403, body: {} });
      await expect(catalogue.programs('1')).rejects.toMatchObject({
        name: 'CredentialRefused',
        lacksAccess: true,
      });
      await passing.close();
    });
  });

  describe('of whose an identifier is', () => {
    const LOOKUP = '/v2/customers/lookup';
    const mobile = { identifierName: 'MOBILE', value: '919000001001', source: 'INSTORE' } as const;
    const find = (organisationId = '1') =>
      fixture.upstream.directoryFor(aRequestOf(caller)).find(organisationId, [mobile]);

    it('is kept once it was found, for each organisation', async () => {
      answers[LOOKUP] = () => ({ body: { entity: 7, warnings: [] } });
      expect([await find(), await find(), await find('2')]).toEqual([['7'], ['7'], ['7']]);
      expect(asked()).toHaveLength(2);
      const [first] = asked();
      expect(first).toBe(`${LOOKUP}?identifierName=mobile&identifierValue=919000001001&source=INSTORE`);
    });

    it('is looked up again while no customer has it', async () => {
      answers[LOOKUP] = () => ({ body: notFound });
      expect(await find()).toEqual([null]);
      answers[LOOKUP] = () => ({ body: { entity: 7, warnings: [] } });
      expect(await find()).toEqual(['7']);
    });

    it.each<[string, ScriptedAnswer]>([
      ['refuses for another reason', { body: { errors: [{ code: 9999, message: 'no' }] } }],
      ['names no customer and no reason', { body: {} }],
      ['answers no object', { body: [] }],
    ])('is not taken for unknown where the platform %s', async (_, answer) => {
      answers[LOOKUP] = () => answer;
      expect(await find()).toMatchObject([{ name: 'PlatformUnavailable' }]);
    });
  });

  it.each<[string, string, least: number, most: number]>([
    ['seconds', '3', 3_000, 3_000],
    ['a date', new Date(Date.now() + 90_000).toUTCString(), 30_000, 90_000],
    ['a date that is past', new Date(Date.now() - 90_000).toUTCString(), 0, 0],
    ['nonsense', 'soon', 1_000, 1_000],
  ])('can be asked for again when the platform says so: %s', async (_, header, least, most) => {
    answers['/v2/organization/programs'] = () => ({
      status: 503,
      body: {},
      headers: { 'retry-after': header },
    });
    await expect(reads().catalogue.programs('1')).rejects.toMatchObject({
      retryAfterMs: expect.toSatisfy((ms: number) => ms >= least && ms <= most),
    });
  });
});
