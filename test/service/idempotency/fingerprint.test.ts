import { describe, expect, it } from 'vitest';
import type { BulkRequest } from '../../../src/domain/bulk-request.js';
import { fingerprintOf } from '../../../src/service/idempotency/idempotency.js';

const aCustomer = { identifierValue: '1001', source: 'INSTORE' };

/** The fingerprint of an EARN of customer 1001, apart from the changes. */
function fingerprint(changes: Partial<BulkRequest> = {}): string {
  return fingerprintOf({
    operation: 'ENROL_AND_EARN',
    entityType: 'CUSTOMER',
    action: 'EARN',
    programId: '10',
    promotionId: '500',
    promoIdentifier: null,
    identifierName: 'id',
    customers: [aCustomer],
    ...changes,
  });
}

const revocation = (...earnedIds: string[]) =>
  fingerprint({ action: 'REVOKE_EARN', customers: [{ ...aCustomer, earnedIds }] });

describe('the fingerprint of a request', () => {
  it.each<[string, Partial<BulkRequest>]>([
    ['the name of the identifier in capitals', { identifierName: 'ID' }],
    ['a source in small letters', { customers: [{ ...aCustomer, source: 'instore' }] }],
    ['ids with leading zeros', { programId: '0010', promotionId: '00500' }],
    ['an identifier with leading zeros', { customers: [{ ...aCustomer, identifierValue: '01001' }] }],
    ['earnedIds, which only a revocation uses', { customers: [{ ...aCustomer, earnedIds: ['7'] }] }],
  ])('is the same with %s', (_, changes) => {
    expect(fingerprint(changes)).toBe(fingerprint());
  });

  it.each<[string, Partial<BulkRequest>, Partial<BulkRequest>]>([
    ['two unknown names of identifiers', { identifierName: 'x' }, { identifierName: 'y' }],
    [
      'two unknown sources',
      { customers: [{ ...aCustomer, source: 'x' }] },
      { customers: [{ ...aCustomer, source: 'y' }] },
    ],
    ['two programs that are no ids', { programId: 'x' }, { programId: 'y' }],
    ['an empty promotionId and none', { promotionId: '' }, { promotionId: null }],
    [
      'two customers who cannot exist',
      { customers: [{ ...aCustomer, identifierValue: 'x' }] },
      { customers: [{ ...aCustomer, identifierValue: 'y' }] },
    ],
  ])('differs between %s', (_, one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });

  it('of a revocation distinguishes earnedIds, but not their leading zeros', () => {
    expect(revocation('7')).toBe(revocation('07'));
    expect(revocation('7')).not.toBe(revocation('8'));
    expect(revocation('x')).not.toBe(revocation('y'));
    expect(revocation()).not.toBe(fingerprint({ action: 'REVOKE_EARN' }));
  });
});
