import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compiledExecution } from '../../../src/graphql/documents/compiled-execution.js';
import { documentCompiler } from '../../../src/graphql/documents/compile-document.js';
import { documentStore } from '../../../src/graphql/documents/document-store.js';
import {
  MAX_BYTES,
  operationCache,
  type OperationCache,
} from '../../../src/graphql/documents/operation-cache.js';
import { Script, scriptedSchema } from '../../support/scripted-schema.js';

const schema = scriptedSchema();
const compile = documentCompiler(schema);
const MEBIBYTE = 1024 * 1024;
const repeat = (count: number, write: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ');
const promotion = (fields: string) => `loyaltyPromotion(programId: 1, promotionId: 2) { ${fields} }`;

function compiledSizeOf(query: string): number | null {
  const document = parse(query);
  return compile(document, document.definitions[0] as OperationDefinitionNode)?.size ?? null;
}

describe('what is compiled', () => {
  it.each([
    ['fields as they are written', (count: number) => `{ ${promotion(repeat(count - 1, () => 'id'))} }`],
    ['aliases', (count: number) => `{ ${promotion(repeat(count - 1, (i) => `a${i}: id`))} }`],
    ['fields at the root', (count: number) => `{ ${repeat(count / 2, (i) => `a${i}: ${promotion('id')}`)} }`],
    [
      'fields of a fragment at each place where it is spread',
      (count: number) =>
        `{ ${repeat(10, (i) => `a${i}: ${promotion('...F')}`)} } fragment F on Promotion { ${repeat(count / 10 - 2, () => 'id')} }`,
    ],
    [
      'fields of fragments within each other',
      (count: number) =>
        `{ ${promotion('...A ...A')} } fragment A on Promotion { ...B ...B } fragment B on Promotion { ${repeat(Math.floor((count - 7) / 4), () => 'id')} }`,
    ],
    [
      'fields of each type that a union may turn out to be',
      (count: number) =>
        `mutation { revokePromotionEarnings(input: $input) { results { ${repeat(Math.floor((count - 2) / 2), () => '__typename')} } } }`,
    ],
  ])('is 250 %s at most', (_, write) => {
    expect(compiledSizeOf(write(250))).toBeGreaterThan(200);
    expect(compiledSizeOf(write(250))).toBeLessThanOrEqual(250);
    expect(compiledSizeOf(write(300))).toBeNull();
  });

  it('is not counted to the end where fragments double each other', () => {
    const doubling = repeat(60, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    expect(compiledSizeOf(`{ ...F0 } ${doubling} fragment F60 on Query { __typename }`)).toBeNull();
  });
});

async function startServer(operations: OperationCache): Promise<ApolloServer> {
  const server = new ApolloServer<BaseContext>({
    gateway: compiledExecution(schema, { operations }),
    // Both have every field resolved, which leaves nothing to be compiled.
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginInlineTraceDisabled()],
  });
  await server.start();
  return server;
}

describe('what is remembered of operations', () => {
  it('weighs as much as is allowed, and what was not asked for the longest is forgotten', async () => {
    const operations = operationCache();
    const server = await startServer(operations);
    const queries = Array.from({ length: 150 }, (_, i) => `{ a${i}: ${promotion(repeat(240, () => 'id'))} }`);
    const weights: number[] = [];
    for (const query of queries) {
      for (let time = 1; time <= 2; time += 1) {
        await server.executeOperation({ query }, { contextValue: new Script(1, 0) });
      }
      expect(operations.calculatedSize).toBeLessThanOrEqual(MAX_BYTES);
      weights.push(operations.calculatedSize);
    }
    await server.stop();
    // A document of some 770 characters and 241 fields weighs some 365 KiB.
    const first = weights[0] ?? 0;
    expect(first).toBeGreaterThan(241 * 1_200 + (queries[0]?.length ?? 0) * 100);
    expect(operations.size).toBeLessThan(queries.length);
    expect(operations.size).toBeGreaterThan(MAX_BYTES / first - 2);
    // The last ones in are the ones that are kept.
    const kept = [...operations.values()].flatMap((known) => ('compiled' in known ? [known.document] : []));
    const texts = new Set(kept.map(({ loc }) => loc?.source.body));
    expect(queries.map((query) => texts.has(query)).lastIndexOf(false)).toBe(
      queries.length - kept.length - 1,
    );
  });

  it('is only that it came, where the document is too heavy to be kept', async () => {
    const operations = operationCache();
    const server = await startServer(operations);
    const query = `{ ${promotion('id')} } #${'a'.repeat(50_000)}`;
    for (let time = 1; time <= 3; time += 1) {
      await server.executeOperation({ query }, { contextValue: new Script(1, 0) });
    }
    await server.stop();
    expect([...operations.values()]).toEqual([{ times: 3 }]);
    expect(operations.calculatedSize).toBeLessThan(1024);
  });
});

describe('what is remembered of documents', () => {
  const documentOf = (length: number, i: number) => parse(`{ a${i} } #${'x'.repeat(length)}`);

  it('weighs 32 MiB at most, by the characters of each', async () => {
    const store = documentStore();
    const length = 10_000;
    const count = 100;
    for (let i = 0; i < count; i += 1) await store.set(String(i), documentOf(length, i));
    const kept = await Promise.all(Array.from({ length: count }, (_, i) => store.get(String(i))));
    const most = Math.floor((32 * MEBIBYTE) / (100 * length));
    expect(kept.filter(Boolean).length).toBeLessThanOrEqual(most);
    expect(kept.filter(Boolean).length).toBeGreaterThan(most - 3);
    expect(kept.map(Boolean).lastIndexOf(false)).toBe(count - kept.filter(Boolean).length - 1);
  });

  it('is nothing of one that would drive an eighth of the others out', async () => {
    const store = documentStore();
    await store.set('light', documentOf(10, 1));
    await store.set('heavy', documentOf(50_000, 2));
    expect(await store.get('heavy')).toBeUndefined();
    expect(await store.get('light')).toBeDefined();
  });
});
