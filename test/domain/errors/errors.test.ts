import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highestPriority, wordsOf, type Fault, type Refusal } from '../../../src/domain/errors/errors.js';
import { catalogue, type CatalogueEntry } from '../../../src/domain/errors/error-catalogue.js';
import { dispositions, errorCodes, errorScopes } from '../../../src/domain/errors/error-codes.js';

fc.configureGlobal({ seed: 20260401 });

const faults = Object.keys(catalogue) as Fault[];

/** The codes, numbers and messages that the platform documents, word for word. */
const documented = [
  [1101, 'REQUEST', 'INVALID_PROGRAM', 'invalid programId passed'],
  [8874, 'REQUEST', 'INVALID_PROMOTION', 'promotion id passed is invalid'],
  [8892, 'REQUEST', 'PROMOTION_INACTIVE', 'promotion is inactive'],
  [
    8902,
    'REQUEST',
    'ACTION_NOT_SUPPORTED',
    'bulk action passed not supported for loyalty/generic promotion type',
  ],
  [
    8902,
    'REQUEST',
    'REVOKE_NOT_SUPPORTED',
    'revoke bulk action passed not supported for loyalty/generic promotion type',
  ],
  [8901, 'REQUEST', 'INVALID_ENTITY_TYPE', 'invalid entity type passed'],
  [8899, 'REQUEST', 'USER_GROUP', 'Cannot enrol/issue to the user group'],
  [
    8902,
    'REQUEST',
    'MISSING_ACTION',
    'bulkAction is missing: send ENROL or EARN, or to revoke REVOKE_ENROL or REVOKE_EARN',
  ],
  [
    8881,
    'REQUEST',
    'MISSING_PARAMETERS',
    'insufficient parameters passed, program id and one of promotion id/identifier are required',
  ],
  [1060, 'REQUEST', 'BATCH_TOO_LARGE', 'Batch limit size exceeded.'],
  [11013, 'REQUEST', 'NO_CUSTOMERS', 'identifierName, identifierValue, source can not be empty'],
  [11013, 'CUSTOMER', 'EMPTY_IDENTIFIER', 'identifierName, identifierValue, source can not be empty'],
  [8013, 'REQUEST', 'UNKNOWN_IDENTIFIER_NAME', 'Lookup,Invalid identifier passed'],
  [8003, 'CUSTOMER', 'INVALID_SOURCE', 'Invalid source'],
  [8015, 'CUSTOMER', 'CUSTOMER_NOT_FOUND', 'Customer not found for the given identifiers'],
  [2305, 'CUSTOMER', 'NOT_ENROLLED', 'Active issued promotion is not available for the customer.'],
  [8896, 'CUSTOMER', 'ISSUE_FAILED', 'Error occurred while issuing promotion to the customer'],
  [8890, 'CUSTOMER', 'NOT_ISSUED', 'promotion not issued due to config issues or customer exhausted limits'],
  [8903, 'CUSTOMER', 'EARNING_NOT_REVOCABLE', 'Earn IDs passed are either invalid or already revoked'],
] as const;

/** Ours: what the platform has no numbers for, but for HTTP's 521. */
const ours = [
  ['IDEMPOTENCY_MISMATCH', null, 'REQUEST', 'FIX_INPUT', /key was used before, with another input/],
  ['IDEMPOTENCY_IN_PROGRESS', null, 'REQUEST', 'RETRY_SAME_KEY', /with this .* key is still under way/],
  ['THROTTLED', null, 'REQUEST', 'RETRY_SAME_KEY', /too many calls/i],
  ['UPSTREAM_UNAVAILABLE', null, 'REQUEST', 'RETRY_SAME_KEY', /cannot be reached; nothing was done/],
  ['CUSTOMER_BUSY', 521, 'CUSTOMER', 'RETRY_SAME_KEY', /another action for this customer/i],
  ['UNRECOGNISED', null, 'CUSTOMER', 'STOP', /code that is not known here/],
  ['OUTCOME_UNKNOWN', null, 'CUSTOMER', 'CHECK_THEN_RETRY', /it may have been done, or not/],
] as const;

describe('the catalogue of errors', () => {
  it.each(documented)('says %i for the %s fault %s: %s', (restCode, scope, fault, message) => {
    expect(catalogue[fault]).toMatchObject({ restCode, scope, message });
  });

  it.each(ours)('has %s of our own, with the number %s, for the %s, after which comes %s', (...row) => {
    const [fault, restCode, scope, disposition, words] = row;
    const message: unknown = expect.stringMatching(words);
    expect(catalogue[fault]).toEqual({ code: fault, restCode, scope, disposition, message });
  });

  it('gives every code a cause, and asks to check only where the outcome is not known', () => {
    expect(new Set(faults.map((fault) => catalogue[fault].code))).toEqual(new Set(errorCodes));
    const doubtful = faults.filter((fault) => catalogue[fault].disposition === 'CHECK_THEN_RETRY');
    expect(doubtful).toEqual(['OUTCOME_UNKNOWN']);
  });

  it('has the message of the catalogue, unless a platform sent another', () => {
    expect(wordsOf({ fault: 'NOT_ENROLLED' })).toMatchObject({ restCode: 2305 });
    const reported = { restCode: 9999, message: 'quota of the campaign used up' };
    expect(wordsOf({ fault: 'UNRECOGNISED', reported })).toEqual(reported);
  });

  it('has no fault beside those that are documented, and ours', () => {
    const all = [...documented.map(([, , fault]) => fault), ...ours.map(([fault]) => fault)];
    expect([...faults].sort()).toEqual(all.sort());
  });

  it.each(Object.entries<CatalogueEntry>(catalogue))(
    'gives %s one of the codes, dispositions and scopes that apps know',
    (_, entry) => {
      expect(errorCodes).toContain(entry.code);
      expect(dispositions).toContain(entry.disposition);
      expect(errorScopes).toContain(entry.scope);
    },
  );

  it('names no code twice', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });

  it('gives each cause a name of its own, however alike the messages', () => {
    const words = faults.map((fault) => {
      const { code, restCode, scope, message } = catalogue[fault];
      // Where a number has several causes, they differ by their messages alone.
      return `${restCode ?? code} ${scope} ${restCode === 8902 ? message : ''}`;
    });
    expect(new Set(words).size).toBe(faults.length);
  });

  it('stands in the order of the checks', () => {
    const order = [
      8901, 8899, 8881, 11013, 8013, 1060, 1101, 8874, 8892, 8902, 8902, 8902, 11013, 8003, 8015, 2305, 8890,
    ];
    const codes = faults.map((fault) => catalogue[fault].restCode).filter((code) => code !== null);
    expect(codes.slice(0, order.length)).toEqual(order);
  });
});

describe('among several faults', () => {
  it('none is first where there are none', () => {
    expect(highestPriority([])).toBeNull();
  });

  it('the one that is checked first is reported, in any order', () => {
    const refusals: readonly Refusal[] = faults.map((fault) => ({ fault }));
    const some = fc.shuffledSubarray([...refusals], { minLength: 1 });
    fc.assert(
      fc.property(some, (subset) => {
        const first = faults.find((fault) => subset.some((refusal) => refusal.fault === fault));
        expect(highestPriority(subset)?.fault).toBe(first);
      }),
    );
  });

  it('the first of two refusals with one cause is reported, with its field', () => {
    const refusals: Refusal[] = [
      { fault: 'BATCH_TOO_LARGE' },
      { fault: 'MISSING_PARAMETERS', field: ['programId'] },
      { fault: 'MISSING_PARAMETERS', field: ['promotionId'] },
    ];
    expect(highestPriority(refusals)).toEqual({ fault: 'MISSING_PARAMETERS', field: ['programId'] });
  });

  it('all are left as they were', () => {
    const refusals: readonly Refusal[] = Object.freeze([
      { fault: 'NOT_ISSUED' },
      { fault: 'USER_GROUP' },
    ] as const);
    expect(highestPriority(refusals)).toEqual({ fault: 'USER_GROUP' });
    expect(refusals[0]).toEqual({ fault: 'NOT_ISSUED' });
  });
});
