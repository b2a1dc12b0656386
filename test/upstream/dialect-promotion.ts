/** Promotions and customers' promotions in a dialect. */

import {
  idIn,
  isObject,
  objectsIn,
  unknownToReads,
  type Asked,
  type Dialect,
  type Json,
  type Translated,
} from './dialect.js';

/** The answer about one promotion. */
export function promotionAnswer(dialect: Dialect, body: Json): Translated {
  const data = Array.isArray(body.data) ? objectsIn(body.data)[0] : body.data;
  if (!isObject(data)) {
    const [error] = [...objectsIn(body.errors), ...objectsIn(body.validationErrors)];
    const code = error?.code === 1_101 || error?.code === 2_010 ? 2_010 : 4_029;
    const validationErrors = [{ code, message: 'not found' }];
    return { status: 200, body: { status: { code: 400 }, validationErrors, data: null } };
  }
  return {
    status: 200,
    body: {
      status: { code: 200, message: 'success' },
      validationErrors: null,
      data: [onePromotion(dialect, data)],
    },
  };
}

function onePromotion(dialect: Dialect, data: Json): Json {
  const { promotionId, id = promotionId, promotionName, name = promotionName } = data;
  const { active, isActive = active, identifier, programId } = data;
  const { enrolments, earnings, total } = limitsOf(data);
  const named = (limitName: string, value: string | null) =>
    value === null ? [] : [{ name: limitName, value }];
  return {
    id: idIn(dialect, id),
    name,
    programId: idIn(dialect, programId),
    programName: 'Rewards',
    identifier,
    isActive,
    promotionStatus: isActive === false ? 'INACTIVE' : 'LIVE',
    ...datesIn(dialect, data),
    pointsOfferType: data.pointsOfferType,
    loyaltyEarningType: 'GENERIC',
    promotionRestrictions: {
      restrictions: {
        issualRestrictions: named('MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER', enrolments?.limit ?? null),
        earnRestrictions: [
          ...(dialect.further && earnings ? named('MAX_POINTS_PER_EARN_PER_CUSTOMER', '5') : []),
          ...named('MAX_NUMBER_OF_EARNS_PER_CUSTOMER', earnings?.limit ?? null),
          ...named('MAX_NUMBER_OF_EARNS_PER_PROMOTION', total?.limit ?? null),
        ],
        redemptionRestrictions: [],
        expiryRestrictions: [],
      },
    },
  };
}

interface Limit {
  readonly limit: string;
  readonly used: string;
}

/** The limits of a promotion as the stand-in writes them; the cap of Direct Issue counts as one of enrolments. */
function limitsOf(data: Json): Record<'enrolments' | 'earnings' | 'total', Limit | null> {
  const { restrictions } = isObject(data.promotionRestrictions) ? data.promotionRestrictions : {};
  const lists = isObject(data.promotionRestriction) ? data.promotionRestriction : restrictions;
  const { issualRestrictions, earnRestrictions } = isObject(lists) ? lists : {};
  const find = (list: unknown, kpis: readonly string[], limitOn: string): Limit | null => {
    const found = objectsIn(list).find(
      ({ kpi, name, limitOn: on = limitOn }) => kpis.includes(String(kpi ?? name)) && on === limitOn,
    );
    const { maxLimit, value, currentCustomerUsage = '0' } = found ?? {};
    return found ? { limit: String(maxLimit ?? value), used: currentCustomerUsage as string } : null;
  };
  const issuals = ['ISSUAL', 'NUMBER_OF_ISSUALS', 'MAX_NUMBER_OF_ISSUALS_PER_CUSTOMER'];
  const earns = ['EARN', 'NUMBER_OF_EARNS'];
  const enrolments = find(issualRestrictions, issuals, 'CUSTOMER');
  const earnings = find(earnRestrictions, [...earns, 'MAX_NUMBER_OF_EARNS_PER_CUSTOMER'], 'CUSTOMER');
  const total = find(earnRestrictions, [...earns, 'MAX_NUMBER_OF_EARNS_PER_PROMOTION'], 'PROMOTION');
  if (data.pointsOfferType === 'LOYALTY')
    return { enrolments: enrolments ?? earnings, earnings: null, total };
  return { enrolments, earnings, total };
}

/** One page of a customer's promotions, of all that there are. */
export function promotionDataAnswer(dialect: Dialect, body: Json, { query }: Asked): Translated {
  const failure = unknownToReads(dialect, body);
  if (failure) return { status: 200, body: failure };
  const all = objectsIn(body.promotions);
  const size = Math.min(dialect.pageSize, Number(query.get('limit') ?? 50));
  const offset = Number(query.get('offset') ?? 0);
  const start = dialect.offsets === 'pages' ? offset * size : offset;
  const page = all.slice(start, start + size).map((one) => customerPromotion(dialect, one));
  const pageDetails = {
    pageNumber: Math.floor(start / size),
    pageSize: page.length,
    totalEntries: all.length,
    pageCount: Math.ceil(all.length / size),
  };
  return {
    status: 200,
    body: {
      ...(dialect.totals === 'totalEntries' && { pageDetails }),
      customerId: idIn(dialect, body.customerId),
      promotions: page,
      warnings: [],
    },
  };
}

function customerPromotion(dialect: Dialect, data: Json): Json {
  const { promotionId, promotionName, programId, identifier, active } = data;
  const { enrolments, earnings, total } = limitsOf(data);
  const kpi = (name: string, limit: Limit | null, limitOn = 'CUSTOMER') =>
    limit ? [{ kpi: name, maxLimit: limit.limit, currentCustomerUsage: limit.used, limitOn }] : [];
  return {
    promotionId: idIn(dialect, promotionId),
    promotionName,
    programId: idIn(dialect, programId),
    identifier,
    active,
    ...datesIn(dialect, data),
    ...(dialect.kinds === 'told' && { pointsOfferType: data.pointsOfferType }),
    ...(dialect.further && { description: 'A text', promotionMetadata: [], customerUsage: [] }),
    promotionRestriction: {
      issualRestrictions: kpi('NUMBER_OF_ISSUALS', enrolments),
      earnRestrictions: [
        ...(dialect.further && earnings ? kpi('POINTS', { limit: '500', used: '20' }) : []),
        ...kpi('NUMBER_OF_EARNS', earnings),
        ...kpi('NUMBER_OF_EARNS', total, 'PROMOTION'),
      ],
      redemptionRestrictions: [],
    },
    customerPromotionTimelines: objectsIn(data.customerPromotionTimelines).map((one) =>
      timelineIn(dialect, one),
    ),
  };
}

function timelineIn(dialect: Dialect, timeline: Json): Json {
  return {
    enrollmentId: idIn(dialect, timeline.enrollmentId),
    enrollmentDate: recordedIn(dialect, timeline.enrollmentDate),
    enrollmentExpiryDate: recordedIn(dialect, timeline.enrollmentExpiryDate),
    enrollEventLogId: 1,
    issuedDetails: objectsIn(timeline.issuedDetails).map((issue) => ({
      issualId: idIn(dialect, issue.issualId),
      issualDate: recordedIn(dialect, issue.issualDate),
      issualExpiryDate: recordedIn(dialect, issue.issualExpiryDate),
      issualEventLogId: 2,
      redeemedCount: 0,
    })),
  };
}

function datesIn(dialect: Dialect, { startDate, endDate }: Json): Json {
  const written = (date: unknown) => dateIn(dialect, String(date));
  return {
    startDate: written(startDate),
    ...(dialect.ends === 'told' && { endDate: written(endDate) }),
  };
}

/** The date of a record, which has its seconds on every platform. */
function recordedIn(dialect: Dialect, date: unknown): string {
  return dateIn(
    dialect.dates === 'without seconds' ? { ...dialect, dates: 'with milliseconds' } : dialect,
    String(date),
  );
}

function dateIn({ dates }: Dialect, date: string): string {
  switch (dates) {
    case 'with milliseconds':
      return date;
    case 'without seconds':
      return date.replace(/:\d\d(\.\d+)?Z$/, 'Z');
    case 'without a zone':
      return date.replace(/(\.\d+)?Z$/, '');
    case 'with an offset': {
      const later = new Date(Date.parse(date) + 5.5 * 3_600_000);
      return later.toISOString().replace('Z', '+05:30');
    }
  }
}
