import { ApolloServer, type BaseContext } from '@apollo/server';
import { buildSchema, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compiledExecution } from '../../src/graphql/compiled-execution.js';

const schema = buildSchema(`
  type Query { thing(input: Input!): Thing, things: [Thing!]!, broken: String, refused: String }
  input Input { name: String!, size: Int! = 3 }
  type Thing { name: String!, size: Int }
`);
const calls: unknown[] = [];
const fields = schema.getQueryType()!.getFields();
fields.thing!.resolve = (_, { input }) => {
  calls.push(input);
  return input;
};
fields.things!.resolve = () => [{ name: 'a' }, { name: null }];
fields.broken!.resolve = () => {
  throw new TypeError('x is not a function');
};
fields.refused!.resolve = () => {
  throw new GraphQLError('refused', { extensions: { code: 'REFUSED' } });
};

async function answers(
  query: string,
  variables: Record<string, unknown>[] = [{}, {}, {}],
): Promise<unknown[]> {
  const server = new ApolloServer<BaseContext>({
    gateway: compiledExecution(schema),
    includeStacktraceInErrorResponses: false,
  });
  await server.start();
  const bodies: unknown[] = [];
  for (const each of variables) {
    const { body } = await server.executeOperation({ query, variables: each });
    bodies.push(body.kind === 'single' ? JSON.parse(JSON.stringify(body.singleResult)) : body);
  }
  await server.stop();
  return bodies;
}

describe('a document that comes again', () => {
  it.each([
    ['that succeeds', '{ thing(input: { name: "a" }) { name size } }'],
    ['with a null where none may be', '{ things { name size } }'],
    ['with a defect', '{ broken }'],
    ['with an error that has a code', '{ refused things { size } }'],
    [
      'with an alias, a fragment and a condition',
      '{ a: thing(input: { name: "a" }) { ...on Thing @include(if: true) { name } size @skip(if: true) } }',
    ],
    ['of an operation that it does not have', 'query A { __typename } query B { __typename }'],
  ])('is answered the same by its compiled form: %s', async (_, query) => {
    const [first, second, third] = await answers(query);
    expect(first).toBeTypeOf('object');
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });

  it('has its variables read as the first time, defaults and refusals included', async () => {
    const query = 'query Q($input: Input!) { thing(input: $input) { name size } }';
    const inputs = [
      { name: 'a' },
      { name: 'b', size: 7 },
      { name: 'c' },
      { name: 1 },
      {},
      { name: 'd', more: 1 },
      null,
    ];
    const variables = inputs.map((input) => ({ input }));
    calls.length = 0;
    const again = (await answers(query, [...variables, ...variables])).slice(variables.length);
    expect(calls.slice(0, 3)).toEqual(calls.slice(3));
    const anew = await Promise.all(variables.map(async (each) => (await answers(query, [each]))[0]));
    expect(again).toEqual(anew);
    expect(again.slice(0, 3)).toEqual([
      { data: { thing: { name: 'a', size: 3 } } },
      { data: { thing: { name: 'b', size: 7 } } },
      { data: { thing: { name: 'c', size: 3 } } },
    ]);
  });
});
