import { describe, expect, it } from 'vitest';
import { fillSlots, literalOf, slotOf } from '../../bench/store/call-template.js';

const recorded = { promotionId: '7001', customerIds: ['5001', '5002'], requestId: 'b0a7' };
const other = { promotionId: '7009', customerIds: ['5008', '5009'] };
const now = new Date('2026-04-01T09:00:00Z');

const rows = (promotion: string, first: string, second: string) =>
  `[{"promotion_id":"${promotion}","customer_id":"${first}","ordinal":1},{"promotion_id":"${promotion}","customer_id":"${second}","ordinal":1}]`;

const cases = [
  { what: 'an id', value: '5002', filled: '5009', literal: `':c1'` },
  { what: 'a list of ids', value: ['5001', '5002'], filled: ['5008', '5009'], literal: `'{:c0,:c1}'` },
  {
    what: 'a list with nothing in it',
    value: ['7001', null],
    filled: ['7009', null],
    literal: `'{:p,null}'`,
  },
  { what: 'the request', value: ['b0a7'], filled: ['c1d2'], literal: `'{:r}'` },
  { what: 'the instant of the call', value: new Date('2020-01-01'), filled: now, literal: 'now()' },
  { what: 'text that is always the same', value: "it's 1", filled: "it's 1", literal: `'it''s 1'` },
  { what: 'a number', value: 3, filled: 3, literal: `'3'` },
  { what: 'nothing', value: null, filled: null, literal: 'null' },
];

describe('a recorded parameter', () => {
  it.each(cases)('is sent for another call: $what', ({ value, filled }) => {
    expect(fillSlots([slotOf(value, recorded)], other, 'c1d2', now)).toEqual([filled]);
  });

  it.each(cases)('is written for pgbench: $what', ({ value, literal }) => {
    const names = { customer: (i: number) => `:c${i}`, promotion: ':p', request: ':r' };
    expect(literalOf(slotOf(value, recorded), names)).toBe(literal);
  });

  it('is filled wherever an id stands in JSON', () => {
    const [text] = fillSlots([slotOf(rows('7001', '5001', '5002'), recorded)], other, 'c1d2', now);
    expect(text).toBe(rows('7009', '5008', '5009'));
  });
});
