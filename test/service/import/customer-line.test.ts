import { describe, expect, it } from 'vitest';
import { readCustomerLine } from '../../../src/service/import/customer-line.js';
import { lineFaults, type LineFaultCode } from '../../../src/service/import/faults.js';

const written = {
  customerId: '1001',
  source: 'INSTORE',
  mobile: '07700 900001',
  email: 'Ann@Example.com',
  externalId: ' card-1 ',
};
const read = (values: Partial<typeof written>) => readCustomerLine({ ...written, ...values }, 'GB');

describe('the line of a customer', () => {
  it('has each identifier in the form in which it is stored', () => {
    expect(read({})).toEqual({
      customerId: '1001',
      source: 'INSTORE',
      mobile: '447700900001',
      email: 'ann@example.com',
      externalId: 'card-1',
    });
  });

  it('needs neither an identifier nor a source', () => {
    expect(read({ source: '', mobile: '\u200b', email: ' ', externalId: '' })).toEqual({
      customerId: '1001',
      source: null,
      mobile: null,
      email: null,
      externalId: null,
    });
  });

  const none = { mobile: '', email: '', externalId: '' };
  it.each<[LineFaultCode, Partial<typeof written>]>([
    ['BAD_ID', { customerId: '' }],
    ['EXCEL_NUMBER', { customerId: '9.2E+18' }],
    ['BAD_MOBILE', { mobile: '12345' }],
    ['BAD_EMAIL', { email: 'ann' }],
    ['BAD_EMAIL', { email: 'ann@' }],
    ['BAD_EMAIL', { email: '@example.com' }],
    ['BAD_EMAIL', { email: 'ann smith@example.com' }],
    ['BAD_EMAIL', { email: 'ann@example.com smith' }],
    ['BAD_EMAIL', { email: 'ann@example@com' }],
    ['BAD_EMAIL', { email: 'ann\u0007@example.com' }],
    ['EXCEL_NUMBER', { externalId: '1.2E+15' }],
    ['BAD_EXTERNAL_ID', { externalId: 'x'.repeat(256) }],
    ['NO_SOURCE', { source: '' }],
    ['NO_SOURCE', { ...none, source: '', mobile: '447700900001' }],
    ['NO_SOURCE', { ...none, source: '', email: 'ann@example.com' }],
    ['NO_SOURCE', { ...none, source: '', externalId: 'card-1' }],
    ['BAD_SOURCE', { source: 'ALL' }],
    ['BAD_SOURCE', { source: 'SHOP' }],
    ['BAD_SOURCE', { ...none, source: 'SHOP' }],
  ])('is refused as %s with %o', (code, values) => {
    expect(read(values)).toEqual({ code, message: lineFaults[code] });
  });
});
