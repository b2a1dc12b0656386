import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseId } from '../../src/domain/id.js';
import { readCustomerKey } from '../../src/service/identifiers/customer-key.js';
import { decodeBulkRequest } from '../../src/wire/bulk-request.js';

fc.configureGlobal({ seed: 20260401 });

/** Decodes JSON as it comes off the wire. */
function decode(json: string) {
  return decodeBulkRequest('ENROL_AND_EARN', JSON.parse(json) as Record<string, unknown>);
}

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** What an id becomes as programId; null where it is as if there were none. */
function programIdOf(json: string): string | null {
  return decode(`{"promotionDetails":{"programId":${json}}}`).programId;
}

function identifierValueOf(json: string): string | undefined {
  return decode(`{"customers":[{"identifierValue":${json},"source":"ALL"}]}`).customers[0]?.identifierValue;
}

describe('a list that is too long', () => {
  /** An object that counts how often it is looked at. */
  function countingList(length: number, member: string) {
    const counter = { looks: 0 };
    const item = Object.defineProperty({}, member, { enumerable: true, get: () => `${++counter.looks}` });
    return { counter, items: Array<unknown>(length).fill(item) };
  }

  it('is cut after the first customer too many, and no customer behind is looked at', () => {
    const { counter, items } = countingList(4_700, 'identifierValue');
    const request = decodeBulkRequest('ENROL_AND_EARN', { customers: items });
    expect(request.customers).toHaveLength(101);
    expect(counter.looks).toBe(101);
  });

  it('is cut after the first earning too many', () => {
    const request = decodeBulkRequest('REVOKE', { customers: [{ earnIds: Array(20_000).fill(1) }] });
    expect(request.customers[0]?.earnedIds).toHaveLength(101);
  });
});

describe('the requests of the specification', () => {
  const oneCustomer = [{ identifierValue: '555567088', source: 'INSTORE', earnedIds: null }];
  const twoCustomers = [
    { identifierValue: '11223569865', source: 'INSTORE', earnedIds: null },
    { identifierValue: '919986000586', source: 'INSTORE', earnedIds: null },
  ];
  it.each([
    ['request-enrol-one', 'ENROL', '57099', 'id', oneCustomer],
    ['request-enrol-many', 'ENROL', '69218', 'mobile', twoCustomers],
    ['request-earn-one', 'EARN', '57099', 'id', oneCustomer],
    ['request-earn-many', 'EARN', '69218', 'mobile', twoCustomers],
  ])('%s is read in full', (name, action, promotionId, identifierName, customers) => {
    expect(decode(fixture(name))).toEqual({
      operation: 'ENROL_AND_EARN',
      entityType: 'CUSTOMER',
      action,
      programId: '469',
      promotionId,
      promoIdentifier: null,
      identifierName,
      customers,
    });
  });
});

describe('an id', () => {
  it.each([
    ['a number', '469', '469'],
    ['digits', '"469"', '469'],
    ['digits with zeros in front, for the rules to read', '"000469"', '000469'],
    ['a number written as a fraction', '469.0', '469'],
    ['a number written with an exponent', '4.69e2', '469'],
    ['the largest number that is safe', '9007199254740991', '9007199254740991'],
    ['digits beyond what a number holds', '"9223372036854775807"', '9223372036854775807'],
    ['an empty text, as none', '""', null],
    ['null, as none', 'null', null],
    ['true, as none', 'true', null],
    ['a list, as none', '[469]', null],
    ['an object, as none', '{"id":469}', null],
  ])('is taken from %s', (_, json, expected) => {
    expect(programIdOf(json)).toBe(expected);
  });

  it.each([
    ['a fraction', '469.5'],
    ['negative', '-469'],
    ['zero', '0'],
    ['negative zero', '-0'],
    ['a number that has lost digits', '9007199254740993'],
    ['the first number that is not safe', '9007199254740992'],
    ['the largest id as a number', '9223372036854775807'],
    ['a number of more than 21 digits', '1234567890123456789012'],
    ['a number beyond all', '1e999'],
    ['text', '"x"'],
  ])('%s stands for something, yet for no id', (_, json) => {
    const text = programIdOf(json);
    expect(text).not.toBeNull();
    expect(parseId(text ?? '')).toBeNull();
  });

  it('sent as a number is the id that was written, or none', () => {
    const written = fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n });
    fc.assert(
      fc.property(written, (id) => {
        const read = parseId(programIdOf(id.toString()) ?? '');
        const safe = id > 0n && id <= BigInt(Number.MAX_SAFE_INTEGER);
        expect(read).toBe(safe ? id.toString() : null);
      }),
    );
  });
});

describe('the value of an identifier', () => {
  it.each([
    ['text', '"919986000586"', '919986000586'],
    ['text with spaces, for the rules to read', '" 91 99860 "', ' 91 99860 '],
    ['a number', '919986000586', '919986000586'],
    ['null', 'null', ''],
    ['a list', '["919986000586"]', ''],
    ['false', 'false', ''],
  ])('may be %s', (_, json, expected) => {
    expect(identifierValueOf(json)).toBe(expected);
  });

  it.each(['id', 'mobile'])('names no customer as %s where the number has lost digits', (name) => {
    const unsafe = fc.bigInt({ min: 2n ** 53n, max: 10n ** 30n });
    fc.assert(
      fc.property(unsafe, (number) => {
        const identifierValue = identifierValueOf(number.toString()) ?? '';
        expect(readCustomerKey(name, { identifierValue, source: 'ALL' })).toMatchObject({
          fault: 'CUSTOMER_NOT_FOUND',
        });
      }),
    );
  });
});

describe('a request of which parts are missing', () => {
  const nothing = {
    operation: 'ENROL_AND_EARN',
    entityType: '',
    action: '',
    programId: null,
    promotionId: null,
    promoIdentifier: null,
    identifierName: '',
    customers: [],
  };

  it('reads an empty body as nothing', () => {
    expect(decode('{}')).toEqual(nothing);
  });

  it.each(['null', '"469"', '469', 'true', '[]', '[{"programId":469}]'])(
    'reads promotionDetails that are %s as none',
    (json) => {
      expect(decode(`{"promotionDetails":${json}}`)).toEqual(nothing);
    },
  );

  it.each(['null', '"919986000586"', '{}', '{"0":{"identifierValue":"1"},"length":1}', '1'])(
    'reads customers that are %s as none',
    (json) => {
      expect(decode(`{"customers":${json}}`)).toEqual(nothing);
    },
  );

  it.each(['null', '{"value":1}', '["CUSTOMER"]', 'true'])('reads names that are %s as none', (json) => {
    expect(decode(`{"type":${json},"identifierName":${json}}`)).toEqual(nothing);
  });

  it('leaves a customer that cannot be read in its place', () => {
    const nobody = { identifierValue: '', source: '', earnedIds: null };
    const body =
      '{"customers":[null,"1",[],{},{"identifierValue":"1"},{"source":"ALL"},{"identifierValue":2,"source":7}]}';
    expect(decode(body).customers).toEqual([
      nobody,
      nobody,
      nobody,
      nobody,
      { identifierValue: '1', source: '', earnedIds: null },
      { identifierValue: '', source: 'ALL', earnedIds: null },
      { identifierValue: '2', source: '7', earnedIds: null },
    ]);
  });

  it('reads as many customers as are named, for the rules to count', () => {
    const customers = JSON.stringify(Array.from({ length: 101 }, () => ({})));
    expect(decode(`{"customers":${customers}}`).customers).toHaveLength(101);
  });

  it('does not take what an object inherits for what was sent', () => {
    expect(
      decode('{"__proto__":{"type":"CUSTOMER"},"promotionDetails":{"__proto__":{"programId":1}}}'),
    ).toEqual(nothing);
  });
});

describe('the names of a promotion', () => {
  it.each([
    ['its id alone', '{"promotionId":57099}', '57099', null],
    ['its identifier alone', '{"promoIdentifier":"spring"}', null, 'spring'],
    ['both', '{"promotionId":57099,"promoIdentifier":"spring"}', '57099', 'spring'],
    ['an empty id beside an identifier', '{"promotionId":"","promoIdentifier":"spring"}', null, 'spring'],
    ['an id beside an empty identifier', '{"promotionId":57099,"promoIdentifier":""}', '57099', null],
    ['an identifier of digits, sent as a number', '{"promoIdentifier":2026}', null, '2026'],
  ])('may be %s', (_, json, promotionId, promoIdentifier) => {
    expect(decode(`{"promotionDetails":${json}}`)).toMatchObject({ promotionId, promoIdentifier });
  });
});

describe('the earnings that a customer names', () => {
  const earnedIdsOf = (json: string) => decode(`{"customers":[{${json}}]}`).customers[0]?.earnedIds;

  it.each([
    ['are none where they are absent', '', null],
    ['are none where they are null', '"earnIds":null', null],
    ['may be numbers and digits', '"earnIds":[840,"841"]', ['840', '841']],
    ['are kept as often as they are named', '"earnIds":[840,840]', ['840', '840']],
    ['may be an empty list', '"earnIds":[]', []],
    ['keep their places where one is of no use', '"earnIds":[null,{},840]', ['', '', '840']],
    ['are whole beyond 2^53 as text', '"earnIds":["9223372036854775807"]', ['9223372036854775807']],
    ['are no id as a number that has lost digits', '"earnIds":[9007199254740993]', ['9.007199254740992e+15']],
  ])('%s', (_, json, expected) => {
    expect(earnedIdsOf(json)).toEqual(expected);
  });

  it.each(['840', '"840"', '""', '{"0":840}', 'true', 'false'])(
    'are one that is no id where %s stands in place of a list: all would be taken back otherwise',
    (json) => {
      expect(earnedIdsOf(`"earnIds":${json}`)).toEqual(['']);
    },
  );

  it('belong to a request of the operation that the route says', () => {
    expect(decodeBulkRequest('REVOKE', { bulkAction: 'REVOKE_EARN' })).toMatchObject({
      operation: 'REVOKE',
      action: 'REVOKE_EARN',
    });
  });
});
