import { expect, it } from 'vitest';
import { failureIn, refusesAccess, statusOf } from '../../../src/wire/answered/answered-failure.js';

const ofVersion11 = (status: unknown) => ({ response: { status } });

it.each<[string, unknown, object | null]>([
  ['in a list', { errors: [{ code: 8015, message: 'no' }] }, { code: 8015, message: 'no' }],
  ['with names of its own', { errorCode: '4000', errorMessage: 'no' }, { code: 4000, message: 'no' }],
  ['without a number', { errorCode: 'X' }, { code: NaN, message: '' }],
  ['of the version 1.1', ofVersion11({ success: 'false', code: '498' }), { code: 498, message: '' }],
  ['of the version 1.1, as a flag', ofVersion11({ success: false, code: 1 }), { code: 1, message: '' }],
  ['of the version 1.1 without a code', ofVersion11({ success: 'false' }), { code: NaN, message: '' }],
  ['of the version 1.1 that is none', ofVersion11({ success: 'true', code: '200' }), null],
  [
    'of the version 1.1 without its envelope',
    { status: { success: false, code: 498 } },
    { code: 498, message: '' },
  ],
  ['of the version 1.1 without a status', ofVersion11('no'), null],
  ['that is none', { response: [], errors: [] }, null],
  ['in errors that are no list', { errors: 'none' }, null],
  ['in what is no object', '<h1>', null],
])('the failure of an answer is found %s', (_, body, failure) => {
  expect(failureIn(body)).toEqual(failure);
});

it.each([
  [200, { errors: [{ code: 498 }] }, 498],
  [200, { errorCode: 4001 }, 503],
  [200, { errors: [{ code: 8015 }] }, 200],
  [200, { response: [] }, 200],
  [200, '<h1>', 200],
  [200, { response: ['no'] }, 200],
  [200, { response: [{ errors: 'none' }] }, 200],
  [200, { response: [{ errors: [{ code: 498 }] }] }, 498],
  [200, { response: [{ errors: [{ code: 4001 }] }] }, 503],
  [200, { response: [{ errors: [{ code: 403 }] }] }, 200],
  [200, { response: [{ result: {}, errors: [{ code: 498 }] }] }, 200],
  [200, { response: [{ errors: [{ code: 498 }] }, { errors: [{ code: 498 }] }] }, 200],
  [199, { errors: [{ code: 498 }] }, 199],
  [299, { errors: [{ code: 498 }] }, 498],
  [300, { errors: [{ code: 498 }] }, 300],
  [400, { errors: [{ code: 498 }] }, 400],
  [500, {}, 500],
])('an answer of %i with %o has the status %i', (httpStatus, body, status) => {
  expect(statusOf(httpStatus, body)).toBe(status);
});

it.each<[boolean, unknown]>([
  [true, undefined],
  [true, { errorCode: 4000, errorMessage: 'x' }],
  [true, { errors: [{ code: 403 }] }],
  [true, { errors: [{ message: 'Access denied' }] }],
  [false, { errors: [{ code: 403, message: 'mandatory field missing' }] }],
  [false, { errors: [{ code: 8881, message: 'access' }] }],
  [true, { errors: [{ code: 403, message: "Client doesn't have access to the requested resource" }] }],
  [true, { errors: [{ code: 403, message: 'You are not authorised' }] }],
  [false, { errors: [{ code: 403, message: 'Permitted values are INSTORE and WEBSITE' }] }],
  [false, { errors: [{ code: 403, message: 'Only 100 customers are allowed' }] }],
  [false, { errors: [{ code: 403, message: 'Mandatory field accessToken is missing' }] }],
])('403 refuses the credential: %s for %o', (refuses, body) => {
  expect(refusesAccess(body)).toBe(refuses);
});
