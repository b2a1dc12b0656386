import { describe, expect, inject, it } from 'vitest';
import { openGateway } from '../../support/gateway.js';
import { aBody, anInput, ENROL } from '../../support/operations.js';
import { createDatabase } from '../../support/postgres-database.js';
import { aPromotion } from '../../support/promotion.js';

const STORES = inject('postgresUrl') === null ? ['embedded'] : ['embedded', 'server'];

/** Texts that a store may not take, or that the driver may write down wrongly. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['NUL', 'a\u0000b'],
  ['a high surrogate alone', 'a\ud800'],
  ['a low surrogate alone', '\udc00a'],
  ['control characters', '\u0001\u001b[31m\u007f\u0085'],
  ['line breaks', 'a\r\nb\u2028c'],
  ['100,000 letters', 'x'.repeat(100_000)],
  ['100,000 digits', '9'.repeat(100_000)],
  ['quotes and backslashes', `{"a\\",'--;}NULL`],
  ['an array', '{1,2}'],
  ['the word NULL', 'NULL'],
  ['characters beyond the basic plane', '😀'.repeat(300)],
  ['a noncharacter', '\uffff\ufffe'],
  ['many combining marks', 'a' + '\u0301'.repeat(5_000)],
];

describe.each(STORES)('a value that is hostile, on the %s store,', (kind) => {
  it('takes away its own call and none of those it is looked up together with', async () => {
    const database = kind === 'server' ? await createDatabase() : null;
    const gateway = await openGateway(database ? { databaseUrl: database.url, poolSize: 2 } : {});
    const caller = await gateway.organisation({ promotions: [aPromotion({ enrolmentLimit: null })] });
    for (const [name, value] of HOSTILE) {
      const customers = [{ identifierValue: value, source: 'INSTORE' }];
      const hostile = [
        ...['ID', 'MOBILE', 'EMAIL'].map((identifierName) =>
          caller.graphql(ENROL, { input: anInput({ identifierName, customers }) }),
        ),
        caller.graphql(ENROL, { input: anInput({ promotionId: null, promoIdentifier: value }) }),
        caller.graphql(ENROL, { input: anInput({ programId: value }) }),
        caller.graphql(ENROL, { input: anInput({ promotionId: value }) }),
        caller.graphql(ENROL, { input: anInput({ idempotencyKey: value }) }),
        caller.graphql(
          'query($v: String!, $i: ID!) { loyaltyCustomer(identifierName: EMAIL, identifierValue: $v, source: ALL) { id } loyaltyProgram(id: $i) { name } loyaltyPromotion(programId: $i, promotionId: $i) { name } promotionOperation(idempotencyKey: $v) { status } }',
          { v: value, i: value },
        ),
        caller.bulk(aBody({ identifierName: 'email', customers })),
        caller.bulk(aBody({ promotionDetails: { programId: 10, promoIdentifier: value } })),
      ];
      const good = Array.from({ length: 5 }, () =>
        caller.graphql(ENROL, { input: anInput({ dryRun: true }) }),
      );
      for (const answer of await Promise.all(good)) {
        expect([name, answer.json()]).toMatchObject([
          name,
          { data: { enrolCustomers: { status: 'SUCCESS' } } },
        ]);
      }
      for (const answer of await Promise.all(hostile)) {
        expect([name, answer.statusCode]).not.toEqual([name, 500]);
        expect(answer.body.length).toBeLessThan(value.length + 10_000);
        expect([name, answer.body]).not.toEqual([
          name,
          expect.stringMatching(/INTERNAL|SERVICE_UNAVAILABLE|8896/),
        ]);
      }
    }
    expect(gateway.log.filter(({ level }) => level === 50)).toEqual([]);
    await gateway.close();
    await database?.drop();
  });
});
