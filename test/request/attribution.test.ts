import { expect, it } from 'vitest';
import { readAttribution } from '../../src/request/attribution.js';

const TYPE = 'x-cap-api-attribution-entity-type';
const CODE = 'x-cap-api-attribution-entity-code';

it.each([
  [
    'to whom both headers say',
    { [TYPE]: 'TILL', [CODE]: 'shop.1' },
    { entityType: 'TILL', entityCode: 'shop.1' },
  ],
  ['to a kind alone', { [TYPE]: 'STORE' }, { entityType: 'STORE', entityCode: null }],
  ['to a code alone', { [CODE]: 'shop.1' }, { entityType: null, entityCode: 'shop.1' }],
  ['to no client without headers', {}, undefined],
  ['to no client where a header stands twice', { [TYPE]: ['TILL', 'STORE'] }, undefined],
])('a call is put down %s', (_, headers, attribution) => {
  expect(readAttribution(headers)).toEqual(attribution);
});
