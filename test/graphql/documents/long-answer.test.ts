import { GraphQLError, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answerFit } from '../../../src/graphql/documents/long-answer.js';

const QUERY = `mutation { enrol: enrolCustomers(input: {}) { status results { ... on Success { ...Page } } } }
  fragment Page on Success { customer { id some: promotions { edges { node { promotion { name } } } } } }`;
const fit = (query: string) => {
  const document = parse(query);
  return answerFit(document, document.definitions[0] as OperationDefinitionNode);
};
const page = (name: string) => ({ edges: [{ node: { promotion: { name } } }] });
const answer = (...names: string[]) => ({
  enrol: {
    status: 'SUCCESS',
    results: names.map((name, i) => ({ customer: { id: String(i), some: page(name) } })),
  },
});
const LONG = '😀'.repeat(1_000_000);

describe('an answer with names that are too long together', () => {
  it('has null for each page, with an error, and keeps everything else', () => {
    const { data, errors } = fit(QUERY)({ data: answer(LONG, LONG) });
    expect(data).toEqual({
      enrol: {
        status: 'SUCCESS',
        results: [{ customer: { id: '0', some: null } }, { customer: { id: '1', some: null } }],
      },
    });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['enrol', 'results', 0, 'customer', 'some'], 'QUERY_LIMIT'],
      [['enrol', 'results', 1, 'customer', 'some'], 'QUERY_LIMIT'],
    ]);
  });

  it('has a hundred errors at most, and none within a page that it leaves out', () => {
    const within = new GraphQLError('within', { path: ['enrol', 'results', 0, 'customer', 'some', 'edges'] });
    const beside = new GraphQLError('beside', { path: ['enrol', 'results', 0, 'customer'] });
    const names = [LONG, LONG, ...Array<string>(200).fill('short')];
    const { errors = [] } = fit(QUERY)({ data: answer(...names), errors: [within, beside] });
    expect(errors).toHaveLength(101);
    expect(errors).toContain(beside);
    expect(errors).not.toContain(within);
  });
});

describe('an answer stays as it is', () => {
  it.each([
    ['that is short', QUERY, answer('short')],
    [
      'of an operation that reads no page',
      '{ loyaltyPromotion(programId: 1) { name } }',
      { loyaltyPromotion: { name: LONG } },
    ],
    ['without data', QUERY, null],
  ])('%s', (_, query, data) => {
    const result = { data };
    expect(fit(query)(result)).toBe(result);
  });
});
