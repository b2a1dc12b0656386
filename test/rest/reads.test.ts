import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePromotionAnswer } from '../../src/wire/promotions/promotion-details.js';
import { openGateway, TEST_NOW, type TestGateway } from '../support/gateway.js';
import { earn, enrol } from '../support/operations.js';
import type { TestOrganisation } from '../support/organisation.js';
import { aPromotion } from '../support/promotion.js';

const LOOKUP = '/v2/customers/lookup';

const DATA = '/v2/customers/lookup/promotionData';

const PROGRAMS = '/v2/organization/programs';

const promotionUrl = (programId: string, promotionId: string) =>
  `/api_gateway/loyalty/v1/programs/${programId}/promotions/${promotionId}/get`;

const other = { programId: '20', name: 'Other', active: true };

const messages = {
  8015: 'Customer not found for the given identifiers',
  8013: 'Lookup,Invalid identifier passed',
  8003: 'Invalid source',
  11013: 'identifierName, identifierValue, source can not be empty',
} as const;

/** The body of an answer of the three read operations. */
interface Body {
  readonly entity?: number;
  readonly errors?: readonly { readonly code: number; readonly message: string }[];
  readonly pageDetails?: object;
  readonly promotions?: readonly {
    readonly promotionId: number;
    readonly customerPromotionTimelines: readonly object[];
  }[];
}

/** The customer 1001 by id, unless changed; undefined leaves a parameter out. */
function aQuery(changes: object = {}): string {
  const parameters = { identifierName: 'id', identifierValue: '1001', source: 'INSTORE', ...changes };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries<string | number | undefined>(parameters)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.toString();
}

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await openGateway();
});

afterAll(() => gateway.close());

async function get(
  organisation: TestOrganisation | null,
  url: string,
): Promise<{ status: number; body: Body }> {
  const response = await gateway.app.server.inject({
    method: 'GET',
    url,
    headers: organisation ? { authorization: organisation.authorization } : {},
  });
  return { status: response.statusCode, body: response.json() };
}

describe(`reads over REST by GET ${LOOKUP}`, () => {
  let organisation: TestOrganisation;
  beforeAll(async () => {
    organisation = await gateway.organisation();
  });

  it.each([
    {},
    { identifierName: 'ID' },
    { identifierName: 'mobile', identifierValue: '919000001001', source: 'instore' },
    { identifierName: 'mobile', identifierValue: '+91 90000 01001', source: 'ALL' },
  ])('finds a customer by %j', async (changes) => {
    expect(await get(organisation, `${LOOKUP}?${aQuery(changes)}`)).toEqual({
      status: 200,
      body: { entity: 1001, warnings: [] },
    });
  });

  it('writes an id of 64 bits in full', async () => {
    const customerId = '9223372036854775807';
    const large = await gateway.organisation({ customers: [{ customerId, identifiers: [] }] });
    const response = await gateway.app.server.inject({
      url: `${LOOKUP}?${aQuery({ identifierValue: customerId })}`,
      headers: { authorization: large.authorization },
    });
    expect(response.body).toBe(`{"entity":${customerId},"warnings":[]}`);
  });

  it.each([
    [8015, 'an unknown id', { identifierValue: '9999' }],
    [8015, 'no id', { identifierValue: 'x' }],
    [
      8015,
      'a mobile of another source',
      { identifierName: 'mobile', identifierValue: '919000001001', source: 'LINE' },
    ],
    [8013, 'an unknown identifierName', { identifierName: 'cookie' }],
    [8003, 'an unknown source', { source: 'MOON' }],
    [11013, 'no identifierName', { identifierName: undefined }],
    [11013, 'no identifierValue', { identifierValue: undefined }],
    [11013, 'an empty identifierValue', { identifierValue: ' ' }],
    [11013, 'no source', { source: undefined }],
  ] as const)('answers %i to %s, on both look-ups', async (code, _, changes) => {
    for (const path of [LOOKUP, DATA]) {
      expect(await get(organisation, `${path}?${aQuery(changes)}`)).toEqual({
        status: 200,
        body: { errors: [{ status: false, code, message: messages[code] }] },
      });
    }
  });

  it('takes what is given twice for nothing', async () => {
    const { body } = await get(organisation, `${LOOKUP}?${aQuery()}&identifierValue=1002`);
    expect(body.errors?.[0]?.code).toBe(11013);
  });

  it('finds no customer of another organisation', async () => {
    const theirs = await gateway.organisation({ customers: [{ customerId: '4711', identifiers: [] }] });
    const query = aQuery({ identifierValue: '4711' });
    expect((await get(theirs, `${LOOKUP}?${query}`)).body.entity).toBe(4711);
    expect((await get(organisation, `${LOOKUP}?${query}`)).body.errors?.[0]?.code).toBe(8015);
    expect((await get(organisation, `${DATA}?${query}`)).body.errors?.[0]?.code).toBe(8015);
  });
});

describe(`reads over REST by GET ${DATA}`, () => {
  let organisation: TestOrganisation;
  let enrolled: Awaited<ReturnType<typeof enrol>>;
  let earned: Awaited<ReturnType<typeof earn>>;
  beforeAll(async () => {
    organisation = await gateway.organisation({
      promotions: [
        aPromotion({ enrolmentLimit: null, earnLimit: 3, totalEarnLimit: 40, enrolmentExpiryDays: 10 }),
        aPromotion({ promotionId: '501', promoIdentifier: null, kind: 'DIRECT_ISSUE', program: other }),
        aPromotion({ promotionId: '502', promoIdentifier: null, kind: 'GENERIC', program: other }),
      ],
    });
    enrolled = await enrol(organisation);
    earned = await earn(organisation);
  });

  const read = (changes: object = {}) => get(organisation, `${DATA}?${aQuery(changes)}`);
  const idsOf = ({ promotions = [] }: Body) => promotions.map(({ promotionId }) => promotionId);

  it("answers in the platform's words: its enrollmentId is our issualId, its issualId our earnedId", async () => {
    const dates = { startDate: '2026-01-01T00:00:00.000Z', endDate: '2026-12-31T00:00:00.000Z' };
    const notHeld = {
      description: null,
      eventName: null,
      promotionMetadata: [],
      limits: null,
      customerUsage: null,
    };
    const shared = { promotionName: 'Spring', ...dates, active: true, ...notHeld };
    const limit = (kpi: string, maxLimit: string, currentCustomerUsage: string, limitOn = 'CUSTOMER') => ({
      kpi,
      maxLimit,
      currentCustomerUsage,
      limitOn,
    });
    expect(await read()).toEqual({
      status: 200,
      body: {
        pageDetails: { pageNumber: 0, pageSize: 100, totalEntries: 3, pageCount: 1 },
        customerId: 1001,
        promotions: [
          {
            ...shared,
            promotionId: 500,
            programId: 10,
            identifier: 'spring-500',
            pointsOfferType: 'LOYALTY_EARNING',
            promotionRestriction: {
              issualRestrictions: [limit('NUMBER_OF_ISSUALS', '-1', '1')],
              earnRestrictions: [
                limit('NUMBER_OF_EARNS', '3', '1'),
                limit('NUMBER_OF_EARNS', '40', '1', 'PROMOTION'),
              ],
              redemptionRestrictions: [],
            },
            customerPromotionTimelines: [
              {
                enrollmentId: Number(enrolled.results[0]!.issualId),
                enrollmentDate: '2026-04-01T09:00:00.000Z',
                enrollmentExpiryDate: '2026-04-11T09:00:00.000Z',
                enrollEventLogId: null,
                issuedDetails: [
                  {
                    issualId: Number(earned.results[0]!.earnedId),
                    issualDate: '2026-04-01T09:00:00.000Z',
                    issualExpiryDate: '2026-04-11T09:00:00.000Z',
                    issualEventLogId: null,
                    redeemedCount: 0,
                  },
                ],
              },
            ],
          },
          {
            ...shared,
            promotionId: 501,
            programId: 20,
            identifier: null,
            pointsOfferType: 'LOYALTY',
            promotionRestriction: {
              issualRestrictions: [limit('NUMBER_OF_ISSUALS', '1', '0')],
              earnRestrictions: [],
              redemptionRestrictions: [],
            },
            customerPromotionTimelines: [],
          },
          {
            ...shared,
            promotionId: 502,
            programId: 20,
            identifier: null,
            pointsOfferType: 'GENERIC',
            promotionRestriction: {
              issualRestrictions: [],
              earnRestrictions: [],
              redemptionRestrictions: [],
            },
            customerPromotionTimelines: [],
          },
        ],
        warnings: [],
      },
    });
  });

  it('leaves out what was revoked', async () => {
    const mine = await gateway.organisation();
    await enrol(mine);
    const revoke = await mine.graphql(
      `mutation { revokePromotionEnrolments(input: { programId: 10, promotionId: 500, identifierName: ID,
          customers: [{ identifierValue: "1001", source: ALL }] }) { successCount } }`,
    );
    expect(revoke.json().data.revokePromotionEnrolments.successCount).toBe(1);
    const { body } = await get(mine, `${DATA}?${aQuery()}`);
    expect(body.promotions?.[0]?.customerPromotionTimelines).toEqual([]);
  });

  it.each([
    [{ promotionStatusForCustomer: 'AVAILABLE_TO_ENROL' }, [500]],
    [{ promotionStatusForCustomer: 'AVAILABLE_TO_EARN' }, [500, 501]],
    [{ promotionStatusForCustomer: 'AVAILABLE_TO_REDEEM' }, [500, 502]],
    [{ promotionStatusForCustomer: 'EXPIRED' }, []],
    [{ promotionType: 'DIRECT_ISSUE' }, [501]],
    [{ promotionType: 'GENERIC', promotionStatusForCustomer: 'AVAILABLE_TO_EARN' }, []],
    [{ programs: '20' }, [501, 502]],
    [{ programs: '10, 30' }, [500]],
    [{ programs: '10,20' }, [500, 501, 502]],
    [{ programs: 'x' }, []],
    [
      { programs: '', promotionType: '', promotionStatusForCustomer: '', limit: '', offset: '' },
      [500, 501, 502],
    ],
    [{ limit: '2' }, [500, 501]],
    [{ limit: '2', offset: '2' }, [502]],
    [{ limit: '1', offset: '1', programs: '20' }, [502]],
    [{ offset: '1000000000' }, []],
  ])('lists for %j the promotions %j', async (changes, expected) => {
    const { status, body } = await read(changes);
    expect(status).toBe(200);
    expect(idsOf(body)).toEqual(expected);
  });

  it('lists no promotion with limit 0, only how many there are', async () => {
    const { status, body } = await read({ limit: '0' });
    expect(status).toBe(200);
    expect(body.promotions).toEqual([]);
    expect(body.pageDetails).toEqual({ pageNumber: 0, pageSize: 0, totalEntries: 3, pageCount: 0 });
  });

  it('answers how many there are beyond the page', async () => {
    const { body } = await read({ limit: '1', offset: '1', programs: '20' });
    expect(body.pageDetails).toEqual({ pageNumber: 1, pageSize: 1, totalEntries: 2, pageCount: 2 });
  });

  const LIMIT = 'limit must be a whole number from 0 to 100';
  const OFFSET = 'offset must be a whole number from 0 to 1000000000';
  it.each([
    ['limit=101', LIMIT],
    ['limit=-1', LIMIT],
    ['limit=1.5', LIMIT],
    ['limit=ten', LIMIT],
    ['limit=99999999999999999999', LIMIT],
    ['offset=-1', OFFSET],
    ['offset=1000000001', OFFSET],
    ['limit=1&limit=2', 'limit must not be repeated'],
    [
      'promotionStatusForCustomer=ACTIVE',
      'promotionStatusForCustomer must be one of AVAILABLE_TO_ENROL, AVAILABLE_TO_EARN, AVAILABLE_TO_REDEEM, EXPIRED',
    ],
    ['promotionType=LOYALTY', 'promotionType must be one of ENROL_AND_ISSUE, DIRECT_ISSUE, GENERIC'],
    ['programs=10&programs=20', 'programs must not be repeated'],
  ])('answers 400 to %s', async (parameters, message) => {
    expect(await get(organisation, `${DATA}?${aQuery()}&${parameters}`)).toEqual({
      status: 400,
      body: { errors: [{ status: false, code: 400, message }], warnings: [] },
    });
  });
});

describe('reads over REST', () => {
  describe(`GET ${PROGRAMS}`, () => {
    it('lists the active programs of this organisation and no other', async () => {
      const off = { programId: '9', name: 'Old', active: false };
      const organisation = await gateway.organisation({
        promotions: [aPromotion(), aPromotion({ promotionId: '501', promoIdentifier: null, program: off })],
      });
      expect(await get(organisation, PROGRAMS)).toEqual({
        status: 200,
        body: {
          data: [
            {
              programId: 10,
              programName: 'Rewards',
              programDescription: null,
              pointsToCurrencyRatio: null,
              partnerPrograms: [],
              default: true,
            },
          ],
          warnings: [],
          errors: [],
        },
      });
      const empty = await gateway.organisation({ promotions: [] });
      expect((await get(empty, PROGRAMS)).body).toEqual({ data: [], warnings: [], errors: [] });
    });

    it('names no default among several programs, because none is recorded', async () => {
      const promotions = [
        aPromotion(),
        aPromotion({ promotionId: '501', promoIdentifier: null, program: other }),
      ];
      const { body } = await get(await gateway.organisation({ promotions }), PROGRAMS);
      expect(body).toMatchObject({ data: [{ default: false }, { default: false }] });
    });
  });

  describe('GET one promotion', () => {
    let organisation: TestOrganisation;
    beforeAll(async () => {
      organisation = await gateway.organisation({
        promotions: [
          aPromotion({ totalEarnLimit: 9 }),
          aPromotion({ promotionId: '600', promoIdentifier: null, program: other, active: false }),
        ],
      });
    });

    it('answers what it is, in a list of one', async () => {
      const { status, body } = await get(organisation, promotionUrl('10', '0500'));
      expect(status).toBe(200);
      expect(body).toEqual(encodePromotionAnswer(aPromotion({ totalEarnLimit: 9 }), new Date(TEST_NOW)));
    });

    it('answers one that is switched off, and without an identifier', async () => {
      const { body } = await get(organisation, promotionUrl('20', '600'));
      expect(body).toMatchObject({
        data: [{ isActive: false, promotionStatus: 'INACTIVE', identifier: null }],
      });
    });

    it.each([
      ['an unknown program', promotionUrl('11', '500'), 2010],
      ['a program that is no id', promotionUrl('x', '500'), 2010],
      ['an unknown promotion', promotionUrl('10', '501'), 4029],
      ["another program's promotion", promotionUrl('10', '600'), 4029],
    ])('answers %s with its error', async (_, url, code) => {
      const { status, body } = await get(organisation, url);
      expect(status).toBe(200);
      expect(body).toMatchObject({ validationErrors: [{ code }], data: null });
    });
  });

  it.each([
    [`${LOOKUP}?${aQuery()}`, 'customer:read'],
    [`${DATA}?${aQuery()}`, 'customer:read'],
    [PROGRAMS, 'promotion:read'],
    [promotionUrl('10', '500'), 'promotion:read'],
  ] as const)('GET %s needs credentials and %s', async (url, access) => {
    expect((await get(null, url)).status).toBe(401);
    const without = (
      ['customer:read', 'customer:write', 'promotion:read', 'promotion:write'] as const
    ).filter((group) => group !== access);
    const refused = await get(await gateway.organisation({ access: without }), url);
    expect(refused.status).toBe(403);
    expect(refused.body.errors).toMatchObject([{ code: 4000 }]);
    expect((await get(await gateway.organisation({ access: [access] }), url)).status).toBe(200);
  });

  it('leave no identifier in the log', async () => {
    const organisation = await gateway.organisation();
    gateway.log.length = 0;
    await get(
      organisation,
      `${DATA}?${aQuery({ identifierName: 'mobile', identifierValue: '919000001001' })}`,
    );
    await new Promise(setImmediate);
    expect(gateway.log.length).toBeGreaterThan(0);
    expect(JSON.stringify(gateway.log)).not.toContain('919000001001');
  });
});
