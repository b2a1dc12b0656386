import fc from 'fast-check';
import {
  buildSchema,
  getVariableValues,
  GraphQLError,
  parse,
  type GraphQLScalarType,
  type OperationDefinitionNode,
} from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { variablesReader, type VariablesReader } from '../../../src/graphql/variables/read-variables.js';

const schema = buildSchema(`
  type Query { thing: ID }
  scalar Moment
  enum Colour { RED BLUE }
  input Item { id: ID!, colour: Colour! }
  input Nested { text: String, inner: Nested }
  input Input {
    id: ID!, text: String, size: Int, sure: Boolean! = false, colour: Colour = RED, items: [Item!], words: [String],
    deep: [[Int!]!], nested: Nested, moment: Moment
  }
  input Choice @oneOf { a: ID, b: ID }
`);

function definitionsOf(variables: string) {
  const { definitions } = parse(`query (${variables}) { thing }`);
  return (definitions[0] as OperationDefinitionNode).variableDefinitions ?? [];
}

/** What graphql-js makes of variables, and what ours does. */
function bothWays(declared: string, variables: Record<string, unknown>): [unknown, unknown] {
  const definitions = definitionsOf(declared);
  return [
    getVariableValues(schema, definitions, variables).coerced,
    valuesOf(variablesReader(schema, definitions)(variables)),
  ];
}

function valuesOf(read: ReturnType<VariablesReader>): unknown {
  return 'values' in read ? read.values : undefined;
}

const scalar = fc.constantFrom(
  null,
  'a',
  '12',
  'RED',
  'GREEN',
  true,
  false,
  0,
  7,
  1.5,
  2 ** 31,
  -(2 ** 31),
  2 ** 60,
);
const item = fc.record({ id: scalar, colour: scalar, more: scalar }, { requiredKeys: [] });
const nested = fc.letrec((tie) => ({
  value: fc.record({ text: scalar, inner: fc.oneof(scalar, tie('value')) }, { requiredKeys: [] }),
})).value;
const input = fc.record(
  {
    id: fc.oneof({ weight: 5, arbitrary: fc.constant('1') }, scalar),
    text: scalar,
    size: scalar,
    sure: scalar,
    colour: scalar,
    items: fc.oneof(scalar, item, fc.array(fc.oneof(item, fc.constant({ id: '1', colour: 'RED' })))),
    words: fc.oneof(scalar, fc.array(scalar)),
    deep: fc.oneof(scalar, fc.array(fc.oneof(scalar, fc.array(scalar)))),
    nested: fc.oneof(scalar, nested, fc.constant([])),
    moment: scalar,
    more: scalar,
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** How many values are read both ways; any number by DOCUMENTS. */
const VARIABLES = Number(process.env.DOCUMENTS ?? 3_000);

describe('variables are read as graphql-js reads them', () => {
  it('for random values of every type', () => {
    fc.assert(
      fc.property(fc.oneof(input, scalar), (value) => {
        const [theirs, ours] = bothWays('$input: Input!', { input: value });
        expect(ours).toEqual(theirs);
      }),
      { numRuns: VARIABLES, seed: 20260401 },
    );
  });

  it.each([
    ['as they are', '$a: ID!, $b: [Colour!]', { a: '1', b: ['RED'] }],
    ['with a default of the input', '$input: Input!', { input: { id: '1' } }],
    ['with a default of the operation', '$size: Int = 3', {}],
    ['absent', '$text: String, $size: Int', {}],
    ['null', '$text: String', { text: null }],
    ['one too many', '$text: String', { text: 'a', other: 1 }],
    ['one of a choice', '$choice: Choice', { choice: { a: '1' } }],
    ['both of a choice', '$choice: Choice', { choice: { a: '1', b: '2' } }],
    ['an item where a list is', '$words: [String!]', { words: 'a' }],
    ['a number for an id', '$id: ID', { id: 12 }],
    ['of a scalar of ours', '$moment: Moment', { moment: { year: 2026 } }],
    ['of no type that there is', '$x: Nothing', { x: 1 }],
    ['missing', '$id: ID!', {}],
  ])('%s', (_, declared, variables) => {
    const [theirs, ours] = bothWays(declared, variables);
    expect(ours).toEqual(theirs);
  });

  it('without a copy of a list that is as it should be', () => {
    const customers = [{ id: '1', colour: 'RED' }];
    const read = variablesReader(schema, definitionsOf('$input: Input!'));
    expect(valuesOf(read({ input: { id: '1', items: customers } }))).toMatchObject({ input: { id: '1' } });
    const { input: whole } = valuesOf(read({ input: { id: '1', items: customers } })) as {
      input: { items: unknown };
    };
    expect(whole.items).toBe(customers);
  });
});

describe('the work of reading variables is bounded', () => {
  let looks = 0;
  const counting = buildSchema(`
    type Query { thing: ID }
    scalar Counted
    input Input { items: [Counted!]!, inner: [Inner!] }
    input Inner { words: [Counted!] }
  `);
  const counted = counting.getType('Counted') as GraphQLScalarType;
  counted.parseValue = (value) => {
    looks += 1;
    if (typeof value !== 'string') throw new GraphQLError('Counted takes text');
    return value;
  };
  beforeEach(() => {
    looks = 0;
  });
  const read = (variables: Record<string, unknown>) =>
    variablesReader(counting, definitionsOf('$input: Input!'))(variables);
  const messagesOf = (variables: Record<string, unknown>) => {
    const result = read(variables);
    return 'errors' in result ? result.errors.map(({ message }) => message) : [];
  };

  it('by the first five errors, after which nothing more is looked at', () => {
    const messages = messagesOf({ input: { items: Array(100).fill(1) } });
    expect(messages).toHaveLength(5);
    expect(messages[4]).toBe(
      'Variable "$input" has an invalid value at "input.items[4]"; Counted takes text',
    );
    expect(looks).toBe(5);
  });

  it('by one error for each of five unknown names, without the other names and without suggestions', () => {
    const names = Object.fromEntries(
      Array.from({ length: 15_000 }, (_, i) => [`item${'abc'[i % 3]!}${i}`, 1]),
    );
    const messages = messagesOf({ input: { items: [], ...names } });
    expect(messages).toEqual(
      Array(5).fill('Variable "$input" has an invalid value; A field is not defined by type "Input".'),
    );
  });

  it('by the length of a list: of one that is too long no item beyond the first excess one is looked at', () => {
    const result = read({ input: { items: Array(40_000).fill('a') } });
    expect(result).toMatchObject({ given: { input: { items: { length: 101 } } } });
    expect(looks).toBe(101);
  });

  it('by the length of a list within a list as well', () => {
    const inner = Array(40_000).fill({ words: Array(10).fill('a') });
    const result = read({ input: { items: [], inner: [{ words: Array(5_000).fill('a') }, ...inner] } });
    expect(result).toMatchObject({ given: { input: { inner: { length: 101 } } } });
    expect(looks).toBe(101 + 100 * 10);
  });

  it('and a list that is too long is refused by its length alone', () => {
    expect(messagesOf({ input: { items: Array(40_000).fill(1) } })).toEqual([
      'Variable "$input" has a list of more than 100 items: send fewer in one call',
    ]);
    expect(looks).toBeLessThanOrEqual(5);
  });
});
