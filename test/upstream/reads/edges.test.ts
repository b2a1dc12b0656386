import { beforeAll, describe, expect, it } from 'vitest';
import { PlatformUnavailable } from '../../../src/service/ports.js';
import { useScriptedPlatform } from '../fixture.js';
import { aPlatformPromotion } from '../platform-promotion.js';
import type { ScriptedAnswer } from '../scripted-platform.js';
import { aRequestOf, caller, openTestUpstream } from '../service.js';

const NOW = new Date('2026-04-01T09:00:00Z');
const DATA = '/v2/customers/lookup/promotionData';

describe('a history at the edge of what is documented', () => {
  const fixture = useScriptedPlatform();
  let answer: (query: URLSearchParams) => ScriptedAnswer;
  beforeAll(() => {
    fixture.platform.answer = ({ url }) => {
      const { pathname, searchParams } = new URL(url, 'http://platform');
      return pathname === DATA ? answer(searchParams) : { body: { data: [] } };
    };
  });
  const historiesOf = async (customerId: string) => {
    const { records } = fixture.upstream.readsFor(aRequestOf(caller), () => undefined);
    const [histories] = await records.historiesOf('1', [customerId], NOW);
    return [...(histories ?? [])];
  };
  const asked = () => fixture.platform.received.map(({ url }) => url);

  it.each([
    ['without details of the page', {}],
    ['without a total', { pageDetails: { totalEntries: null, pageSize: 50 } }],
  ])('comes from all pages of a platform that lists fewer than were requested, %s', async (_, details) => {
    const all = Array.from({ length: 169 }, (__, i) => aPlatformPromotion(1_000 + i));
    answer = (query) => {
      const offset = Number(query.get('offset'));
      return { body: { customerId: 1, promotions: all.slice(offset, offset + 50), ...details } };
    };
    expect(await historiesOf('1')).toHaveLength(169);
  });

  it.each([50, 100])(
    'comes from all pages of %i where the offset counts pages and there is no total',
    async (size) => {
      const all = Array.from({ length: 169 }, (_, i) => aPlatformPromotion(1_000 + i));
      answer = (query) => {
        const first = Number(query.get('offset')) * size;
        return { body: { customerId: 1, promotions: all.slice(first, first + size) } };
      };
      expect(await historiesOf('1')).toHaveLength(169);
    },
  );

  it('says in the log that a platform shows fewer promotions than it counts', async () => {
    const page = Array.from({ length: 50 }, (_, i) => aPlatformPromotion(1_000 + i));
    answer = () => ({
      body: { customerId: 1, promotions: page, pageDetails: { totalEntries: 169 } },
    });
    expect(await historiesOf('1')).toHaveLength(50);
    expect(fixture.upstream.troubles.map(({ message }) => message)).toEqual([
      'The platform lists fewer promotions than it counts',
    ]);
  });

  it('is waited for once, however many reads of the request come after one that hangs', async () => {
    answer = () => ({ body: {}, after: new Promise(() => undefined) });
    const impatient = openTestUpstream(fixture.platform.url, fixture.own, { timeoutMs: 300 });
    const { records } = impatient.readsFor(aRequestOf(caller), () => undefined);
    for (const customerId of ['1', '2', '3']) {
      await expect(records.historiesOf('1', [customerId], NOW)).rejects.toThrow(PlatformUnavailable);
    }
    expect(asked().filter((url) => url.startsWith(DATA))).toHaveLength(1);
    await impatient.close();
  });

  it('has no customer where promotionData answers 8896 for an id', async () => {
    answer = () => ({
      body: { errors: [{ status: false, code: 8896, message: 'Invalid customerId' }] },
    });
    const key = { identifierName: 'ID', value: '7', source: 'ALL' } as const;
    expect(await fixture.upstream.directoryFor(aRequestOf(caller)).find('1', [key])).toEqual([null]);
    expect(await historiesOf('7')).toEqual([]);
  });
});
