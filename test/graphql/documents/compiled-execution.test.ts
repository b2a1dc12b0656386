import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSchema, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compiledExecution } from '../../../src/graphql/documents/compiled-execution.js';

const schema = buildSchema(`
  type Query {
    thing(input: Input!): Thing, things: [Thing!]!, page(first: Int! = 50): Int, broken: String, refused: String
    any: [Any]
  }
  type Mutation { add(input: Input!): Thing, remove(name: String!): Thing }
  input Input { name: String!, size: Int! = 3, isTrial: Boolean! = false }
  type Thing { name: String!, size: Int, inner: Thing }
  type Other { name: String!, label: String }
  union Any = Thing | Other
`);
/** What the resolvers were called with, in their order. */
const calls: unknown[] = [];
const queries = schema.getQueryType()!.getFields();
const mutations = schema.getMutationType()!.getFields();
const record =
  (answer: (args: Record<string, unknown>) => unknown) => (_: unknown, args: Record<string, unknown>) => {
    calls.push(args);
    return Promise.resolve(answer(args));
  };
const inputOf = ({ input }: Record<string, unknown>) => ({
  ...(input as object),
  inner: { name: 'inner', size: 1 },
});
queries.thing!.resolve = record(inputOf);
queries.page!.resolve = record(({ first }) => first);
queries.things!.resolve = () => [{ name: 'a' }, { name: null }];
queries.any!.resolve = () => [
  { __typename: 'Thing', name: 'a', size: 1 },
  { __typename: 'Other', name: 'b', label: 'c' },
  { name: 'of no type' },
];
queries.broken!.resolve = () => {
  throw new TypeError('x is not a function');
};
queries.refused!.resolve = () => {
  throw new GraphQLError('refused', { extensions: { code: 'REFUSED' } });
};
mutations.add!.resolve = record(inputOf);
mutations.remove!.resolve = record(({ name }) => ({ name: name === 'bad' ? null : name }));

type Variables = Record<string, unknown>;

/** Sends a document once for each of the variables. @returns the answers as text, each with the calls that it made */
async function answers(query: string, variables: Variables[] = [{}, {}, {}]): Promise<string[]> {
  const server = new ApolloServer<BaseContext>({
    gateway: compiledExecution(schema),
    includeStacktraceInErrorResponses: false,
    // Both have every field resolved, which leaves nothing to be compiled.
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginInlineTraceDisabled()],
  });
  await server.start();
  const bodies: string[] = [];
  for (const each of variables) {
    calls.length = 0;
    const { body } = await server.executeOperation({ query, variables: each });
    bodies.push(JSON.stringify([body.kind === 'single' ? body.singleResult : body, calls]));
  }
  await server.stop();
  return bodies;
}

/** The answers of gateways that have not seen the document. */
async function eachAnew(query: string, variables: Variables[]): Promise<unknown[]> {
  const anew: unknown[] = [];
  for (const each of variables) anew.push(...(await answers(query, [each])));
  return anew;
}

describe('a document that comes again', () => {
  it.each([
    ['that succeeds', '{ thing(input: { name: "a" }) { name size } }'],
    ['with a null where none may be', '{ things { name size } }'],
    ['with a defect', '{ broken }'],
    ['with an error that has a code', '{ refused things { size } }'],
    ['with several errors', '{ z: refused b: broken a: refused things { name } }'],
    ['with a value of no type', '{ any { __typename ... on Thing { size } ... on Other { label } } }'],
    [
      'with an alias that objects have already',
      '{ __proto__: thing(input: { name: "a" }) { constructor: name } }',
    ],
    [
      'with aliases that join up to the same path',
      '{ a: thing(input: { name: "a" }) { inner_b: inner { name } inner { b: inner { name } } } inner_a: page }',
    ],
    [
      'with an alias, a fragment and a condition',
      '{ a: thing(input: { name: "a" }) { ...on Thing @include(if: true) { name } size @skip(if: true) } }',
    ],
    ['of an operation that it does not have', 'query A { __typename } query B { __typename }'],
    [
      'of several mutations',
      'mutation { b: remove(name: "1") { name } a: add(input: { name: "2" }) { name } }',
    ],
    ['of mutations that fail', 'mutation { b: remove(name: "bad") { name } a: remove(name: "2") { name } }'],
  ])('is answered the same, and does the same, whenever it comes: %s', async (_, query) => {
    const [first, second, third] = await answers(query);
    expect(first).toMatch(/"(data|errors)"/);
    expect([second, third]).toEqual([first, first]);
  });

  it.each([
    [
      'a spread at one of two places',
      'query Q($on: Boolean!) { a: thing(input: { name: "a" }) { ...F @include(if: $on) } b: thing(input: { name: "b" }) { ...F } } fragment F on Thing { name }',
    ],
    [
      'a spread beside another with the same field',
      'query Q($on: Boolean!) { thing(input: { name: "a" }) { ...F @include(if: $on) ...G } } fragment F on Thing { size name } fragment G on Thing { name }',
    ],
    [
      'a mutation that is spread twice',
      'mutation Q($on: Boolean!) { ...E @include(if: $on) ...E } fragment E on Mutation { add(input: { name: "a" }) { name } }',
    ],
    [
      'a field that is there twice',
      'query Q($on: Boolean!) { thing(input: { name: "a" }) { inner @skip(if: $on) { name } inner { size } } }',
    ],
    [
      'a field beside the same without one',
      'query Q($on: Boolean!) { thing(input: { name: "a" }) { inner @skip(if: true) { name size } inner @include(if: $on) { size } } }',
    ],
    [
      'mutations that change their order',
      'mutation Q($on: Boolean!) { b: remove(name: "1") @include(if: $on) { name } a: add(input: { name: "2" }) { name } b: remove(name: "1") { name } }',
    ],
  ])('decides a condition anew each time: %s', async (_, query) => {
    const variables = [{ on: true }, { on: false }];
    const again = (await answers(query, [...variables, ...variables, ...variables])).slice(2);
    const anew = await eachAnew(query, variables);
    expect(again).toEqual([...anew, ...anew]);
  });

  it.each([
    ['an argument', 'query Q($v: Int) { page(first: $v) }', [null, 7, undefined]],
    [
      'a field of an input',
      'mutation Q($v: Boolean) { add(input: { name: "a", isTrial: $v }) { name } }',
      [null, true, undefined],
    ],
    [
      'a field without a default',
      'mutation Q($v: String = "b") { add(input: { name: $v }) { name } }',
      [null, 'c', undefined],
    ],
  ])('says the same of null, a value and nothing for a nullable variable: %s', async (_, query, values) => {
    const variables = values.map((v): Variables => (v === undefined ? {} : { v }));
    const again = (await answers(query, [...variables, ...variables])).slice(variables.length);
    const anew = await eachAnew(query, variables);
    expect(again).toEqual(anew);
    expect(again[0]).toContain('"errors"');
  });

  it('runs no code that is written into it as a text', async () => {
    const text = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74dglobalThis.isOwned=true';
    const again = await answers(`{ thing(input: { name: ${JSON.stringify(text)} }) { name } }`);
    expect(again[2]).toBe(again[0]);
    expect(again[2]).toContain(text);
    expect(globalThis).not.toHaveProperty('isOwned');
  });

  it('calls each resolver once, also where its answer has an error', async () => {
    const [, second] = await answers('mutation { remove(name: "bad") { name } }');
    const [body, called] = JSON.parse(second ?? '') as [{ errors: unknown[] }, unknown[]];
    expect(body.errors).toHaveLength(1);
    expect(called).toEqual([{ name: 'bad' }]);
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
    const again = (await answers(query, [...variables, ...variables])).slice(variables.length);
    const anew = await eachAnew(query, variables);
    expect(again).toEqual(anew);
    expect(again.slice(0, 3).map((text) => (JSON.parse(text) as [unknown])[0])).toEqual([
      { data: { thing: { name: 'a', size: 3 } } },
      { data: { thing: { name: 'b', size: 7 } } },
      { data: { thing: { name: 'c', size: 3 } } },
    ]);
  });
});
