import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type TestGateway } from '../support/gateway.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const PROGRAMS = '/api_gateway/loyalty/v1/programs';
const LIST = `${PROGRAMS}/promotions/list`;
const other = { programId: '20', name: 'Other', active: true };

interface Body {
  readonly validationErrors: readonly { readonly code: number }[] | null;
  readonly data: readonly { readonly id: number }[] | null;
  readonly pageDetails?: object;
}

describe('the lists of promotions', () => {
  let gateway: TestGateway;
  let organisation: TestOrganisation;
  beforeAll(async () => {
    gateway = await openGateway();
    organisation = await gateway.organisation({
      promotions: [
        aPromotion({ promotionId: '500', name: 'Spring' }),
        aPromotion({ promotionId: '501', name: 'Late spring', promoIdentifier: null, active: false }),
        aPromotion({
          promotionId: '502',
          name: 'Winter',
          promoIdentifier: null,
          program: other,
          startsAt: new Date('2026-11-01T00:00:00Z'),
        }),
        aPromotion({
          promotionId: '503',
          name: '100%_x',
          promoIdentifier: null,
          program: other,
          startsAt: new Date('2025-01-01T00:00:00Z'),
          endsAt: new Date('2025-02-01T00:00:00Z'),
        }),
      ],
    });
    await gateway.organisation({ promotions: [aPromotion({ promotionId: '900' })] });
  });
  afterAll(() => gateway.close());

  const read = async (url: string) => (await organisation.get(url)).json<Body>();
  const idsOf = ({ data }: Body) => data?.map(({ id }) => id);

  it.each([
    ['', [500, 501, 502, 503]],
    ['&program=20', [502, 503]],
    ['&program=020&status=UPCOMING', [502]],
    ['&status=INACTIVE', [501]],
    ['&status=LIVE', [500]],
    ['&status=COMPLETED', [503]],
    ['&promotionName=SPRING', [500, 501]],
    ['&promotionName=%25', [503]],
    ['&promotionName=%00', []],
    ['&startDate=2024-12-01&endDate=2025-01-15', [503]],
    ['&startDate=2026-12-01T00:00:00Z&endDate=2027-01-01', [500, 501, 502]],
    ['&program=&status=&promotionName=', [500, 501, 502, 503]],
  ])('has for "%s" the promotions %j', async (filter, ids) => {
    const body = await read(`${LIST}?limit=10&offset=0${filter}`);
    expect(idsOf(body)).toEqual(ids);
    expect(body.pageDetails).toMatchObject({ totalEntries: ids.length });
  });

  it('counts pages in the offset of the organisation, and promotions in that of a program', async () => {
    const second = await read(`${LIST}?limit=3&offset=1`);
    expect(idsOf(second)).toEqual([503]);
    expect(second.pageDetails).toEqual({ pageNumber: 1, pageSize: 3, totalEntries: 4, pageCount: 2 });
    const rest = await read(`${PROGRAMS}/20/promotionsV2?limit=3&offset=1`);
    expect(idsOf(rest)).toEqual([503]);
    expect((await read(`${LIST}?limit=0&offset=0`)).pageDetails).toMatchObject({ totalEntries: 4 });
    expect((await read(`${LIST}?limit=3&offset=9`)).pageDetails).toMatchObject({ totalEntries: 4 });
  });

  it.each([
    ['10/promotionsV2?limit=5&offset=0', [500]],
    ['10/promotionsV2?limit=5&offset=0&includeInactivePromotions=true', [500, 501]],
    ['20/promotionsV2?limit=5&offset=0&promotionId=503&sourceType=UI', [503]],
    ['20/promotionsV2?limit=5&offset=0&promotionId=500', []],
  ])('have at %s the promotions %j', async (path, ids) => {
    expect(idsOf(await read(`${PROGRAMS}/${path}`))).toEqual(ids);
  });

  it.each([
    [`${LIST}?offset=0`, 4054],
    [`${LIST}?limit=5`, 4054],
    [`${LIST}?limit=101&offset=0`, 4055],
    [`${LIST}?limit=5&offset=0&startDate=2026-01-01`, 4053],
    [`${LIST}?limit=5&offset=0&startDate=soon&endDate=2026-01-01`, 4057],
    [`${LIST}?limit=5&offset=0&program=30`, 2010],
    [`${LIST}?limit=5&offset=0&program=x`, 2010],
    [`${PROGRAMS}/30/promotionsV2?limit=5&offset=0`, 2010],
    [`${PROGRAMS}/10/promotionsV2?limit=5`, 4054],
  ])('answer %s with the validation error %i', async (url, code) => {
    expect(await read(url)).toMatchObject({ validationErrors: [{ code }], data: null });
  });

  it('answer 400 to a parameter that cannot be read', async () => {
    const answer = await organisation.get(`${LIST}?limit=x&offset=0`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors[0].message).toContain('limit must be a whole number');
  });
});
