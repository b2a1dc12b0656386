import { expect, it } from 'vitest';
import { decodeRegistration } from '../../../src/wire/customers/registration.js';

const identifiers = [{ type: 'mobile', value: '919000001001' }];
const written = {
  identifierName: 'mobile',
  customer: { identifierValue: '919000001001', source: 'INSTORE' },
};

it('a registration may have one profile in place of the list', () => {
  const profile = { source: 'INSTORE', identifiers };
  const expected = { identifiers: [written], ignored: [] };
  expect(decodeRegistration({}, { profiles: profile })).toEqual(expected);
  expect(decodeRegistration({}, { profiles: [profile] })).toEqual(expected);
});

it('a profile without a source is of the source of the query', () => {
  expect(decodeRegistration({ source: 'INSTORE' }, { profiles: [{ identifiers }] }).identifiers).toEqual([
    written,
  ]);
});

it.each([
  ['null', null, []],
  ['an empty text', '', []],
  ['an empty object', {}, []],
  ['a text', 'Ada', ['firstName']],
  ['a number', 1, ['firstName']],
  ['an object that holds something', { a: 1 }, ['firstName']],
])(
  'a member that is not stored is reported once where it is %s only if it says something',
  (_, value, ignored) => {
    const profile = { source: 'INSTORE', identifiers, firstName: value };
    expect(decodeRegistration({}, { profiles: [profile], firstName: value }).ignored).toEqual(ignored);
  },
);
