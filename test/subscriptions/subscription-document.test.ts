import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  registeredDocuments,
  type RegisteredDocuments,
} from '../../src/graphql/documents/persisted-documents.js';
import { createSchema } from '../../src/graphql/schema.js';
import { readSubscriptionDocument } from '../../src/graphql/subscriptions/subscription-document.js';
import { SUBSCRIPTION } from '../support/subscribing.js';

const schema = createSchema();
const trusted = new Map([['the id', SUBSCRIPTION]]);
const byId = (sha256Hash: unknown) => ({ query: '', extensions: { persistedQuery: { sha256Hash } } });

/** 'taken', or the codes of what is wrong. */
function outcomeOf(
  request: Parameters<typeof readSubscriptionDocument>[0],
  trustedOnly: boolean,
  registered: RegisteredDocuments | null = null,
): unknown {
  const documents = { registered, trusted, trustedOnly };
  const read = readSubscriptionDocument(request, { schema, introspection: false, documents });
  return 'kind' in read ? 'taken' : read.map(({ extensions }) => extensions.code);
}

describe('the document of a subscription', () => {
  it.each([
    ['the id of a trusted one', byId('the id')],
    ['the documentId of a trusted one', { query: '', documentId: 'sha256:the id' }],
    ["Relay's doc_id of a trusted one", { query: '', doc_id: 'the id' }],
    ["Relay's id of a trusted one", { query: '', id: 'the id' }],
    ['the text of a trusted one', { query: SUBSCRIPTION }],
  ])('may be %s, whether others are taken or not', (_what, request) => {
    expect([outcomeOf(request, true), outcomeOf(request, false)]).toEqual(['taken', 'taken']);
  });

  it('may be another only where others are taken', () => {
    const request = { query: SUBSCRIPTION.replace('enrolmentsUsed', '') };
    expect([outcomeOf(request, true), outcomeOf(request, false)]).toEqual([
      ['PERSISTED_QUERY_ID_REQUIRED'],
      'taken',
    ]);
  });

  it.each(['{ errorCatalogue { code } }', 'subscription { nothing', '{ a'.repeat(30_000)])(
    'is refused unread where only trusted ones are taken: %#',
    (query) => {
      expect(outcomeOf({ query }, true)).toEqual(['PERSISTED_QUERY_ID_REQUIRED']);
    },
  );

  it.each([['another id'], [1], [null]])('is not known by %j', (id) => {
    expect(outcomeOf(byId(id), true)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect(outcomeOf(byId(id), false)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  it.each([SUBSCRIPTION, 'subscription { other }', ' '])(
    'is not run by its id beside a text: %#',
    (query) => {
      expect(outcomeOf({ ...byId('the id'), query }, true)).toEqual(['PERSISTED_QUERY_ID_REQUIRED']);
      expect(outcomeOf({ ...byId('the id'), query }, false)).toEqual(['BAD_REQUEST']);
    },
  );

  it('may be sent with its own hash where others are taken', () => {
    const sha256Hash = createHash('sha256').update(SUBSCRIPTION).digest('hex');
    expect(outcomeOf({ ...byId(sha256Hash), query: SUBSCRIPTION }, false)).toBe('taken');
  });

  it('is found by its hash from then on where clients may register documents, and never where only trusted ones are taken', () => {
    const registered = registeredDocuments();
    const query = SUBSCRIPTION.replace('enrolmentsUsed', '');
    const hash = createHash('sha256').update(query).digest('hex');
    expect(outcomeOf(byId(hash), false, registered)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect(outcomeOf({ ...byId(hash), query }, false, registered)).toBe('taken');
    expect(outcomeOf(byId(hash), false, registered)).toBe('taken');
    expect(outcomeOf({ query: '', documentId: `sha256:${hash}` }, false, registered)).toBe('taken');
    expect(outcomeOf({ ...byId(hash), query }, true, registeredDocuments())).toEqual([
      'PERSISTED_QUERY_ID_REQUIRED',
    ]);
  });

  it.each(['subscription { nothing }', 'query { __typename }', 'subscription {'])(
    'is not registered where it is refused: %s',
    (query) => {
      const registered = registeredDocuments();
      const hash = createHash('sha256').update(query).digest('hex');
      expect(outcomeOf({ ...byId(hash), query }, false, registered)).not.toBe('taken');
      expect(outcomeOf(byId(hash), false, registered)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    },
  );

  it('is asked for where neither it nor an id is sent', () => {
    expect([outcomeOf({ query: '' }, true), outcomeOf({ query: '' }, false)]).toEqual([
      ['BAD_REQUEST'],
      ['BAD_REQUEST'],
    ]);
  });

  it('does not reveal the schema where introspection is off', () => {
    const query = `subscription { customerPromotionChanged(identifierName: ID, identifierValue: "1", source: ALL) { promotion { __schema { queryType { name } } } } }`;
    expect(outcomeOf({ query }, false)).toContain('GRAPHQL_VALIDATION_FAILED');
  });
});
