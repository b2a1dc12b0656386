import { InMemoryCache } from '@apollo/client';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createClient } from '../../examples/apollo-client/client.js';
import {
  EarnPromotionDocument,
  WhatBecameOfDocument,
} from '../../examples/apollo-client/generated/operations.js';
import { generateExample } from '../../tools/generate-example.js';
import { demoCredentials } from '../../src/demo/demo-organisation.js';
import { openGateway, type TestGateway } from '../support/gateway.js';

const folder = join(import.meta.dirname, '..', '..', 'examples', 'apollo-client');

it('what is generated for Apollo Client is up to date: else run `npm run examples`', async () => {
  const files = await generateExample(folder);
  expect(files).toHaveLength(2);
  for (const { path, text } of files) expect(readFileSync(path, 'utf8')).toBe(text);
});

describe('Apollo Client, on a gateway with demo data', () => {
  let gateway: TestGateway;
  let url: string;
  beforeAll(async () => {
    gateway = await openGateway({ config: { demo: true, automaticPersistedQueries: true } });
    url = `${await gateway.app.server.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
  });
  afterAll(() => gateway.close());

  const { till, password } = demoCredentials;
  const authorization = () => `Basic ${Buffer.from(`${till}:${password}`).toString('base64')}`;

  /** Direct Issue, for one customer who exists and one who does not. */
  const input = (idempotencyKey: string) => ({
    programId: '469',
    promotionId: '70001',
    identifierName: 'ID' as const,
    customers: [
      { identifierValue: '555567088', source: 'INSTORE' as const },
      { identifierValue: '1', source: 'INSTORE' as const },
    ],
    idempotencyKey,
  });

  /** What the fragments on the interface and on the union's members select. */
  const outcome = {
    status: 'PARTIAL_SUCCESS',
    requestError: null,
    results: [
      { __typename: 'Success', index: 0, issualId: expect.any(String), earnedId: expect.any(String) },
      { __typename: 'CustomerError', index: 1, code: 'CUSTOMER_NOT_FOUND', disposition: 'FIX_INPUT' },
    ],
  };

  it('gets what fragments on the interface and on the members of the union select', async () => {
    const client = createClient({ url, authorization });
    const { data } = await client.mutate({
      mutation: EarnPromotionDocument,
      variables: { input: input('basket-1') },
    });
    expect(data?.earnPromotion).toMatchObject(outcome);
  });

  it('reads it again from its cache, which needs the possible types', async () => {
    const client = createClient({ url, authorization });
    await client.mutate({ mutation: EarnPromotionDocument, variables: { input: input('basket-2') } });
    const question = { query: WhatBecameOfDocument, variables: { idempotencyKey: 'basket-2' } };
    const { data } = await client.query(question);
    expect(data?.promotionOperation).toMatchObject(outcome);
    expect(client.readQuery(question)?.promotionOperation).toMatchObject(outcome);

    // It complains, as it should.
    for (const method of ['warn', 'error'] as const) {
      const complaint = vi.spyOn(console, method).mockReturnValue();
      onTestFinished(() => complaint.mockRestore());
    }
    const unaware = new InMemoryCache();
    unaware.writeQuery({ ...question, data: data! });
    expect(unaware.readQuery(question)?.promotionOperation).not.toMatchObject(outcome);
  });

  it('sends the same again where no answer came, and earns once', async () => {
    let calls = 0;
    const losing: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      if (++calls === 1) throw new TypeError('fetch failed');
      return response;
    };
    const client = createClient({ url, authorization, fetch: losing });
    const { data } = await client.mutate({
      mutation: EarnPromotionDocument,
      variables: { input: input('basket-3') },
    });
    expect(calls).toBe(2);
    const { data: known } = await client.query({
      query: WhatBecameOfDocument,
      variables: { idempotencyKey: 'basket-3' },
    });
    expect(known?.promotionOperation).toEqual(
      expect.objectContaining({ results: data?.earnPromotion?.results }),
    );
  });

  it('registers a document that it first sent the hash of, after the 400', async () => {
    const statuses: number[] = [];
    const watched: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      statuses.push(response.status);
      return response;
    };
    const client = createClient({ url, authorization, persistedQueries: true, fetch: watched });
    for (const idempotencyKey of ['basket-1', 'basket-2']) {
      await client.query({ query: WhatBecameOfDocument, variables: { idempotencyKey } });
    }
    expect(statuses).toEqual([400, 200, 200]);
  });
});
