import { buildSchema, execute, parse, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { documentCompiler } from '../../../src/graphql/documents/compile-document.js';
import { inOrder } from '../../../src/graphql/errors/error-order.js';
import { errorLimiter } from '../../../src/graphql/errors/limit-errors.js';
import { wrapResolvers } from '../../../src/graphql/wrap-resolvers.js';

const ITEMS = 1_000;
const document = parse('{ items { number } }');

/** A list whose items fail with these messages in turn. */
function failingSchema(messages: readonly string[]) {
  const schema = buildSchema('type Query { items: [Item] } type Item { number: Int }');
  const { items } = schema.getQueryType()?.getFields() ?? {};
  const item = schema.getType('Item');
  if (!items || !item || !('getFields' in item)) throw new Error('The schema has other types');
  items.resolve = () => Array.from({ length: ITEMS }, (_, i) => i);
  const { number } = item.getFields();
  if (number && 'resolve' in number) {
    number.resolve = async (i: number) => Promise.reject(new Error(messages[i % messages.length]));
  }
  wrapResolvers(schema, errorLimiter());
  return schema;
}

const executors = {
  'graphql-js': (messages: readonly string[]) =>
    Promise.resolve(execute({ schema: failingSchema(messages), document, contextValue: {} })),
  'a compiled document': (messages: readonly string[]) => {
    const schema = failingSchema(messages);
    const compiled = documentCompiler(schema)(document, document.definitions[0] as OperationDefinitionNode);
    if (!compiled) throw new Error('The document is not compiled');
    return compiled.execute({ schema, document, contextValue: {} }, {});
  },
};

const summary = ({ errors = [] }: ExecutionResult) => errors.map(({ message, path }) => [path?.[1], message]);

describe.each(Object.entries(executors))('an answer of %s in which a thousand fields fail', (_, run) => {
  it('has null for each, and errors for the first hundred and one', async () => {
    const result = inOrder(await run(['failed']));
    expect(result.data).toEqual({ items: Array(ITEMS).fill({ number: null }) });
    expect(summary(result)).toEqual(Array.from({ length: 101 }, (__, i) => [i, 'failed']));
  });

  it('has an error for each other message as well', async () => {
    const messages = [...Array<string>(500).fill('one'), 'other', ...Array<string>(499).fill('one')];
    const named = new Set(inOrder(await run(messages)).errors?.map(({ message }) => message));
    expect(named).toEqual(new Set(['one', 'other']));
  });
});

it('each request has errors of its own', async () => {
  const schema = failingSchema(['failed']);
  for (const contextValue of [{}, {}]) {
    const result = inOrder(await execute({ schema, document, contextValue }));
    expect(result.errors).toHaveLength(101);
    expect(result.errors?.[0]?.path).toEqual(['items', 0, 'number']);
  }
});
